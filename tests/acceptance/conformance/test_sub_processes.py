"""Embedded sub-processes: a scope that completes when all in it has (BPMN 2.0.2 §13.3.4)."""

import pytest

from tests.acceptance.conformance.play import do, message, play, wait

PLAIN = """
process P
  start s -> S
  sub S -> Z
    start s1 -> A
    user A -> B
    user B -> e1
    end e1
  user Z -> e
  end e
"""


def test_a_sub_process_is_entered_and_completed_around_its_contents() -> None:
    trace = play(PLAIN, "A", "B").answer["trace"]
    order = [(item["activity"], item["event"]) for item in trace]

    assert order.index(("S", "entered")) < order.index(("s1", "entered"))
    assert order.index(("e1", "completed")) < order.index(("S", "completed"))
    assert order.index(("S", "completed")) < order.index(("Z", "entered"))


def test_an_unfinished_sub_process_holds_the_flow() -> None:
    assert play(PLAIN, "A").open == ["B"]


PARALLEL = """
process P
  start s -> S
  sub S -> Z
    start s1 -> A | B
    user A -> e1
    user B
    end e1
  user Z
"""


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_a_sub_process_completes_when_its_last_token_is_gone(order: tuple[str, str]) -> None:
    assert play(PARALLEL, order[0]).open == [order[1]]
    assert play(PARALLEL, *order).open == ["Z"]


def test_a_sub_process_without_events_runs_its_activities_at_once() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        user A
        user B -> C
        user C
      user Z
    """
    assert play(sketch).open == ["A", "B"]
    assert play(sketch, "A", "B", "C").open == ["Z"]


def test_a_path_in_a_sub_process_may_end_in_a_task() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> e
        start s1 -> A
        user A
      end e
    """
    assert play(sketch, "A").result == "completed"


def nested(depth: int) -> str:
    lines = ["process P", "  start s -> S1"]
    for level in range(1, depth + 1):
        pad = "  " * level
        after = f" -> e{level}"
        lines += [f"{pad}end e{level}", f"{pad}sub S{level}{after}"]
        inner = f"S{level + 1}" if level < depth else "A"
        lines += [f"{pad}  start s{level} -> {inner}"]
    pad = "  " * (depth + 1)
    return "\n".join([*lines, f"{pad}user A -> x", f"{pad}end x"])


@pytest.mark.parametrize("depth", [1, 2, 3, 6])
def test_sub_processes_nest_at_will(depth: int) -> None:
    played = play(nested(depth), "A")

    assert played.result == "completed"
    assert played.done == ["A", *(f"S{level}" for level in range(depth, 0, -1))]


def test_a_sub_process_in_a_loop_starts_afresh_each_time() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> S
      sub S -> g
        start s1 -> f
        and f -> A | B
        user A -> j
        user B -> j
        and j -> e1
        end e1
      xor g -> m if again | e else
      end e
    """
    played = play(
        sketch, do("A", again=True), "B", "B", do("A", again=True), "A", do("B", again=False)
    )

    assert (played.result, played.count("S"), played.count("j")) == ("completed", 3, 3)


def test_two_sub_processes_run_side_by_side() -> None:
    sketch = """
    process P
      start s -> f
      and f -> S | T
      sub S -> j
        start s1 -> A
        user A
      sub T -> j
        start s2 -> B
        user B
      and j -> Z
      user Z
    """
    assert play(sketch).open == ["A", "B"]
    assert play(sketch, "B").open == ["A"]
    assert play(sketch, "B", "A").open == ["Z"]


def test_two_tokens_make_two_visits_of_a_sub_process() -> None:
    sketch = """
    process P
      start s -> A | B
      user A -> S
      user B -> S
      sub S -> Z
        start s1 -> X
        user X
      user Z
    """
    assert play(sketch, "A", "B").open == ["X", "X"]
    assert play(sketch, "A", "B", "X").open == ["X", "Z"]
    assert play(sketch, "A", "B", "X", "X").open == ["Z", "Z"]


def test_variables_written_inside_are_those_of_the_process() -> None:
    played = play(PLAIN, do("A", x=1), do("B", y=2), x=0)

    assert played.variables == {"x": 1, "y": 2}


def test_terminate_inside_ends_the_sub_process_alone() -> None:
    sketch = """
    process P
      start s -> f
      and f -> S | C
      user C
      sub S -> Z
        start s1 -> A | B
        user A -> t
        user B
        end t terminate
      user Z
    """
    played = play(sketch, "A")

    assert (played.open, played.cancelled) == (["C", "Z"], ["B"])


def test_an_interrupted_sub_process_cancels_all_inside() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> e
        start s1 -> A | T
        user A
        sub T
          start s2 -> B
          user B
      boundary b on=S message=stop -> Z
      user Z
      end e
    """
    played = play(sketch, message("stop"))

    assert (played.open, played.cancelled) == (["Z"], ["A", "B", "S", "T"])


def test_a_sub_process_that_has_ended_leaves_no_timers() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> A
        user A -> e1
        boundary t on=A duration=PT1H nonint -> R
        user R
        end e1
      boundary t2 on=S duration=PT2H -> L
      user L
      user Z
    """
    played = play(sketch, "A", wait("PT5H"))

    assert (played.open, played.timers) == (["Z"], [])
