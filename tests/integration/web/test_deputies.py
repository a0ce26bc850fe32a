"""Deputies: who appoints whom, what the agent then finds, and who says so."""

from datetime import timedelta

import pytest

from engine.kernel.clock import COMPANY_ZONE
from tests.integration.approvals.bureau import Bureau, line, task
from tests.integration.web.test_approvals import bureau  # noqa: F401  # fixture

ONE = line(("check", task("check", "li")))


@pytest.fixture
def office(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station with a process of one step, li's."""
    bureau.deploy(ONE)
    return bureau


def window(office: Bureau, *, days: int = 3, begins: int = 0, **more) -> dict:
    """Return the fields of the form for a deputy from some day on, for some days."""
    starts = office.clock.now().astimezone(COMPANY_ZONE) + timedelta(days=begins)
    ends = starts + timedelta(days=days)
    return {"starts": f"{starts:%Y-%m-%dT%H:%M}", "ends": f"{ends:%Y-%m-%dT%H:%M}", **more}


def test_new_work_goes_to_the_deputy_and_every_page_says_for_whom(office, signed_in):
    li, ana = signed_in("li"), signed_in("ana")
    li.post("/deputies/", window(office, user_id=office.people["ana"]))

    case = office.start("wang")

    address = f"/tasks/{office.task(case, 'check').id}"
    assert "代Li" in ana.get("/inbox/").text
    assert "您正在代Li办理此环节" in ana.get(address).text
    assert "Ana（代Li）" in signed_in("wang").get(f"/cases/{case}").text
    office.agree("ana", case, "check")
    assert "Ana（代Li）" in li.get(address).text
    assert "Ana" in li.get("/deputies/").text
    assert "Li" in ana.get("/deputies/").text


def test_work_that_is_open_goes_along_only_on_wish(office, signed_in):
    case, ana = office.start("wang"), office.people["ana"]
    li = signed_in("li")

    li.post("/deputies/", window(office, user_id=ana))
    assert office.waits_for(case) == ["Li"]
    li.post("/deputies/", window(office, user_id=ana, takes_open="on"))

    assert office.waits_for(case) == ["Ana"]


def test_a_deputy_for_other_processes_gets_nothing_of_this_one(office, signed_in):
    given = window(office, user_id=office.people["ana"], process="something_else")
    signed_in("li").post("/deputies/", given)

    assert office.waits_for(office.start("wang")) == ["Li"]


def test_after_the_end_work_stays_with_its_owner(office, signed_in):
    li = signed_in("li")
    li.post("/deputies/", window(office, user_id=office.people["ana"]))
    address = li.get("/deputies/").text.split('action="/deputies/')[1].split('"')[0]

    li.post(f"/deputies/{address}")

    assert office.waits_for(office.start("wang")) == ["Li"]
    assert "目前没有人代理您的工作" in li.get("/deputies/").text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "agent_id"),
        ({"user_id": "li"}, "agent_id"),
        ({"user_id": "ana", "days": -1}, "valid_to"),
        ({"user_id": "ana", "begins": -9}, "valid_to"),
        ({"user_id": "ana", "starts": "tomorrow"}, "valid_from"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    office, signed_in, given, field
):
    person = {"user_id": office.people[given["user_id"]]} if "user_id" in given else {}

    answer = signed_in("li").post(
        "/deputies/", window(office, **{**given, **person}, process="leave")
    )

    assert answer.status_code == 422
    assert f'id="deputy-{field}-problem"' in answer.text
    assert 'value="leave" checked' in answer.text


def test_a_leader_appoints_for_his_people_and_nobody_else_does(office, signed_in):
    ana, li = office.people["ana"], office.people["li"]
    given = window(office, user_id=ana, principal=li)
    assert signed_in("wang").post("/deputies/", given).status_code == 403
    boss = signed_in("boss")
    assert "Li" in boss.get("/deputies/?text=li").text
    assert "Li" in boss.get(f"/deputies/?principal={li}").text

    assert boss.post("/deputies/", given).status_code == 303

    assert office.waits_for(office.start("wang")) == ["Ana"]
    address = boss.get("/deputies/").text.split('action="/deputies/')[1].split('"')[0]
    assert signed_in("wang").post(f"/deputies/{address}").status_code == 403
    assert boss.post(f"/deputies/{address}").status_code == 303
