"""Errors and escalations find the nearest catcher around them (BPMN 2.0.2 §10.5.6)."""

import pytest

from tests.acceptance.conformance.play import do, play

ONE = """
process P
  start s -> S
  sub S -> Z
    start s1 -> A | B
    user A -> boom
    user B
    end boom error=E1
  boundary b on=S error={caught} -> H
  user H
  user Z
"""


@pytest.mark.parametrize("caught", ["E1", "*"])
def test_an_error_ends_the_scope_and_takes_the_boundary(caught: str) -> None:
    played = play(ONE.format(caught=caught), "A")

    assert (played.open, played.cancelled) == (["H"], ["B", "S"])


def test_an_error_nobody_catches_fails_the_run_with_an_incident() -> None:
    played = play(ONE.format(caught="E2"), "A")

    assert (played.result, played.incident, played.open) == ("failed", "boom", [])


def test_an_error_end_of_the_process_itself_is_an_incident() -> None:
    played = play("process P\n  start s -> A\n  user A -> e\n  end e error=E1", "A")

    assert (played.result, played.incident) == ("failed", "e")


def test_the_exact_code_wins_over_the_catch_all() -> None:
    sketch = ONE.format(caught="*") + "  boundary c on=S error=E1 -> K\n  user K\n"

    assert play(sketch, "A").open == ["K"]


def test_the_nearest_scope_catches() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> T
        sub T -> Y
          start s2 -> A
          user A -> boom
          end boom error=E1
        boundary near on=T error=E1 -> N
        user N
        user Y
      boundary far on=S error=E1 -> F
      user F
      user Z
    """
    assert play(sketch, "A").open == ["N"]
    assert play(sketch.replace("near on=T error=E1", "near on=T error=E2"), "A").open == ["F"]


def test_a_sibling_does_not_catch() -> None:
    sketch = """
    process P
      start s -> f
      and f -> S | T
      sub S
        start s1 -> A
        user A -> boom
        end boom error=E1
      boundary mine on=S error=E1 -> M
      sub T
        start s2 -> B
        user B
      boundary other on=T error=E1 -> O
      user M
      user O
    """
    played = play(sketch, "A")

    assert (played.open, played.cancelled) == (["B", "M"], ["S"])


def test_a_sibling_alone_cannot_catch() -> None:
    sketch = """
    process P
      start s -> f
      and f -> S | T
      sub S
        start s1 -> A
        user A -> boom
        end boom error=E1
      sub T
        start s2 -> B
        user B
      boundary other on=T error=E1 -> O
      user O
    """
    assert play(sketch, "A").result == "failed"


def test_an_error_leaves_a_called_process() -> None:
    sketch = """
    process P
      start s -> K
      call K calls=Q -> Z
      boundary b on=K error=E1 -> H
      user H
      user Z
    process Q
      start q -> A
      user A -> boom
      end boom error=E1
    """
    played = play(sketch, "A")

    assert (played.open, played.cancelled) == (["H"], ["K"])


def test_an_error_in_a_loop_is_caught_in_every_round() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> S
      sub S -> e
        start s1 -> A
        user A -> g
        xor g -> boom if bad | ok else
        end boom error=E1
        end ok
      boundary b on=S error=E1 -> H
      user H -> m
      end e
    """
    played = play(sketch, do("A", bad=True), "H", do("A", bad=True), "H", do("A", bad=False))

    assert (played.result, played.count("H")) == ("completed", 2)


def test_an_error_handler_may_throw_on() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> T
        sub T
          start s2 -> A
          user A -> boom
          end boom error=E1
        boundary near on=T error=E1 -> again
        end again error=E2
      boundary far on=S error=E2 -> F
      user F
      user Z
    """
    assert play(sketch, "A").open == ["F"]


RAISED = """
process P
  start s -> S
  sub S -> Z
    start s1 -> A
    user A -> t
    {throw}
  boundary b on=S escalation={caught} {nonint} -> H
  user H
  user Z
"""
GOES_ON = "throw t escalation=X -> B\n    user B"


def test_a_non_interrupting_escalation_lets_the_scope_go_on() -> None:
    played = play(RAISED.format(throw=GOES_ON, caught="X", nonint="nonint"), "A")

    assert played.open == ["B", "H"]


def test_an_interrupting_escalation_ends_the_scope() -> None:
    played = play(RAISED.format(throw=GOES_ON, caught="X", nonint=""), "A")

    assert (played.open, "S" in played.cancelled) == (["H"], True)


@pytest.mark.parametrize("caught", ["X", "*"])
def test_an_escalation_end_tells_and_ends(caught: str) -> None:
    sketch = RAISED.format(throw="end t escalation=X", caught=caught, nonint="nonint")

    assert play(sketch, "A").open == ["H", "Z"]


def test_an_escalation_nobody_catches_is_no_failure() -> None:
    played = play(RAISED.format(throw=GOES_ON, caught="Y", nonint=""), "A", "B", "Z")

    assert played.result == "completed"


def test_an_escalation_passes_scopes_that_do_not_catch_it() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> T
        sub T
          start s2 -> A
          user A -> t
          throw t escalation=X -> B
          user B
      boundary b on=S escalation=X nonint -> H
      user H
      user Z
    """
    assert play(sketch, "A").open == ["B", "H"]


def test_an_escalation_is_caught_once_by_the_nearest() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> T
        sub T
          start s2 -> A
          user A -> t
          throw t escalation=X -> B
          user B
        boundary near on=T escalation=X nonint -> N
        user N
      boundary far on=S escalation=X nonint -> F
      user F
      user Z
    """
    assert play(sketch, "A").open == ["B", "N"]


def test_an_escalation_leaves_a_called_process() -> None:
    sketch = """
    process P
      start s -> K
      call K calls=Q -> Z
      boundary b on=K escalation=X nonint -> H
      user H
      user Z
    process Q
      start q -> A
      user A -> t
      throw t escalation=X -> B
      user B
    """
    assert play(sketch, "A").open == ["B", "H"]
    assert play(sketch, "A", "B").open == ["H", "Z"]


def test_several_escalations_start_several_paths() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> A
        user A -> t1
        throw t1 escalation=X -> t2
        throw t2 escalation=X -> B
        user B
      boundary b on=S escalation=X nonint -> H
      user H
      user Z
    """
    assert play(sketch, "A").open == ["B", "H", "H"]
