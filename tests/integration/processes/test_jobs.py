"""Timers, messages, signals and outside calls of cases, as the worker does them."""

from datetime import timedelta
from typing import Any

import pytest

from engine.bootstrap import Container
from engine.kernel.actor import SYSTEM
from engine.kernel.settings import Settings
from engine.processes import topics
from engine.processes.administration import retry_incident
from engine.processes.queries import CaseFilter, cases, incidents
from engine.processes.service import NewCase, start_process
from tests.integration.processes.office import ONE_TASK, Office, sequence, user_task


def _work(office: Office, rounds: int = 6) -> None:
    """Let a worker do everything that is due."""
    worker = Container(Settings(), office.clock, office.database).worker()
    for _ in range(rounds):
        worker.run_due()


def test_a_boundary_timer_interrupts_its_task(office: Office) -> None:
    office.deploy(WITH_TIMER)
    case = office.start("wang")

    office.clock.advance(timedelta(hours=2))
    _work(office)

    assert [task.activity_id for task in office.open(case)] == ["late"]
    assert office.tasks(case)[0].state == "cancelled"


def test_a_timer_does_not_ring_after_its_task_was_completed(office: Office) -> None:
    office.deploy(WITH_TIMER)
    case = office.start("wang")
    office.complete("wang", office.open(case)[0].id)

    office.clock.advance(timedelta(hours=3))
    _work(office)

    assert office.case(case).status == "completed"


def test_a_message_reaches_the_case_that_waits_for_it(office: Office) -> None:
    office.deploy(WAITING, roots=MESSAGE)
    office.deploy(SENDING, "sender", roots=MESSAGE)
    waiting = office.start("wang")

    with office.database.unit_of_work(office.clock) as uow:
        key = office.case(waiting).business_key
        start_process(uow, office.actor("wang"), NewCase("sender", {}, business_key=key))
    _work(office)

    assert office.open(waiting)[0].activity_id == "approve"


def test_a_message_never_reaches_a_case_that_shares_no_key(office: Office) -> None:
    office.deploy(WAITING, roots=MESSAGE)
    office.deploy(SENDING, "sender", roots=MESSAGE)
    waiting = office.start("wang")

    office.start("wang", "sender")
    _work(office)

    assert office.open(waiting) == []


def test_a_message_starts_the_process_that_begins_with_it(office: Office) -> None:
    started = WAITING.replace('<bpmn:startEvent id="start"/>', MESSAGE_START)
    office.deploy(started, "answered", roots=MESSAGE)
    office.deploy(SENDING, "sender", roots=MESSAGE)

    office.start("wang", "sender")
    _work(office)

    with office.database.reading(office.clock) as uow:
        found, _ = cases(uow.session, SYSTEM, CaseFilter(definition_key="answered"))
    assert [case.status for case in found] == ["running"]


def test_a_signal_reaches_every_case(office: Office) -> None:
    office.deploy(WAITING.replace("message", "signal"), roots=SIGNAL)
    office.deploy(SENDING.replace("message", "signal"), "sender", roots=SIGNAL)
    cases = [office.start("wang"), office.start("li")]

    office.start("wang", "sender")
    _work(office)

    assert [office.open(case)[0].activity_id for case in cases] == ["approve", "approve"]


def test_an_outside_call_is_tried_again_then_becomes_an_incident(
    office: Office, flaky: list[int]
) -> None:
    office.deploy(OUTSIDE)
    case = office.start("wang")
    flaky.append(5)
    for _ in range(6):
        _work(office, 1)
        office.clock.advance(timedelta(hours=2))
    with office.database.reading(office.clock) as uow:
        (incident,) = incidents(uow.session)
    assert office.case(case).has_incident

    flaky.clear()
    office.act("admin", retry_incident, incident.id)
    _work(office)

    assert office.open(case)[0].activity_id == "approve"
    assert office.case(case).variables["answer"] == 42


@pytest.fixture
def flaky(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Register an outside service that fails while the list is not empty."""
    failures: list[int] = []

    def ask(context: topics.OutsideContext) -> dict[str, Any]:
        if failures:
            raise ConnectionError("nobody answers")
        return {"answer": 42}

    monkeypatch.setitem(topics._registry, "test.ask", topics.Topic("test.ask", ask, True))
    return failures


MESSAGE = '<bpmn:message id="m" name="go"/>'
MESSAGE_START = (
    '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>'
)
SIGNAL = '<bpmn:signal id="m" name="go"/>'
WITH_TIMER = (
    ONE_TASK + '<bpmn:boundaryEvent id="t" attachedToRef="approve"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    "</bpmn:boundaryEvent>"
    + user_task("late")
    + '<bpmn:endEvent id="end2"/>'
    + sequence(("t", "late"), ("late", "end2"))
)
WAITING = (
    '<bpmn:startEvent id="start"/><bpmn:intermediateCatchEvent id="wait">'
    '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
    + user_task("approve")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "wait"), ("wait", "approve"), ("approve", "end"))
)
SENDING = (
    '<bpmn:startEvent id="start"/><bpmn:intermediateThrowEvent id="tell">'
    '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateThrowEvent>'
    '<bpmn:endEvent id="end"/>' + sequence(("start", "tell"), ("tell", "end"))
)
OUTSIDE = (
    '<bpmn:startEvent id="start"/><bpmn:serviceTask id="ask" camunda:type="external"'
    ' camunda:topic="test.ask"/>'
    + user_task("approve")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "ask"), ("ask", "approve"), ("approve", "end"))
)
