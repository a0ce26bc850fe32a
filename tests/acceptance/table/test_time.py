"""Time: limits and what is late, lights, orders of supervision, pauses, calendars."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from engine.kernel.clock import COMPANY_ZONE
from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import condition, later, listed, words
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import line, task
from tests.integration.processes.office import sequence

Tick = Callable[[], None]
# Three working days, which lead over a weekend.
LIMITED = line(
    ("a", task("a", "wang", sla="CMP.INVESTIGATE", warn="50%,80%")), ("b", task("b", "sun"))
)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


def _at(doors: Doors, text: str) -> None:
    """Let it be a moment of company time."""
    doors.bureau.clock.set(_local(text))
    doors.visitors.clear()


def _due(doors: Doors, case: str) -> str:
    due = doors.bureau.task(case, "a").due_at
    assert due is not None
    return f"{due.astimezone(COMPANY_ZONE):%Y-%m-%d %H:%M}"


def _days_pass(doors: Doors, tick: Tick, until: str) -> list[tuple[str, str]]:
    """Let time pass; return what was said of lateness, each with the hour it was."""
    said: list[tuple[str, str]] = []
    names = ("TaskWarned", "TaskOverdue", "TaskEscalated")
    while doors.bureau.clock.now() < _local(until):
        later(doors, hours=4)
        tick()
        found = [name for name in names for _ in doors.bureau.facts(name)]
        hour = f"{doors.bureau.clock.now().astimezone(COMPANY_ZONE):%m-%d %H}"
        said += [(name, hour) for name in found[len(said) :]]
    return said


@row("办理时限/超时动作")
def test_late_work_is_reminded_again_and_climbs_and_rests_on_days_of_rest(
    doors: Doors, tick: Tick
) -> None:
    doors.bureau.deploy(LIMITED)
    _at(doors, "2026-11-05T16:00")
    case = doors.bureau.start("wang")
    assert _due(doors, case) == "2026-11-10 17:30"

    said = _days_pass(doors, tick, "2026-11-12T18:00")

    assert [name for name, _ in said] == [
        "TaskWarned", "TaskWarned", "TaskOverdue", "TaskEscalated", "TaskEscalated",
    ]  # fmt: skip
    days = [hour[:5] for _, hour in said]
    assert days == ["11-09", "11-10", "11-10", "11-11", "11-12"]
    assert doors.bureau.nodes(case) == ["a"]
    assert doors.bureau.case(case).business_key in words(doors.of("sun").get("/escalations/").text)


LATE = '=sla.due("CMP.INVESTIGATE")'


def _timed(action: str, then: str) -> str:
    """Return a task with a timer at its limit, which leads to what is to happen."""
    return (
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
        '<bpmn:exclusiveGateway id="x" default="f_x_no"/>'
        + task("a", "zhao")
        + f'<bpmn:boundaryEvent id="late" attachedToRef="a"><bpmn:timerEventDefinition>'
        f'<bpmn:timeDate xsi:type="bpmn:tFormalExpression">{LATE}</bpmn:timeDate>'
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        + action
        + task("yes", "sun")
        + task("no", "wang")
        + sequence(("start", "a"), ("a", "x"), ("late", then), (then, "x"), ("x", "no"),
                   ("yes", "end"), ("no", "end"))
        + condition("x", "yes", 'result = "agree"')
    )  # fmt: skip


def _answer(result: str) -> str:
    return (
        '<bpmn:scriptTask id="by_itself" scriptFormat="feel" camunda:resultVariable="result">'
        f'<bpmn:script>"{result}"</bpmn:script></bpmn:scriptTask>'
    )


@row("办理时限/超时动作")
@pytest.mark.parametrize(
    ("action", "then", "node"),
    [
        pytest.param(_answer("agree"), "by_itself", "yes", id="agree"),
        pytest.param(_answer("refuse"), "by_itself", "no", id="refuse"),
        pytest.param(task("other", "qian"), "other", "other", id="transfer"),
    ],
)
def test_what_is_late_is_agreed_refused_or_given_on_as_the_diagram_says(
    doors: Doors, tick: Tick, action: str, then: str, node: str
) -> None:
    bureau = doors.bureau
    bureau.deploy(_timed(action, then))
    _at(doors, "2026-11-05T16:00")
    case = bureau.start("wang")
    _at(doors, "2026-11-10T17:29")
    tick()
    assert bureau.nodes(case) == ["a"]

    _at(doors, "2026-11-10T17:30")
    tick()

    assert bureau.nodes(case) == [node]


@row("黄/红灯预警")
def test_the_light_follows_the_due_time_and_the_list_is_sorted_by_it(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(LIMITED)
    cases = []
    for morning in ("2026-11-02T09:00", "2026-11-04T09:00", "2026-11-05T09:00"):
        _at(doors, morning)
        cases.append(bureau.case(bureau.start("wang")).business_key)

    _at(doors, "2026-11-06T17:00")

    shown = listed(doors, "wang")
    assert sorted(cases, key=shown.index) == cases
    for light, key in zip(("red", "yellow", "green"), cases, strict=True):
        page = doors.of("wang").get(f"/inbox/?light={light}").text
        assert [one for one in cases if one in page] == [key]


@row("督办")
def test_a_leader_orders_the_unit_to_answer_and_closes_it(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(LIMITED)
    case = bureau.start("wang")
    given = {"case": case, "unit": "200101", "colour": "YELLOW", "reason": "进度缓慢，请说明"}
    assert doors.of("wang").post("/supervision/new", given).status_code == 403
    opened = doors.of("zhou").post("/supervision/new", given)
    assert opened.status_code == 303
    assert "督办" in words(doors.of("wang").get(f"/cases/{case}").text).split("当前等待")[0]
    assert "进度缓慢" in doors.of("qian").get(opened.location).text
    key = bureau.case(case).business_key
    assert key in doors.of("qian").get("/supervision/").text

    answered = doors.of("qian").post(f"{opened.location}/answer", {"answer-text": "已加派人手"})
    assert answered.status_code == 303
    graded = {"grade": "GOOD", "close-text": "属实"}
    assert doors.of("qian").post(f"{opened.location}/close", graded).status_code == 403
    assert doors.of("zhou").post(f"{opened.location}/close", graded).status_code == 303

    page = doors.of("zhou").get(opened.location).text
    assert "已加派人手" in page
    assert key not in doors.of("qian").get("/supervision/").text


@row("挂起计时")
def test_the_clock_stands_still_with_a_reason_and_the_due_time_moves(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(LIMITED)
    case = bureau.start("wang")
    before = _due(doors, case)
    address = f"/deadlines/clocks/cases/{case}"
    wanted = {"reason": "CUSTOMER_MATERIAL", "note": "等待客户补资料"}
    assert doors.of("wang").post(f"{address}/pause", wanted).status_code == 403
    assert doors.of("zhao").post(f"{address}/pause", {**wanted, "note": ""}).status_code == 422

    assert doors.of("zhao").post(f"{address}/pause", wanted).status_code == 303

    later(doors, days=2)
    assert "等待客户补资料" in doors.of("wang").get(address).text
    going_on = re.search(r"/pauses/[^/]+/resume", doors.of("zhao").get(address).text)
    assert going_on is not None
    doors.of("zhao").post(f"{address}{going_on[0]}", {"note": "资料已到"})
    assert (before, _due(doors, case)) == ("2026-11-05 17:30", "2026-11-09 17:30")


@row("挂起计时")
def test_the_clock_runs_again_by_itself_when_the_case_moves(doors: Doors, tick: Tick) -> None:
    bureau = doors.bureau
    wait = task("wait", "zhao", pause="CUSTOMER_DESIGN")
    bureau.deploy(
        '<bpmn:extensionElements><camunda:properties><camunda:property name="sla"'
        ' value="CONN.TOTAL"/></camunda:properties></bpmn:extensionElements>'
        + line(("wait", wait), ("a", task("a", "sun")))
    )
    case = bureau.start("wang", slaClass="HV1")
    before = bureau.case(case).due_at
    later(doors, days=14)

    doors.agree("zhao", case, "wait")

    tick()
    after = bureau.case(case).due_at
    assert before is not None
    assert after is not None
    assert after - before == timedelta(days=14)


@row("工作日历")
@pytest.mark.parametrize(
    ("unit", "kind", "day", "due"),
    [
        ("200101", "HOLIDAY", "2026-11-04", "2026-11-06 17:30"),
        ("", "HOLIDAY", "2026-11-04", "2026-11-06 17:30"),
        ("20", "HOLIDAY", "2026-11-08", "2026-11-05 17:30"),
        ("2001012", "HOLIDAY", "2026-11-04", "2026-11-05 17:30"),
    ],
)
def test_a_day_of_the_nation_or_of_ones_own_unit_moves_what_is_due(
    doors: Doors, tick: Tick, unit: str, kind: str, day: str, due: str
) -> None:
    bureau, admin = doors.bureau, doors.of("admin")
    bureau.deploy(LIMITED)
    case = bureau.start("wang")
    assert _due(doors, case) == "2026-11-05 17:30"
    given = {"unit": unit, "from": day, "kind": kind, "name": "检修日"}

    planned = admin.post("/deadlines/calendars/days", given).location
    seen = re.search(r'name="seen" value="(\w+)"', admin.get(planned).text)
    assert seen is not None
    assert admin.post(f"{planned}/make", {"seen": seen[1]}).status_code == 303
    tick()

    assert _due(doors, case) == due


@row("工作日历")
def test_a_makeup_saturday_is_worked_and_the_festival_is_not(doors: Doors) -> None:
    doors.bureau.deploy(LIMITED)
    _at(doors, "2026-02-12T10:00")

    case = doors.bureau.start("wang")

    assert _due(doors, case) == "2026-02-24 17:30"
