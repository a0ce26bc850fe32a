"""What waits, under which key, until when, and what begins an instance."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.kernel.errors import Refused
from engine.workflow import (
    CorrelateMessage,
    Start,
    StepFailed,
    next_start_timer,
    start_condition_holds,
    start_timers,
)
from tests.integration.workflow.case import NOW, Case

ASK = """
process P
  start s -> f
  and f -> A | B
  user A -> c1
  user B -> c2
  raw <bpmn:message id="m" name="reply"/>
  catch c1 message=reply -> X
  receive c2 message=reply -> Y
  user X
  user Y
"""


def keyed(sketch: str) -> str:
    """Give both waiting elements a correlation key."""
    key = (
        '<bpmn:extensionElements><camunda:properties><camunda:property name="correlationKey"'
        ' value="{}"/></camunda:properties></bpmn:extensionElements>'
    )
    catch = f'raw <bpmn:intermediateCatchEvent id="c1">{key.format("a")}'
    catch += '<bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>\n'
    catch += '  raw <bpmn:sequenceFlow id="q1" sourceRef="c1" targetRef="X"/>\n'
    receive = f'raw <bpmn:receiveTask id="c2" messageRef="m">{key.format("b")}</bpmn:receiveTask>\n'
    receive += '  raw <bpmn:sequenceFlow id="q2" sourceRef="c2" targetRef="Y"/>\n'
    sketch = sketch.replace("catch c1 message=reply -> X\n", catch)
    sketch = sketch.replace("receive c2 message=reply -> Y\n", receive)
    line = '  raw <bpmn:message id="m" name="reply"/>\n'
    return line.strip() + "\n" + sketch.replace(line, "")


def test_a_message_finds_the_one_whose_key_fits() -> None:
    case = Case(keyed(ASK).replace("process P", "process P", 1)).start(a="1", b=2)
    case.complete("A")
    case.complete("B")

    told = [
        (one.activity, one.correlation, one.business_key) for one in case.subscriptions.values()
    ]
    case.do(CorrelateMessage("reply", {"text": "yes"}, "2"))

    assert told == [("c1", "1", "K-1"), ("c2", "2", "K-1")]
    assert (case.open, case.variables["text"]) == (["Y"], "yes")


def test_a_key_that_is_null_is_an_incident() -> None:
    case = Case(keyed(ASK)).start(a=None, b=2)

    with pytest.raises(StepFailed) as caught:
        case.complete("A")

    assert caught.value.incident.code == "correlation-empty"


def test_the_oldest_of_several_hears_a_message_without_a_key() -> None:
    case = Case(ASK.replace('  raw <bpmn:message id="m" name="reply"/>\n', "")).start()
    case.complete("B")
    case.complete("A")

    case.do(CorrelateMessage("reply"))

    assert case.open == ["Y"]


def test_a_cycle_fires_so_many_times_each_counted_from_the_last() -> None:
    case = Case("""
    process P
      start s -> A
      user A
      boundary t on=A cycle=R3/PT10M nonint -> R
      task R
    """).start()
    told = []
    while case.timers:
        timer = next(iter(case.timers.values()))
        told.append((timer.due_at - NOW, timer.remaining))
        case.wait(timedelta(hours=1))  # late is no reason to drift
        case.fire("t")

    minutes = [span // timedelta(minutes=1) for span, _ in told]
    assert (minutes, [left for _, left in told]) == ([10, 20, 30], [3, 2, 1])
    assert (case.count("R"), case.open) == (3, ["A"])


def test_an_endless_cycle_goes_on() -> None:
    case = Case(
        "process P\n  start s -> A\n  user A\n  boundary t on=A cycle=R/P1D nonint -> R\n  task R"
    )
    case.start()

    for _ in range(5):
        case.fire("t")

    timer = next(iter(case.timers.values()))
    assert (timer.due_at, timer.remaining, timer.interval) == (NOW + timedelta(days=6), None, "P1D")


def test_a_timer_asks_the_host_by_feel() -> None:
    sketch = "process P\n  start s -> A\n  user A due='=sla.due(\"X\")'\n"
    case = Case(sketch + "  boundary t on=A date='sla.due(\"X\")' -> B\n  user B")
    case.ports.functions["sla.due"] = lambda code: NOW + timedelta(days=len(code))

    case.start()

    assert case.task("A").due == next(iter(case.timers.values())).due_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("text", ["soon", '"soon"', "5", "null"])
def test_a_timer_value_that_is_no_time_is_an_incident(text: str) -> None:
    with pytest.raises(StepFailed) as caught:
        Case(f"process P\n  start s -> c\n  catch c duration='{text}' -> A\n  user A").start()

    assert caught.value.incident.activity == "c"


def test_a_cron_text_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        Case("process P\n  start s -> c\n  catch c cycle='0 0 9 * * ?' -> A\n  user A")

    assert caught.value.problems[0]["element"] == "c"


MANY_STARTS = """
process P
  start s -> A
  start m message=order -> B
  start t cycle=R2/2026-11-03T09:00:00/P1D -> C
  start d date=2026-12-01 -> C
  start w cond='level > 5' -> D
  start g signal=storm -> D
  user A
  user B
  user C
  user D
