"""What people do with approvals besides completing them, through the pages."""

import re
from datetime import timedelta

import pytest

from engine.bootstrap import register
from engine.staff.queries import user_by_username
from tests.integration.approvals.bureau import Bureau, line, task

THREE = line(
    ("draft", task("draft", "wang")),
    ("check", task("check", "li")),
    ("approve", task("approve", "boss", allow="addSign,withdraw")),
)
PEOPLE = ("wang", "li", "boss", "ana")


@pytest.fixture
def bureau(app, database, clock) -> Bureau:
    """Return the station with a diagram of three steps; ids by name."""
    register()
    with database.unit_of_work(clock) as uow:
        people = {name: user_by_username(uow.session, name).id for name in PEOPLE}
    found = Bureau(database, clock, people)
    found.deploy(THREE)
    return found


@pytest.fixture
def checked(bureau) -> str:
    """Return a case that waits for li, after wang has done his step."""
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    return case


def address(bureau: Bureau, case: str, node: str, name: str = "") -> str:
    """Return the address of an operation on the open task at a node, or of its page."""
    found = bureau.task(case, node).id
    return f"/approvals/tasks/{found}/{name}" if name else f"/tasks/{found}"


def offered(page: str) -> set[str]:
    """Return the operations a page offers."""
    return set(re.findall(r'href="/approvals/tasks/[^/"]+/(\w+)"', page))


def test_the_menu_offers_what_the_node_permits(bureau, checked, signed_in):
    page = signed_in("li").get(address(bureau, checked, "check")).text

    assert offered(page) == {"return", "delegate", "addSign", "cc", "circulate"}
    assert 'data-bs-target="#reassign"' in page


def test_a_node_that_permits_less_offers_less(bureau, checked, signed_in):
    bureau.agree("li", checked, "check")

    page = signed_in("boss").get(address(bureau, checked, "approve")).text

    assert offered(page) == {"addSign", "cc", "circulate"}
    assert 'data-bs-target="#reassign"' not in page


@pytest.mark.parametrize("name", ["return", "delegate", "addSign", "cc", "circulate"])
def test_every_operation_asks_in_a_dialog_and_on_a_page(bureau, checked, signed_in, name):
    li, where = signed_in("li"), address(bureau, checked, "check", name)

    assert "<html" in li.get(where).text
    assert "<html" not in li.get(where, headers={"HX-Request": "true"}).text


def test_a_case_sent_back_with_a_reason_is_at_its_starter_again(bureau, checked, signed_in):
    given = {"to_activity": "draft", "way": "all", "reason": "金额有误"}

    answer = signed_in("li").post(address(bureau, checked, "check", "return"), given)

    assert answer.status_code == 303
    assert bureau.waits_for(checked) == ["Wang"]
    assert "金额有误" in signed_in("wang").get(f"/cases/{checked}").text


def test_sending_back_without_a_reason_says_so_at_the_field(bureau, checked, signed_in):
    given = {"to_activity": "draft", "way": "all", "reason": " "}

    answer = signed_in("li").post(address(bureau, checked, "check", "return"), given)

    assert answer.status_code == 422
    assert 'id="operation-reason-problem">请填写' in answer.text
    assert bureau.waits_for(checked) == ["Li"]


def test_what_the_node_does_not_permit_is_refused(bureau, checked, signed_in):
    bureau.agree("li", checked, "check")
    boss, where = signed_in("boss"), address(bureau, checked, "approve", "return")

    assert boss.get(where).status_code == 403
    answer = boss.post(where, {"to_activity": "draft", "reason": "x"})
    assert answer.status_code == 403
    assert "此环节" in answer.text


def test_what_is_no_operation_is_not_found(bureau, checked, signed_in):
    where = address(bureau, checked, "check", "nonsense")

    assert signed_in("li").get(where).status_code == 404
    assert signed_in("li").post(where).status_code == 404


def test_urging_twice_says_when_it_may_be_done_again(bureau, checked, signed_in):
    wang, where = signed_in("wang"), address(bureau, checked, "check", "urge")
    wang.post(where, {"remark": "急"})

    again = wang.post(where)

    at = bureau.clock.now() + timedelta(hours=4 + 8)
    assert again.status_code == 409
    assert at.strftime("%Y-%m-%d %H:%M") in again.text


