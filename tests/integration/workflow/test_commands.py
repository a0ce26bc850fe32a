"""What commands answer when they come late, twice or for the wrong thing."""

import pytest

from engine.kernel.errors import Invalid
from engine.workflow import (
    BroadcastSignal,
    CancelInstance,
    Command,
    CompleteService,
    CompleteTask,
    Correlate,
    CorrelateMessage,
    FailService,
    FireTimer,
    NoPorts,
    Retry,
    StaleCommand,
    StepFailed,
    ThrowToTask,
    advance,
)
from engine.workflow.ports import BpmnError
from tests.integration.workflow.case import NOW, Case

GUARDED = """
process P
  start s -> A
  user A -> e
  end e
  boundary t on=A duration=PT1H nonint -> B
  user B
  boundary up on=A escalation=LATE nonint -> C
  user C
  boundary bad on=A error=* -> D
  user D
"""


def test_a_task_completed_twice_is_stale_the_second_time() -> None:
    case = Case(GUARDED).start()
    token = case.task("A").id
    case.complete("A")

    with pytest.raises(StaleCommand):
        case.do(CompleteTask(token))


@pytest.mark.parametrize(
    "command",
    [
        CompleteTask("f" * 32), CompleteTask(""), FireTimer("x" * 32), Correlate("0" * 32),
        CorrelateMessage("nobody"), CompleteService("0" * 32), FailService("0" * 32),
        Retry("0" * 32), ThrowToTask("0" * 32, "error", "E"),
    ],
)  # fmt: skip
def test_a_command_about_nothing_open_is_stale(command: Command) -> None:
    case = Case(GUARDED).start()

    with pytest.raises(StaleCommand):
        case.do(command)


def test_a_token_of_another_kind_is_stale() -> None:
    case = Case(GUARDED).start()
    timer, task = next(iter(case.timers)), case.task("A").id

    for command in (CompleteTask(timer), FireTimer(task), Correlate(timer), Retry(task)):
        with pytest.raises(StaleCommand):
            case.do(command)


def test_a_signal_nobody_listens_to_changes_nothing() -> None:
    case = Case(GUARDED).start()
    before = case.state

    case.do(BroadcastSignal("nobody"))

    assert case.state == before


def test_a_finished_instance_takes_no_more_commands() -> None:
    case = Case(GUARDED).start()
    case.complete("A")

    with pytest.raises(StaleCommand) as caught:
        case.do(BroadcastSignal("x"))

    assert caught.value.facts["status"] == "completed"


def test_cancelling_ends_everything_open() -> None:
    case = Case(GUARDED).start()
    case.fire("t")

    case.do(CancelInstance("withdrawn"))

    assert (case.status, case.last.ended_by, case.open, case.timers) == (
        "terminated", "withdrawn", [], {},
    )  # fmt: skip


def test_an_escalation_from_outside_reaches_the_boundary_event_of_the_task() -> None:
    case = Case(GUARDED).start()

    case.do(ThrowToTask(case.task("A").id, "escalation", "LATE"))

    assert case.open == ["A", "C"]


def test_an_error_from_outside_interrupts_the_task() -> None:
    case = Case(GUARDED).start()

    case.do(ThrowToTask(case.task("A").id, "error", "E1"))

    assert (case.open, case.timers) == (["D"], {})


SERVED = """
process P
  start s -> T
  service T topic=pay -> A
  user A
  boundary b on=T error=POOR -> B
  user B
"""


def test_a_service_may_answer_at_once() -> None:
    case = Case(SERVED, pay=lambda inputs, context: {"paid": inputs["sum"]}).start(sum=3)

    assert (case.open, case.variables, case.calls) == (["A"], {"sum": 3, "paid": 3}, {})


def test_a_service_may_answer_later() -> None:
    case = Case(SERVED).start(sum=3)
    inputs = next(iter(case.calls.values())).inputs

    case.answer("T", paid=4)

    assert (inputs, case.open, case.variables["paid"], case.calls) == ({"sum": 3}, ["A"], 4, {})


def test_an_error_of_a_service_goes_to_its_boundary_event() -> None:
    def pay(inputs: object, context: object) -> dict[str, int]:
        raise BpmnError("POOR", "no money", {"missing": 2})

    case = Case(SERVED, pay=pay).start()

    assert (case.open, case.variables) == (["B"], {"missing": 2})


def test_a_failed_service_waits_for_a_retry() -> None:
    case = Case(SERVED).start()
    token = next(iter(case.calls))

    failed = case.do(FailService(token, None, "timeout"))
    again = case.do(Retry(token))

    assert [(one.code, one.activity) for one in failed.incidents] == [("service-failed", "T")]
    assert (failed.status, [call.activity for call in again.services]) == ("running", ["T"])
    case.answer("T")
    assert case.open == ["A"]


def test_an_error_of_a_service_nobody_catches_is_an_incident() -> None:
    case = Case(SERVED).start()
    token = next(iter(case.calls))

    failed = case.do(FailService(token, "OTHER", "no"))

    assert [one.code for one in failed.incidents] == ["error-not-caught"]
    assert (failed.status, case.count("T", "failed")) == ("running", 1)


def test_an_uncaught_error_end_fails_the_instance() -> None:
    case = Case("""
    process P
      start s -> f
      and f -> A | B
      user A -> boom
      end boom error=E1
      user B
    """).start()

    case.complete("A")

    assert (case.status, case.open, case.count("boom", "failed")) == ("failed", [], 1)
    assert case.last.incidents[0].facts == {"error_code": "E1"}


def test_an_uncaught_escalation_goes_on_with_a_note() -> None:
    case = Case("process P\n  start s -> t\n  throw t escalation=UP -> A\n  user A").start()

    assert case.open == ["A"]
    assert [(one.activity, one.note) for one in case.history if one.event == "note"] == [
        ("t", "escalation-not-caught")
    ]


def test_only_start_works_without_a_state() -> None:
    case = Case(GUARDED)

    with pytest.raises(Invalid):
        advance(case.definition, None, BroadcastSignal("x"), NOW, NoPorts())


def test_an_instance_begins_at_a_start_event_that_exists() -> None:
    with pytest.raises(Invalid):
        Case(GUARDED).start(event="A")


def test_a_failed_step_tells_what_happened_before_it() -> None:
    case = Case("process P\n  start s -> A\n  user A -> g\n  xor g -> B if false\n  user B").start()

    with pytest.raises(StepFailed) as caught:
        case.complete("A")

    told = [(one.activity, one.event) for one in caught.value.history]
    assert told == [("A", "completed"), ("g", "entered"), ("g", "failed")]
    assert caught.value.incident.code == "no-flow-taken"
