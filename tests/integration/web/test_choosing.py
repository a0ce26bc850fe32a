"""Choosing who comes next, on the start form and on the form of an earlier step."""

import json
import re

import pytest

from engine.kernel.actor import SYSTEM
from engine.staff.service import name_leader
from tests.integration.approvals.bureau import Bureau, countersign, task
from tests.integration.web.papers import deploy_line, form, node
from tests.integration.web.test_approvals import bureau  # noqa: F401  # fixture

CONTENT = re.compile(r'id="form-content">(.*?)</script>', re.DOTALL)
SEVERAL = {
    "type": "taglist",
    "id": "p1",
    "key": "checkers",
    "label": "复核人",
    "valuesExpression": "=choosable.checkers",
}
ONE = {
    **SEVERAL,
    "type": "select",
    "id": "p2",
    "key": "next",
    "valuesExpression": "=choosable.next",
}


@pytest.fixture
def office(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station where wang chooses who checks, and the checker who approves."""
    check = task("check", group="CASHIER@self,SURVEYOR@self", choose="checkers")
    check = check.replace("<bpmn:userTask ", '<bpmn:userTask camunda:formKey="pick" ', 1)
    deploy_line(
        bureau,
        ("check", check),
        ("approve", node("approve", "", choose="next").replace(' camunda:assignee=""', "")),
        extra={"request.form": form("request", [SEVERAL]), "pick.form": form("pick", [ONE])},
    )
    return bureau


def people_in(page: str, variable: str) -> list[str]:
    """Return the accounts a form on a page offers."""
    data = json.loads(CONTENT.search(page)[1])["data"]
    return [one["value"] for one in data["choosable"][variable]]


def test_the_start_form_offers_those_of_the_groups_of_the_step(office, signed_in):
    page = signed_in("wang").get("/start/leave").text

    assert people_in(page, "checkers") == ["li", "wang"]


def test_those_who_were_chosen_get_the_task_and_choose_the_next(office, signed_in):
    wang = signed_in("wang")
    answer = wang.send("/start/leave", {"data": {"checkers": ["li", "wang"]}})
    case = answer.json["redirect"].rsplit("/", 1)[1]
    address = f"/tasks/{office.task(case, 'check').id}"
    assert "Li<br>Wang" in wang.get(f"/cases/{case}").text
    li = signed_in("li")
    assert "boss" in people_in(li.get(address).text, "next")

    answer = li.send(f"{address}/complete", {"data": {"next": "boss"}})

    assert answer.status_code == 200, answer.json
    assert [one.candidates for one in office.open(case)] == [[f"user:{office.people['boss']}"]]


@pytest.mark.parametrize("chosen", [["boss"], ["li", "nobody"]])
def test_nobody_else_can_be_chosen(office, signed_in, chosen):
    answer = signed_in("wang").send("/start/leave", {"data": {"checkers": chosen}})

    assert (answer.status_code, list(answer.json["errors"])) == (422, ["checkers"])


def test_the_predicted_route_names_the_leaders_above_the_starter(bureau, signed_in):  # noqa: F811
    loop = countersign("org.leaders(3)", "false", sequential=True)
    deploy_line(bureau, ("check", node("check", "li")), ("m", task("m", "${person}", inner=loop)))
    with bureau.database.unit_of_work(bureau.clock) as uow:
        name_leader(uow, SYSTEM, "200101", bureau.people["boss"])
        name_leader(uow, SYSTEM, "2001", bureau.people["ana"])
    case = bureau.start("wang")

    said = signed_in("li").get(f"/explain/tasks/{bureau.task(case, 'check').id}").text

    assert "Boss" in said
    assert "Ana" in said