def test_nobody_is_offered_to_urge_himself(bureau, checked, signed_in):
    assert "urge" in offered(signed_in("wang").get(f"/cases/{checked}").text)
    assert "urge" not in offered(signed_in("li").get(f"/cases/{checked}").text)


def test_every_operation_a_case_offers_opens(bureau, checked, signed_in):
    wang = signed_in("wang")
    page = wang.get(f"/cases/{checked}").text

    answers = [wang.get(one) for one in re.findall(r'href="(/approvals/[^"]+)"', page)]

    assert offered(page) == {"withdraw", "urge", "cc", "circulate"}
    assert {one.status_code for one in answers} == {200}


def test_a_lent_task_comes_back_with_an_opinion(bureau, checked, signed_in):
    given = {"user_id": bureau.people["ana"], "reason": "请看技术部分"}
    signed_in("li").post(address(bureau, checked, "check", "delegate"), given)
    ana = signed_in("ana")
    assert offered(ana.get(address(bureau, checked, "check")).text) >= {"resolve"}

    ana.post(address(bureau, checked, "check", "resolve"), {"opinion": "技术可行"})

    assert bureau.waits_for(checked) == ["Li"]


def test_a_lent_task_is_taken_back(bureau, checked, signed_in):
    given = {"user_id": bureau.people["ana"], "reason": "请看"}
    li = signed_in("li")
    li.post(address(bureau, checked, "check", "delegate"), given)

    li.post(address(bureau, checked, "check", "recall"))

    assert bureau.waits_for(checked) == ["Li"]


def test_nobody_lends_to_nobody(bureau, checked, signed_in):
    where = address(bureau, checked, "check", "delegate")

    answer = signed_in("li").post(where, {"reason": "请看"})

    assert answer.status_code == 422
    assert 'id="operation-people-problem"' in answer.text


def test_a_passed_on_task_is_the_colleagues(bureau, checked, signed_in):
    given = {"user_id": bureau.people["ana"], "reason": "出差"}

    signed_in("li").post(f"{address(bureau, checked, 'check')}/reassign", given)

    assert bureau.waits_for(checked) == ["Ana"]


def test_signers_are_added_and_taken_out_again(bureau, checked, signed_in):
    li, ana = signed_in("li"), bureau.people["ana"]
    where, remove = (address(bureau, checked, "check", one) for one in ("addSign", "removeSign"))
    given = {"position": "before", "mode": "all", "user_id": [ana], "reason": "会签"}

    li.post(where, given)
    assert "Ana" in bureau.waits_for(checked)

    assert "Ana" in li.get(remove).text
    li.post(remove, {"signer": ana})
    assert bureau.waits_for(checked) == ["Li"]


def test_a_step_is_withdrawn_on_the_page_of_the_case(bureau, checked, signed_in):
    wang = signed_in("wang")
    page = wang.get(f"/cases/{checked}").text
    where = re.findall(r'href="(/approvals/tasks/[^/"]+/withdraw)"', page)[0]

    assert wang.get(where).status_code == 200
    wang.post(where)

    assert bureau.waits_for(checked) == ["Wang"]


def test_the_starter_cancels_his_case_with_a_reason(bureau, checked, signed_in):
    wang, where = signed_in("wang"), f"/approvals/cases/{checked}/cancel"
    assert where in wang.get(f"/cases/{checked}").text

    assert wang.post(where, {"reason": ""}).status_code == 422
    wang.post(where, {"reason": "不需要了"})

    assert not bureau.case(checked).is_live
    assert signed_in("li").post(where, {"reason": "x"}).status_code == 403


def test_the_case_shows_who_has_read_what_was_sent(bureau, checked, signed_in):
    given = {"user_id": [bureau.people["ana"], bureau.people["boss"]], "remark": "请阅示"}

    signed_in("li").post(address(bureau, checked, "check", "circulate"), given)

    page = signed_in("wang").get(f"/cases/{checked}").text
    assert page.split('id="pane-history"')[0].count("请阅示") == 2
    assert "未阅" in page


def test_who_was_chosen_stays_while_searching_for_others(bureau, signed_in):
    ana = bureau.people["ana"]

    found = signed_in("li").get(f"/organisation/people?many=1&text=boss&user_id={ana}").text

    assert f'value="{ana}" checked' in found
    assert f'value="{bureau.people["boss"]}"' in found
