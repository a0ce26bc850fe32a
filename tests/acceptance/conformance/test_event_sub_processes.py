"""Event sub-processes: started by an event while their scope runs (BPMN 2.0.2 §13.5.4)."""

import pytest

from tests.acceptance.conformance.play import do, message, play, signal, wait

HOST = """
process P
  start s -> A
  user A -> e
  end e
  evsub X
    start x {start} -> H
    user H -> xe
    end xe
"""


@pytest.mark.parametrize(
    ("start", "step"),
    [
        ("message=stop", message("stop")),
        ("signal=stop", signal("stop")),
        ("duration=PT1H", wait("PT1H")),
    ],
)
def test_an_interrupting_one_takes_the_place_of_its_scope(
    start: str, step: dict[str, object]
) -> None:
    played = play(HOST.format(start=start), step)

    assert (played.open, played.cancelled) == (["H"], ["A"])
    assert play(HOST.format(start=start), step, "H").result == "completed"


@pytest.mark.parametrize(
    ("start", "step"),
    [
        ("message=more", message("more")),
        ("signal=more", signal("more")),
        ("duration=PT1H", wait("PT1H")),
    ],
)
def test_a_non_interrupting_one_runs_beside_its_scope(start: str, step: dict[str, object]) -> None:
    sketch = HOST.format(start=start + " nonint")

    assert play(sketch, step).open == ["A", "H"]
    assert play(sketch, step, "A").result == "waiting"
    assert play(sketch, step, "A", "H").result == "completed"
    assert play(sketch, step, "H").open == ["A"]


@pytest.mark.parametrize("start", ["message=m", "signal=m", "duration=PT1H", "cycle=R/PT1H"])
@pytest.mark.parametrize("nonint", ["", " nonint"])
def test_one_that_is_never_started_does_not_hold_the_process(start: str, nonint: str) -> None:
    played = play(HOST.format(start=start + nonint), "A")

    assert (played.result, played.timers) == ("completed", [])


def test_a_non_interrupting_one_may_run_several_times_at_once() -> None:
    sketch = HOST.format(start="message=more nonint")

    assert play(sketch, message("more"), message("more")).open == ["A", "H", "H"]
    assert play(sketch, message("more"), message("more"), "A", "H", "H").result == "completed"


def test_an_interrupting_one_starts_once_only() -> None:
    played = play(HOST.format(start="message=stop"), message("stop"), message("stop"))

    assert (played.open, played.answer["steps"][1]["ok"]) == (["H"], False)


def test_its_payload_reaches_the_process() -> None:
    played = play(HOST.format(start="message=stop"), message("stop", why="late"), "H")

    assert played.variables == {"why": "late"}


def test_a_cycle_starts_it_again_and_again() -> None:
    sketch = HOST.format(start="cycle=R3/PT1H nonint")

    assert play(sketch, wait("PT2H")).open == ["A", "H", "H"]
    assert play(sketch, wait("PT9H")).open == ["A", "H", "H", "H"]


def test_after_an_interrupting_one_the_sub_process_is_left_as_usual() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> A
        user A
        evsub X
          start x message=stop -> H
          user H
      user Z
    """
    assert play(sketch, message("stop")).open == ["H"]
    assert play(sketch, message("stop"), "H").open == ["Z"]


def test_a_condition_starts_it_when_it_becomes_true() -> None:
    sketch = """
    process P
      start s -> A
      user A -> B
      user B
      evsub X
        start x cond="amount > 100" -> H
        user H
    """
    assert play(sketch, do("A", amount=50), amount=0).open == ["B"]
    assert play(sketch, do("A", amount=500), amount=0).open == ["H"]


def test_a_non_interrupting_condition_leaves_the_rest_alone() -> None:
    sketch = """
    process P
      start s -> A
      user A -> B
      user B
      evsub X
        start x cond="amount > 100" nonint -> H
        user H
    """
    assert play(sketch, do("A", amount=500), amount=0).open == ["B", "H"]


def test_it_may_itself_hold_everything_a_process_may() -> None:
    sketch = """
    process P
      start s -> A
      user A
      evsub X
        start x message=more nonint -> f
        and f -> B | S
        user B -> j
        sub S -> j
          start s1 -> C
          user C
        and j -> D
        user D
    """
    assert play(sketch, message("more"), "B", "C").open == ["A", "D"]


def test_an_interrupting_one_cancels_running_non_interrupting_ones() -> None:
    sketch = """
    process P
      start s -> A
      user A
      evsub X
        start x message=more nonint -> H
        user H
      evsub Y
        start y message=stop -> K
        user K
    """
    assert play(sketch, message("more"), message("stop")).open == ["K"]


def test_its_scope_is_ready_again_in_the_next_round() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> S
      sub S -> g
        start s1 -> A
        user A
        evsub X
          start x message=stop -> H
          user H
      xor g -> m if again | e else
      end e
    """
    played = play(
        sketch, message("stop"), do("H", again=True), message("stop"), do("H", again=False)
    )

    assert (played.result, played.count("H")) == ("completed", 2)


def test_an_inner_scope_and_an_outer_one_both_hear_a_signal() -> None:
    sketch = """
    process P
      start s -> S
      sub S
        start s1 -> A
        user A
        evsub X
          start x signal=ping nonint -> H
          user H
      evsub Y
        start y signal=ping nonint -> K
        user K
    """
    assert play(sketch, signal("ping")).open == ["A", "H", "K"]
