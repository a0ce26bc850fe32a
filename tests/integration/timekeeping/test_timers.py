"""Timers a diagram draws with a limit move with calendars and with pauses by hand."""

from datetime import date, datetime, timedelta

import pytest

from engine.deadlines.rules import Day, DayType
from engine.deadlines.rules.changes import DaysChange
from engine.definitions.service import World, deploy
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from engine.processes.service import NewCase, start_process
from engine.scheduler.model import JobRow
from engine.tasks.model import UserTask
from engine.timekeeping.pausing import NewPause, pause_clock, resume_clock
from engine.timekeeping.service import change_at_once

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
