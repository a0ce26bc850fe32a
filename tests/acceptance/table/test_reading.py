"""What is read or hastened without being decided: 催办 抄送 传阅 已读."""

import re
from typing import Any

import pytest

from engine.bootstrap import Container
from engine.kernel.settings import Settings
from notifications import router
from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import (
    ALL,
    OPPOSED,
    TWO,
    ballot,
    later,
    listed,
    page_of,
    tells,
    words,
)
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import line, task

LAST = (
    '<bpmn:extensionElements><camunda:properties><camunda:property name="cc" value="GM@city, li"/>'
    "</camunda:properties></bpmn:extensionElements>"
)


@pytest.fixture
def case(doors: Doors) -> str:
    """Return a case that waits for zhao, then for qian."""
    doors.bureau.deploy(TWO)
    return doors.bureau.start("wang")


def _case_page(doors: Doors, who: str, case: str) -> str:
    return words(doors.of(who).get(f"/cases/{case}").text)


def _send(doors: Doors, who: str, case: str, node: str, kind: str, *people: str) -> Any:
    ids = [doors.bureau.people[name] for name in people]
    mine = doors.bureau.task(case, node).id
    return doors.operate(who, mine, kind, user_id=ids, remark="请知悉")


def _reading(doors: Doors, who: str) -> str:
    """Return the address of what somebody is to read."""
    page = doors.of(who).get("/inbox/?view=to_read").text
    found = re.search(r"/readings/[^/]+", page)
    assert found, page
    return found[0]


@row("催办")
def test_a_case_is_urged_every_four_hours_and_says_how_often(doors: Doors, case: str) -> None:
    bureau = doors.bureau
    waiting = bureau.task(case, "a").id
    assert doors.operate("wang", waiting, "urge", remark="客户着急").status_code == 303
    assert "已催办 1 次" in _case_page(doors, "wang", case)
    assert "已催办 1 次" in page_of(doors, "zhao", waiting)
    later(doors, hours=3, minutes=59)
    refused = doors.operate("wang", waiting, "urge", remark="再催")
    assert (refused.status_code, "13:00" in refused.text) == (409, True)

    later(doors, minutes=1)
    assert doors.operate("wang", waiting, "urge", remark="再催").status_code == 303

    assert "已催办 2 次" in _case_page(doors, "wang", case)
    assert tells(doors, "zhao", case, "催办", "客户着急")


@row("催办")
def test_an_earlier_handler_urges_and_a_stranger_does_not(doors: Doors, case: str) -> None:
    doors.agree("zhao", case, "a")
    waiting = doors.bureau.task(case, "b").id

    assert doors.operate("wu", waiting, "urge", remark="").status_code == 403
    assert doors.operate("zhao", waiting, "urge", remark="").status_code == 303


