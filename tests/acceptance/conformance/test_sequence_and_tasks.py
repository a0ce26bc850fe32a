"""Sequence flow, the kinds of task, implicit splits and implicit ends (BPMN 2.0.2 §13.3)."""

import pytest

from tests.acceptance.conformance.play import do, play, start

LINE = """
process P
  start s -> A
  user A -> B
  user B -> e
  end e
"""


def test_a_sequence_is_walked_in_order() -> None:
    played = play(LINE, "A", "B")

    assert played.result == "completed"
    assert played.of("completed", "") == ["s", "A", "B", "e"]


def test_a_user_task_waits() -> None:
    played = play(LINE, "A")

    assert (played.result, played.open) == ("waiting", ["B"])


def test_every_visit_is_entered_before_it_is_completed() -> None:
    trace = play(LINE, "A", "B").answer["trace"]

    assert [(item["activity"], item["event"]) for item in trace] == [
        (activity, event) for activity in ("s", "A", "B", "e") for event in ("entered", "completed")
    ]


def test_what_a_task_is_completed_with_becomes_a_variable() -> None:
    played = play(LINE, do("A", x=1, text="五"), do("B", x=2), y=[1, {"z": None}])

    assert played.variables == {"x": 2, "text": "五", "y": [1, {"z": None}]}


def test_an_untyped_task_passes_through() -> None:
    played = play("process P\n  start s -> T\n  task T -> e\n  end e")

    assert (played.result, played.done) == ("completed", ["T"])


def test_a_script_task_writes_its_result() -> None:
    played = play("process P\n  start s -> T\n  script T feel='x * 2' result=y -> e\n  end e", x=4)

    assert (played.result, played.variables["y"]) == ("completed", 8)


def test_a_script_that_fails_is_an_incident() -> None:
    played = play("process P\n  start s -> T\n  script T feel='x * 2' result=y -> e\n  end e")

    assert (played.result, played.incident) == ("failed", "T")


def test_a_service_task_completes_by_a_step() -> None:
    sketch = "process P\n  start s -> T\n  service T topic=anything -> e\n  end e"

    assert play(sketch).open == ["T"]
    assert play(sketch, do("T", price=3)).variables == {"price": 3}


SPLIT = """
process P
  start s -> A
  user A -> B | C
  user B -> e
  user C
  end e
"""


@pytest.mark.parametrize("order", [("B", "C"), ("C", "B")])
def test_several_flows_out_of_an_activity_are_all_taken(order: tuple[str, str]) -> None:
    assert play(SPLIT, "A").open == ["B", "C"]
    assert play(SPLIT, "A", *order).result == "completed"


def test_several_flows_out_of_a_start_event_are_all_taken() -> None:
    played = play("process P\n  start s -> A | B\n  user A\n  user B")

    assert played.open == ["A", "B"]


def test_several_flows_out_of_an_intermediate_event_are_all_taken() -> None:
    played = play("process P\n  start s -> t\n  throw t -> A | B\n  user A\n  user B")

    assert played.open == ["A", "B"]


def test_several_flows_out_of_a_boundary_event_are_all_taken() -> None:
    sketch = """
    process P
      start s -> A
      user A -> e
      boundary b on=A duration=PT1H -> B | C
      user B
      user C
      end e
    """
    played = play(sketch, {"advance": "PT1H"})

    assert played.open == ["B", "C"]


CONDITIONS = """
process P
  start s -> A
  user A -> B if x > 1 | C if x > 2 | D else
  user B
  user C
  user D
"""


@pytest.mark.parametrize(("x", "opened"), [(3, ["B", "C"]), (2, ["B"]), (0, ["D"])])
def test_conditional_flows_of_an_activity_are_taken_when_true(x: int, opened: list[str]) -> None:
    assert play(CONDITIONS, do("A", x=x)).open == opened


def test_a_plain_flow_beside_conditional_ones_is_always_taken() -> None:
    sketch = """
    process P
      start s -> A
      user A -> B if x > 1 | C
      user B
      user C
    """
    assert play(sketch, do("A", x=2)).open == ["B", "C"]
    assert play(sketch, do("A", x=1)).open == ["C"]


def test_an_activity_whose_flows_are_all_false_is_an_incident() -> None:
    sketch = """
    process P
      start s -> A
      user A -> B if x > 1 | C if x > 2
      user B
      user C
    """
    played = play(sketch, do("A", x=0))

    assert (played.result, played.incident) == ("failed", "A")


def test_conditional_flows_leave_a_sub_process_too() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> B if x = 1 | C else
        start s1 -> A
        user A -> e1
        end e1
      user B
      user C
    """
    assert play(sketch, do("A", x=1)).open == ["B"]
    assert play(sketch, do("A", x=2)).open == ["C"]


def test_uncontrolled_merges_let_every_token_pass() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> C
      user B -> C
      user C -> e
      end e
    """
    assert play(sketch, "A", "B").open == ["C", "C"]
    assert play(sketch, "A", "C", "B", "C").result == "completed"


def test_a_path_may_end_without_an_end_event() -> None:
    played = play("process P\n  start s -> A\n  user A", "A")

    assert (played.result, played.done) == ("completed", ["A"])


def test_a_process_without_events_starts_at_what_nothing_leads_to() -> None:
    played = play("process P\n  user A -> B\n  user B\n  user C")

    assert played.open == ["A", "C"]


def test_a_loop_back_visits_the_task_again() -> None:
    sketch = """
    process P
      start s -> A
      user A -> g
      xor g -> A if again | e else
      end e
    """
    played = play(sketch, do("A", again=True), do("A", again=True), do("A", again=False))

    assert (played.result, played.count("A")) == ("completed", 3)


def test_a_second_instance_is_named_and_lives_on_its_own() -> None:
    played = play(LINE, start("P", x=1), do("A"), do("A"), do("B"))

    assert {item["instance"] for item in played.answer["trace"]} == {"P#1", "P#2"}
    assert (played.result, played.open, played.variables) == ("waiting", ["B"], {})
