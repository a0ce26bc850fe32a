"""What administrators put right by hand 跳转 唤醒 作废, through the pages."""

import pytest

from engine.bootstrap import register
from engine.staff.queries import user_by_username
from tests.companies import employ
from tests.integration.approvals.bureau import Bureau, line, task

THREE = line(
    ("draft", task("draft", "wang")), ("check", task("check", "li")), ("a", task("a", "li"))
)


@pytest.fixture
def bureau(app, database, clock) -> Bureau:
    register()
    with database.unit_of_work(clock) as uow:
        people = {name: user_by_username(uow.session, name).id for name in ("wang", "li")}
        people["admin"] = employ(uow, "admin", "10", "PROCESS_ADMIN")
    found = Bureau(database, clock, people)
    found.deploy(THREE)
    return found


@pytest.fixture
def case(bureau) -> str:
    return bureau.start("wang")


@pytest.fixture
def ended(bureau, case) -> str:
    for who, node in (("wang", "draft"), ("li", "check"), ("li", "a")):
        bureau.agree(who, case, node)
    return case


def test_a_case_is_moved_to_another_step(bureau, case, signed_in):
    admin = signed_in("admin")
    assert f"/cases/{case}/correct/" in admin.get(f"/cases/{case}").text
    token = bureau.task(case, "draft").id
    assert f'value="{token}"' in admin.get(f"/cases/{case}/correct/").text

    hop = {"token": token, "to_activity": "a", "reason": "特批"}
    assert admin.post(f"/cases/{case}/correct/move", hop).status_code == 303

    assert bureau.nodes(case) == ["a"]


def test_a_case_that_ended_begins_again(bureau, ended, signed_in):
    again = {"to_activity": "check", "reason": "复核"}

    signed_in("admin").post(f"/cases/{ended}/correct/move", again)

    assert (bureau.case(ended).status, bureau.nodes(ended)) == ("running", ["check"])


def test_a_case_that_ended_is_declared_void_and_keeps_its_records(bureau, ended, signed_in):
    admin = signed_in("admin")

    assert admin.post(f"/cases/{ended}/correct/void", {"void_reason": "重复"}).status_code == 303

    found = bureau.case(ended)
    assert (found.status, found.end_reason, len(bureau.tasks(ended))) == ("cancelled", "重复", 3)
    assert bureau.facts("CaseVoided")[0]["former_status"] == "completed"
    assert admin.post(f"/cases/{ended}/correct/void", {"void_reason": "再"}).status_code == 409


def test_without_a_reason_it_is_said_at_the_field_and_nothing_moves(bureau, case, signed_in):
    hop = {"token": bureau.task(case, "draft").id, "to_activity": "a", "reason": " "}

    answer = signed_in("admin").post(f"/cases/{case}/correct/move", hop)

    assert (answer.status_code, 'id="reason-problem"' in answer.text) == (422, True)
    assert bureau.nodes(case) == ["draft"]


def test_nobody_else_puts_anything_right(bureau, case, signed_in):
    li = signed_in("wang")

    assert "/correct/" not in li.get(f"/cases/{case}").text
    assert li.get(f"/cases/{case}/correct/").status_code == 403
    assert li.post(f"/cases/{case}/correct/void", {"void_reason": "x"}).status_code == 403