@row("催办")
def test_everybody_who_still_works_on_it_is_told(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.database.subscribers = router.subscribers()
    bureau.deploy(ballot(ALL, f"{OPPOSED} = 0"))
    case = bureau.start("wang")
    doors.agree("li", case, "m")
    assert doors.of("wang").post(f"/approvals/cases/{case}/urge").status_code == 303

    again = doors.of("wang").post(f"/approvals/cases/{case}/urge")

    assert again.status_code == 409
    urged = {fact["task_id"] for fact in bureau.facts("TaskUrged")}
    assert urged == {bureau.task(case, "m", who).id for who in ("zhao", "qian")}


@row("抄送")
def test_a_copy_comes_at_a_node_by_hand_and_at_the_end_but_once_to_each(
    doors: Doors,
) -> None:
    bureau = doors.bureau
    bureau.deploy(LAST + line(("a", task("a", "zhao", cc="li")), ("b", task("b", "qian"))))
    case = bureau.start("wang")
    key = bureau.case(case).business_key
    carry = Container(Settings(), bureau.clock, bureau.database).worker().run_due
    doors.agree("zhao", case, "a")
    carry()
    assert key in listed(doors, "li", "copied")
    assert bureau.nodes(case) == ["b"]

    assert _send(doors, "qian", case, "b", "cc", "li", "wu").status_code == 303
    doors.agree("qian", case, "b")
    carry()

    for who in ("li", "wu", "zhou"):
        assert listed(doors, who, "copied").count("未读") == 1
    assert doors.of("wu").get(f"/cases/{case}").status_code == 200


@row("抄送")
def test_a_copy_is_only_read(doors: Doors, case: str) -> None:
    _send(doors, "zhao", case, "a", "cc", "wu")
    address = _reading(doors, "wu")

    assert doors.of("wu").post(f"{address}/reply", {"text": "意见"}).status_code == 409
    assert doors.submit("wu", doors.bureau.task(case, "a").id) == 403
    assert doors.of("wu").post(f"{address}/read").status_code == 303
    assert "请知悉" in listed(doors, "wu", "read")


@row("传阅")
def test_readers_answer_while_the_case_goes_on_and_also_after_its_end(
    doors: Doors, case: str
) -> None:
    bureau = doors.bureau
    assert _send(doors, "wang", case, "a", "circulate", "wu", "li").status_code == 303
    doors.agree("zhao", case, "a")
    doors.agree("qian", case, "b")
    assert bureau.case(case).status == "completed"
    assert "请知悉" in listed(doors, "wu", "to_read")

    done = doors.of("wu").post(f"{_reading(doors, 'wu')}/reply", {"text": "已阅，无意见"})

    assert done.status_code == 303
    assert "已阅，无意见" in listed(doors, "wu", "read")
    assert tells(doors, "wang", case, "Wu", "已阅，无意见")
    assert "请知悉" in listed(doors, "li", "to_read")


@row("传阅")
def test_the_sender_takes_back_what_is_unread_and_nothing_else(doors: Doors, case: str) -> None:
    assert doors.operate(
        "wang", doors.bureau.task(case, "a").id, "circulate",
        user_id=doors.bureau.people["wu"], remark=" ",
    ).status_code == 422  # fmt: skip
    _send(doors, "wang", case, "a", "circulate", "wu")
    _send(doors, "wang", case, "a", "circulate", "wu")
    assert listed(doors, "wu", "to_read").count("请知悉") == 1
    address = _reading(doors, "wu")
    assert doors.of("li").post(f"{address}/cancel").status_code == 403

    assert doors.of("wang").post(f"{address}/cancel").status_code == 303

    assert listed(doors, "wu", "to_read") == ""
    _send(doors, "wang", case, "a", "circulate", "li")
    doors.of("li").get(f"/cases/{case}")
    read = re.search(r"/readings/[^/\"]+", doors.of("li").get("/inbox/?view=read").text)
    assert read is not None
    assert doors.of("wang").post(f"{read[0]}/cancel").status_code == 409


@row("已读/已阅")
def test_the_first_look_at_a_task_is_kept_and_shown_to_who_waits(doors: Doors, case: str) -> None:
    bureau = doors.bureau
    mine, first = bureau.task(case, "a").id, bureau.clock.now()
    assert "未阅" in _case_page(doors, "wang", case)
    doors.of("zhao").get(f"/tasks/{mine}")
    later(doors, hours=1)

    doors.of("zhao").get(f"/tasks/{mine}")

    assert bureau.task(case, "a").first_read_at == first
    assert "已阅 2026-11-02 09:00" in _case_page(doors, "wang", case)


@row("已读/已阅")
def test_the_sender_sees_who_has_read_and_who_has_not(doors: Doors, case: str) -> None:
    _send(doors, "wang", case, "a", "circulate", "wu", "li")

    doors.of("wu").get(f"/cases/{case}")

    page = _case_page(doors, "wang", case).split("发送阅知")[-1]
    assert re.search(r"Wu .{0,40}已阅", page)
    assert re.search(r"Li .{0,40}未阅", page)
