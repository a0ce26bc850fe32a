"""Transactions, cancel and compensation (BPMN 2.0.2 §10.7, §13.5.5)."""

import pytest

from tests.acceptance.conformance.play import do, play

BOOKING = """
process P
  start s -> T
  txn T -> Z
    start s1 -> A
    user A -> g
    xor g -> no if cancel | yes else
    end no cancel
    end yes
  boundary c on=T cancel -> X
  user X
  user Z
"""


def test_a_transaction_that_succeeds_is_left_as_usual() -> None:
    assert play(BOOKING, do("A", cancel=False)).open == ["Z"]


def test_a_cancelled_transaction_is_left_by_its_cancel_event() -> None:
    assert play(BOOKING, do("A", cancel=True)).open == ["X"]


def test_cancel_ends_what_is_still_running_inside() -> None:
    sketch = BOOKING.replace("start s1 -> A", "start s1 -> A | B\n    user B")
    played = play(sketch, do("A", cancel=True))

    assert (played.open, "B" in played.cancelled) == (["X"], True)


UNDO = """
process P
  start s -> A
  task A -> B
  boundary ca on=A compensate -> UA
  {undo} UA forcomp
  task B -> U
  boundary cb on=B compensate -> UB
  {undo} UB forcomp
  user U -> t
  {throw}
  user Z -> e
  end e
"""
RAW = "  raw <bpmn:association id='{id}' sourceRef='{source}' targetRef='{target}'/>\n"


def wired(sketch: str, **pairs: str) -> str:
    """Draw compensation handlers with associations, as the standard wants."""
    for source, target in pairs.items():
        sketch = sketch.replace(f" compensate -> {target}", " compensate")
        line = next(row for row in sketch.splitlines() if f"boundary {source} " in row)
        pad = " " * (len(line) - len(line.lstrip()) - 2)
        raw = pad + RAW.format(id=f"as_{source}", source=source, target=target)
        sketch = sketch.replace(line + "\n", line + "\n" + raw)
    return sketch


def undo(throw: str, kind: str = "task") -> str:
    return wired(UNDO.format(throw=throw, undo=kind), ca="UA", cb="UB")


def test_compensation_runs_backwards_through_what_was_completed() -> None:
    played = play(undo("throw t compensate -> Z"), "U")

    assert played.done == ["A", "B", "U", "UB", "UA"]
    assert played.open == ["Z"]


def test_compensation_of_one_activity_runs_its_handler_alone() -> None:
    played = play(undo("throw t compensate=A -> Z"), "U")

    assert (played.done, played.open) == (["A", "B", "U", "UA"], ["Z"])


def test_an_end_event_may_compensate() -> None:
    sketch = undo("end t compensate").replace("  user Z -> e\n  end e\n", "")
    played = play(sketch, "U")

    assert (played.result, played.done) == ("completed", ["A", "B", "U", "UB", "UA"])


def test_compensation_waits_for_its_handlers() -> None:
    played = play(undo("throw t compensate -> Z", kind="user"), "U")

    assert "Z" not in played.open
    assert play(undo("throw t compensate -> Z", kind="user"), "U", "UB", "UA").open == ["Z"]


def test_nothing_is_compensated_without_a_throw() -> None:
    played = play(undo("throw t compensate -> Z").replace("user U -> t", "user U -> Z"), "U", "Z")

    assert played.result in ("completed", "refused")
    assert "UA" not in played.done


def test_what_was_not_completed_is_not_compensated() -> None:
    sketch = wired(
        """
    process P
      start s -> f
      and f -> A | U
      user A -> e
      boundary ca on=A compensate -> UA
      task UA forcomp
      user U -> t
      throw t compensate -> Z
      user Z
      end e
    """,
        ca="UA",
    )
    played = play(sketch, "U")

    assert (played.open, "UA" in played.done) == (["A", "Z"], False)


def test_a_cancelled_transaction_compensates_first() -> None:
    sketch = wired(
        """
    process P
      start s -> T
      txn T -> Z
        start s1 -> A
        task A -> B
        boundary ca on=A compensate -> UA
        task UA forcomp
        user B -> no
        end no cancel
      boundary c on=T cancel -> X
      user X
      user Z
    """,
        ca="UA",
    )
    played = play(sketch, "B")

    assert (played.open, "UA" in played.done) == (["X"], True)


def test_each_round_of_a_loop_is_compensated() -> None:
    sketch = wired(
        """
    process P
      start s -> m
      xor m -> A
      user A -> g
      boundary ca on=A compensate -> UA
      task UA forcomp
      xor g -> m if again | t else
      throw t compensate -> Z
      user Z
    """,
        ca="UA",
    )
    played = play(sketch, do("A", again=True), do("A", again=False))

    assert (played.open, played.count("UA")) == (["Z"], 2)


def test_a_completed_sub_process_is_compensated_through_its_contents() -> None:
    sketch = wired(
        """
    process P
      start s -> S
      sub S -> t
        start s1 -> A
        task A -> B
        boundary ca on=A compensate -> UA
        task UA forcomp
        task B -> e1
        boundary cb on=B compensate -> UB
        task UB forcomp
        end e1
      throw t compensate -> Z
      user Z
    """,
        ca="UA",
        cb="UB",
    )
    played = play(sketch)

    assert [item for item in played.done if item.startswith("U")] == ["UB", "UA"]
    assert played.open == ["Z"]


def test_compensation_happens_once() -> None:
    sketch = undo("throw t compensate -> t2\n  throw t2 compensate -> Z")

    assert play(sketch, "U").count("UA") == 1


@pytest.mark.parametrize("code", ["E1", "*"])
def test_an_error_leaves_a_transaction_without_compensation(code: str) -> None:
    sketch = wired(
        f"""
    process P
      start s -> T
      txn T -> Z
        start s1 -> A
        task A -> B
        boundary ca on=A compensate -> UA
        task UA forcomp
        user B -> boom
        end boom error=E1
      boundary c on=T error={code} -> X
      user X
      user Z
    """,
        ca="UA",
    )
    played = play(sketch, "B")

    assert (played.open, "UA" in played.done) == (["X"], False)


def test_each_instance_of_a_multi_instance_is_compensated() -> None:
    sketch = wired(
        """
    process P
      start s -> A
      user A mi=par card=2 -> t
      boundary ca on=A compensate -> UA
      task UA forcomp
      throw t compensate -> Z
      user Z
    """,
        ca="UA",
    )
    played = play(sketch, "A", "A")

    assert (played.open, played.count("UA")) == (["Z"], 2)


def test_a_compensation_event_sub_process_takes_the_place_of_the_default() -> None:
    sketch = wired(
        """
    process P
      start s -> S
      sub S -> t
        start s1 -> A
        task A -> e1
        boundary ca on=A compensate -> UA
        task UA forcomp
        end e1
        evsub X
          start xs compensate -> H
          task H -> xe
          end xe
      throw t compensate -> Z
      user Z
    """,
        ca="UA",
    )
    played = play(sketch)

    assert (played.open, played.count("H"), played.count("UA")) == (["Z"], 1, 0)