"""


def test_a_definition_tells_all_ways_to_begin() -> None:
    starts = Case(MANY_STARTS).definition.starts

    assert [(one.activity, one.kind, one.event_name) for one in starts] == [
        ("s", "none", ""), ("m", "message", "order"), ("t", "timer", ""), ("d", "timer", ""),
        ("w", "conditional", ""), ("g", "signal", "storm"),
    ]  # fmt: skip


@pytest.mark.parametrize(("event", "task"), [(None, "A"), ("m", "B"), ("t", "C"), ("w", "D")])
def test_an_instance_begins_at_one_of_them(event: str | None, task: str) -> None:
    case = Case(MANY_STARTS).start(event, amount=1)

    assert (case.open, case.variables) == ([task], {"amount": 1})


def test_timer_starts_are_due_by_themselves() -> None:
    first, once = start_timers(Case(MANY_STARTS).definition, NOW)
    second = next_start_timer(first)

    assert second is not None
    assert [first.due_at, second.due_at] == [
        datetime(2026, 11, 3, 1, tzinfo=UTC), datetime(2026, 11, 4, 1, tzinfo=UTC),
    ]  # fmt: skip
    assert next_start_timer(second) is None and next_start_timer(once) is None


@pytest.mark.parametrize(
    ("variables", "holds"), [({"level": 6}, True), ({"level": 5}, False), ({}, False)]
)
def test_a_conditional_start_is_asked(variables: dict[str, int], holds: bool) -> None:
    assert start_condition_holds(Case(MANY_STARTS).definition, "w", variables, NOW) is holds


INSTANTIATED = """
process P
  raw <bpmn:eventBasedGateway id="g" instantiate="true"/>
  raw <bpmn:sequenceFlow id="f1" sourceRef="g" targetRef="c1"/>
  raw <bpmn:sequenceFlow id="f2" sourceRef="g" targetRef="c2"/>
  catch c1 message=one -> A
  catch c2 message=two -> B
  user A
  user B
"""


def test_an_event_gateway_may_begin_an_instance() -> None:
    case = Case(INSTANTIATED)

    assert not case.definition.starts_plainly
    assert case.start("c2", x=1).open == ["B"]


def test_a_process_that_waits_for_its_start_cannot_just_begin() -> None:
    from engine.kernel.errors import Invalid

    with pytest.raises(Invalid):
        Case(INSTANTIATED).do(Start())


def test_several_runs_of_an_event_sub_process_go_on_side_by_side() -> None:
    case = Case("""
    process P
      start s -> A
      user A -> e
      end e
      evsub H
        start h message=more nonint -> X
        user X
    """).start()

    case.hear("more")
    case.hear("more")
    case.complete("A")

    assert (case.open, case.status, case.subscriptions != {}) == (["X", "X"], "running", True)
    case.complete("X")
    case.complete("X")
    assert case.status == "completed"


def test_a_signal_reaches_who_begins_to_listen_in_the_same_breath() -> None:
    case = Case("""
    process P
      start s -> f
      and f -> t | A
      throw t signal=now -> B
      user A
      boundary b on=A signal=now -> C
      user B
      user C
    """).start()

    assert case.open == ["B", "C"]


def test_a_manual_task_waits_for_a_person() -> None:
    assert Case("process P\n  start s -> A\n  manual A").start().open == ["A"]
