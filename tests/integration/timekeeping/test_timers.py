"""Timers a diagram draws with a limit move with calendars and with pauses by hand."""

from datetime import date, datetime, timedelta

import pytest

from engine.deadlines.rules import Day, DayType
from engine.deadlines.rules.changes import DaysChange
from engine.definitions.service import World, deploy
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from engine.processes.service import NewCase, start_process
from engine.scheduler.model import JobRow
from engine.tasks.model import UserTask
from engine.timekeeping import queries
from engine.timekeeping.pausing import NewPause, pause_clock, resume_clock
from engine.timekeeping.service import change_at_once

FORMULA = b'sla.due("CMP.INVESTIGATE")'
TIMED = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="diagrams"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="http://gridflow.test">
<process id="timed" name="Timed" isExecutable="true"><startEvent id="start"/>
<userTask id="wait" name="wait" camunda:candidateGroups="BUSINESS_CLERK@station"/>
<boundaryEvent id="late" attachedToRef="wait"><timerEventDefinition>
<timeDate>sla.due("CMP.INVESTIGATE")</timeDate></timerEventDefinition></boundaryEvent>
<endEvent id="done"/><endEvent id="given_up"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
<sequenceFlow id="f2" sourceRef="wait" targetRef="done"/>
<sequenceFlow id="f3" sourceRef="late" targetRef="given_up"/>
</process></definitions>"""
FESTIVAL = DaysChange("2001", {date(2026, 11, 4): Day(DayType.HOLIDAY, "丹枫节", local=True)})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


@pytest.fixture
def timed(office, do) -> str:
    do(lambda uow: deploy(uow, SYSTEM, {"timed.bpmn": TIMED}, World()))
    return do(lambda uow: start_process(uow, office, NewCase("timed", {})).id)


def timer(uow) -> datetime:
    return uow.session.query(JobRow.due_at).filter_by(kind="timer", state="due").scalar()


def waits(uow) -> bool:
    return uow.session.query(UserTask).filter_by(state="open").count() == 1


def test_a_holiday_moves_a_drawn_timer(timed, do, work):
    before = do(timer)

    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    assert (before, do(timer)) == (at("2026-11-05T17:30"), at("2026-11-06T17:30"))


def test_a_timer_that_rings_before_it_was_moved_looks_at_the_calendar(timed, do, work, clock):
    """The job of the change has not come to this case yet when the timer rings."""
    do(change_at_once, SYSTEM, FESTIVAL)
    do(lambda uow: uow.session.query(JobRow).filter_by(kind="deadlines.work_through").delete())

    work(days=3, hours=9)
    assert do(waits)

    work(days=1)
    assert not do(waits)


def test_a_timer_stands_still_with_the_clock_and_goes_on_with_it(timed, office, do, work):
    pause_id = do(pause_clock, office, timed, NewPause("CUSTOMER_PAY", "等客户交费"))
    work(days=10)
    assert do(waits)

    do(resume_clock, office, timed, pause_id, "已交费")

    # Ten days with eight working days in them.
    assert do(timer) - at("2026-11-05T17:30") == timedelta(days=12)


def drawn(formula: bytes, tag: bytes = b"timeDate") -> bytes:
    """Return the diagram with another formula on its timer."""
    plain = b"<timeDate>" + FORMULA + b"</timeDate>"
    written = b"<" + tag + b">" + formula + b"</" + tag + b">"
    return TIMED.replace(plain, written)


@pytest.fixture
def begin(office, do):
    def begin(diagram: bytes, **variables: object) -> str:
        do(lambda uow: deploy(uow, SYSTEM, {"timed.bpmn": diagram}, World()))
        return do(lambda uow: start_process(uow, office, NewCase("timed", variables)).id)

    return begin


@pytest.mark.parametrize(
    ("formula", "before", "after"),
    [
        (b'sla.due("CMP.INVESTIGATE") - duration("PT2H")', "2026-11-05T15:30", "2026-11-06T15:30"),
        (b'=if grade = "MAJOR" then sla.due("CMP.APPROVE") else sla.due("CMP.INVESTIGATE")',
         "2026-11-05T17:30", "2026-11-06T17:30"),
        (b"sla.due(code)", "2026-11-05T17:30", "2026-11-06T17:30"),
        (b'sla.warn("CMP.INVESTIGATE", 100)', "2026-11-05T17:30", "2026-11-06T17:30"),
    ],
)  # fmt: skip
def test_a_longer_formula_is_worked_out_again_from_its_first_moment(
    begin, do, work, formula, before, after
):
    begin(drawn(formula), grade="NORMAL", code="CMP.INVESTIGATE")
    was = do(timer)
    work(hours=20)

    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    assert (was, do(timer)) == (at(before), at(after))


def test_a_formula_counts_with_what_it_read_when_the_timer_was_set(begin, do, work):
    """The data of the case has changed since; the timer was never meant to follow it."""
    case = begin(drawn(b"sla.due(code)"), code="CMP.INVESTIGATE")
    do(lambda uow: rewrite(uow, case, code="CMP.APPROVE"))

    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    assert do(timer) == at("2026-11-06T17:30")


def test_a_timer_without_working_time_stays_and_is_not_named(begin, do, work):
    begin(drawn(b'now() + duration("P3D")'))
    foresight = do(lambda uow: queries.foresee(uow, FESTIVAL, "/"))

    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    assert (foresight.timers, foresight.unmoved) == (0, [])
    assert do(timer) == at("2026-11-05T09:00")


def test_the_preview_counts_the_timers_that_move(timed, do):
    foresight = do(lambda uow: queries.foresee(uow, FESTIVAL, "/"))

    assert (foresight.timers, foresight.unmoved) == (1, [])


@pytest.mark.parametrize(
    ("formula", "tag", "reason"),
    [
        (b'="R3/" + string(sla.due("CMP.INVESTIGATE")) + "/P1D"', b"timeCycle", "repeats"),
        (b'sla.due("CMP.INVESTIGATE") + duration("PT1H") * count(org.leaders(1))',
         b"timeDate", "unworkable"),
    ],
)  # fmt: skip
def test_a_timer_nobody_can_reckon_anew_is_named_before_the_change(
    begin, do, work, formula, tag, reason
):
    begin(drawn(formula, tag).replace(b'id="late"', b'id="late" name="\xe8\xb6\x85\xe6\x97\xb6"'))
    was = do(timer)

    foresight = do(lambda uow: queries.foresee(uow, FESTIVAL, "/"))
    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    (named,) = foresight.unmoved
    assert (named.name, named.due_at, named.reason) == ("超时", was, reason)
    assert do(timer) == was


def test_a_timer_armed_before_formulas_were_kept_is_named_where_it_reads_data(begin, do):
    begin(drawn(b"sla.due(code)"), code="CMP.INVESTIGATE")
    do(forget_formula)

    (named,) = do(lambda uow: queries.foresee(uow, FESTIVAL, "/")).unmoved

    assert named.reason == "unknown_data"


def test_a_timer_armed_before_formulas_were_kept_moves_where_it_reads_nothing(begin, do, work):
    begin(drawn(b'sla.due("CMP.INVESTIGATE") - duration("PT2H")'))
    do(forget_formula)

    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    assert do(timer) == at("2026-11-06T15:30")


def rewrite(uow, case: str, **variables: object) -> None:
    row = uow.session.get(ProcessInstance, case)
    row.variables = {**row.variables, **variables}


def forget_formula(uow) -> None:
    job = uow.session.query(JobRow).filter_by(kind="timer", state="due").one()
    job.payload = {name: job.payload[name] for name in ("activity", "armed_at")}
