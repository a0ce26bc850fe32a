"""Call activities: another process, with what is handed in and out (BPMN 2.0.2 §13.3.5)."""

import pytest

from tests.acceptance.conformance.play import do, message, play

CALL = """
process P
  start s -> K
  call K calls=Q {mapping} -> Z
  user Z -> e
  end e
process Q
  start q -> A
  user A -> qe
  end qe
"""


def test_the_called_process_runs_inside_the_call() -> None:
    trace = play(CALL.format(mapping=""), "A").answer["trace"]
    order = [(item["activity"], item["event"]) for item in trace]

    assert order.index(("K", "entered")) < order.index(("q", "entered"))
    assert order.index(("qe", "completed")) < order.index(("K", "completed"))
    assert order.index(("K", "completed")) < order.index(("Z", "entered"))


def test_without_mappings_nothing_comes_back() -> None:
    assert play(CALL.format(mapping=""), do("A", y=2), "Z", x=1).variables == {"x": 1}


@pytest.mark.parametrize(
    ("mapping", "found"),
    [
        ("in=x:a out=a:b", {"x": 1, "b": 1}),
        ("in='=x + 1:a' out=a:b", {"x": 1, "b": 2}),
        ("out=y:got", {"x": 1, "got": 7}),
        ("out='=y * 2:got'", {"x": 1, "got": 14}),
        ("inall outall", {"x": 1, "y": 7}),
        ("out=y:x", {"x": 7}),
    ],
)
def test_mappings_hand_in_and_out(mapping: str, found: dict[str, int]) -> None:
    played = play(CALL.format(mapping=mapping), do("A", y=7), "Z", x=1)

    assert (played.result, played.variables) == ("completed", found)


def test_two_calls_of_one_process_do_not_mix() -> None:
    sketch = """
    process P
      start s -> f
      and f -> K | L
      call K calls=Q out=y:k -> j
      call L calls=Q out=y:l -> j
      and j -> Z
      user Z
    process Q
      start q -> A
      user A -> qe
      end qe
    """
    played = play(sketch, do("A", y=1), do("A", y=2))

    assert (played.open, played.variables) == (["Z"], {"k": 1, "l": 2})


def test_calls_go_deeper() -> None:
    sketch = """
    process P
      start s -> K
      call K calls=Q out=r:r -> e
      end e
    process Q
      start q -> L
      call L calls=R out=r:r -> qe
      end qe
    process R
      start r0 -> A
      user A -> re
      end re
    """
    played = play(sketch, do("A", r=5))

    assert (played.result, played.variables, played.done) == (
        "completed",
        {"r": 5},
        ["A", "L", "K"],
    )


def test_a_message_reaches_a_called_process() -> None:
    sketch = CALL.format(mapping="").replace("user A", "receive A message=paid")

    assert play(sketch, message("paid")).open == ["Z"]


def test_terminate_in_the_called_process_ends_it_alone() -> None:
    sketch = CALL.format(mapping="").replace("end qe", "end qe terminate")

    assert play(sketch, "A").open == ["Z"]
    assert play(sketch, "A", "Z").result == "completed"


def test_a_call_in_a_loop_starts_afresh() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> K
      call K calls=Q out=again:again -> g
      xor g -> m if again | e else
      end e
    process Q
      start q -> A
      user A -> qe
      end qe
    """
    played = play(sketch, do("A", again=True), do("A", again=False))

    assert (played.result, played.count("K")) == ("completed", 2)


def test_a_process_that_calls_itself_without_end_is_stopped() -> None:
    sketch = "process P\n  start s -> K\n  call K calls=P -> e\n  end e"

    assert play(sketch).result in ("refused", "failed")


def test_a_call_of_an_unknown_process_is_refused_or_an_incident() -> None:
    played = play("process P\n  start s -> K\n  call K calls=Nobody -> e\n  end e")

    assert played.result in ("refused", "failed")
