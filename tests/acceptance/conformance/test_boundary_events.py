"""Boundary events: interrupting and not, on tasks and scopes (BPMN 2.0.2 §13.5.3)."""

import pytest

from tests.acceptance.conformance.play import do, message, play, signal, wait

GUARDED = """
process P
  start s -> A
  user A -> B
  user B
  boundary b on=A {event} -> C
  user C
"""
STEPS = [
    ("message=m", message("m")),
    ("signal=m", signal("m")),
    ("duration=PT1H", wait("PT1H")),
]


@pytest.mark.parametrize(("event", "step"), STEPS)
def test_an_interrupting_one_replaces_the_task(event: str, step: dict[str, object]) -> None:
    played = play(GUARDED.format(event=event), step)

    assert (played.open, played.cancelled) == (["C"], ["A"])


@pytest.mark.parametrize(("event", "step"), STEPS)
def test_a_non_interrupting_one_adds_a_path(event: str, step: dict[str, object]) -> None:
    sketch = GUARDED.format(event=event + " nonint")

    assert play(sketch, step).open == ["A", "C"]
    assert play(sketch, step, "A").open == ["B", "C"]
    assert play(sketch, step, "A", "B", "C").result == "completed"


@pytest.mark.parametrize(("event", "step"), STEPS[1:])
def test_it_is_deaf_once_the_task_is_done(event: str, step: dict[str, object]) -> None:
    played = play(GUARDED.format(event=event), "A", step)

    assert (played.open, played.timers) == (["B"], [])


def test_a_non_interrupting_message_may_come_several_times() -> None:
    sketch = GUARDED.format(event="message=m nonint")

    assert play(sketch, message("m"), message("m")).open == ["A", "C", "C"]


def test_a_cycle_fires_as_often_as_it_says() -> None:
    sketch = GUARDED.format(event="cycle=R2/PT1H nonint")

    assert play(sketch, wait("PT1H")).open == ["A", "C"]
    assert play(sketch, wait("PT5H")).open == ["A", "C", "C"]


def test_several_boundary_events_stand_side_by_side() -> None:
    sketch = """
    process P
      start s -> A
      user A -> e
      boundary warn on=A duration=PT1H nonint -> W
      boundary late on=A duration=PT3H -> L
      boundary stop on=A message=stop -> X
      user W
      user L
      user X
      end e
    """
    assert play(sketch).timers == ["late", "warn"]
    assert play(sketch, wait("PT2H")).open == ["A", "W"]
    assert play(sketch, wait("PT4H")).open == ["L", "W"]
    assert play(sketch, wait("PT2H"), message("stop")).open == ["W", "X"]


def test_a_conditional_one_fires_when_its_condition_becomes_true() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> e
      user B -> e
      boundary c on=A cond="go = true" -> C
      user C
      end e
    """
    assert play(sketch, do("B", go=False), go=False).open == ["A"]
    assert play(sketch, do("B", go=True), go=False).open == ["C"]


@pytest.mark.parametrize("nonint", ["", "nonint"])
def test_it_may_guard_a_sub_process(nonint: str) -> None:
    sketch = f"""
    process P
      start s -> S
      sub S -> B
        start s1 -> A
        user A
      boundary b on=S duration=PT1H {nonint} -> C
      user C
      user B
    """
    assert play(sketch, wait("PT1H")).open == (["A", "C"] if nonint else ["C"])
    assert play(sketch, "A", wait("PT1H")).open == ["B"]


def test_it_may_guard_a_call_activity() -> None:
    sketch = """
    process P
      start s -> K
      call K calls=Q -> B
      boundary b on=K duration=PT1H -> C
      user C
      user B
    process Q
      start qs -> A
      user A -> qe
      end qe
    """
    played = play(sketch, wait("PT1H"))

    assert (played.open, played.cancelled) == (["C"], ["A", "K"])
    assert play(sketch, "A", wait("PT1H")).open == ["B"]


def test_it_may_guard_a_receive_task() -> None:
    sketch = """
    process P
      start s -> R
      receive R message=paid -> B
      boundary b on=R duration=P1D -> C
      user C
      user B
    """
    assert play(sketch, message("paid"), wait("P2D")).open == ["B"]
    assert play(sketch, wait("P1D")).open == ["C"]


def test_its_path_may_lead_back_to_its_task() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> A
      user A -> e
      boundary b on=A duration=PT1H -> R
      user R -> m
      end e
    """
    played = play(sketch, wait("PT1H"), "R", wait("PT1H"), "R", "A")

    assert (played.result, played.count("A", "cancelled"), played.count("R")) == (
        "completed",
        2,
        2,
    )


def test_its_path_may_join_what_the_task_led_to() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> m
      boundary b on=A duration=PT1H -> C
      user C -> m
      xor m -> j
      user B -> j
      and j -> Z
      user Z
    """
    assert play(sketch, wait("PT1H"), "C", "B").open == ["Z"]
    assert play(sketch, "B", "A", wait("PT1H")).open == ["Z"]


def test_an_interrupted_branch_leaves_the_other_alone() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A
      boundary a on=A message=m -> C
      user B
      boundary b on=B message=n -> D
      user C
      user D
    """
    assert play(sketch, message("m")).open == ["B", "C"]
    assert play(sketch, message("m"), message("n")).open == ["C", "D"]


def test_the_payload_of_its_message_becomes_variables() -> None:
    played = play(GUARDED.format(event="message=m"), message("m", reason="x"), "C")

    assert played.variables == {"reason": "x"}


def test_tasks_with_the_same_guard_in_two_visits_are_told_apart() -> None:
    sketch = """
    process P
      start s -> A | B
      user A -> T
      user B -> T
      user T -> Z
      boundary b on=T duration=PT2H -> L
      user L
      user Z
    """
    assert play(sketch, "A", wait("PT1H"), "B", wait("PT1H")).open == ["L", "T"]
