"""Event sub-processes that catch errors and escalations (BPMN 2.0.2 §13.5.4)."""

import pytest

from tests.acceptance.conformance.play import play


def test_an_error_is_caught_inside_the_scope_it_was_thrown_in() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> A | B
        user B
        user A -> boom
        end boom error=E1
        evsub X
          start x error=E1 -> H
          user H
      boundary b on=S error=E1 -> Y
      user Y
      user Z
    """
    played = play(sketch, "A")

    assert (played.open, played.cancelled) == (["H"], ["B"])
    assert play(sketch, "A", "H").open == ["Z"]


@pytest.mark.parametrize(("code", "opened"), [("E1", "H"), ("E2", "Y")])
def test_only_a_fitting_error_starts_it(code: str, opened: str) -> None:
    sketch = f"""
    process P
      start s -> S
      sub S -> Z
        start s1 -> A
        user A -> boom
        end boom error={code}
        evsub X
          start x error=E1 -> H
          user H
      boundary b on=S error=* -> Y
      user Y
      user Z
    """
    assert play(sketch, "A").open == [opened]


def test_an_error_event_sub_process_of_the_process_catches_what_comes_from_deep_inside() -> None:
    sketch = """
    process P
      start s -> S | C
      user C
      sub S
        start s1 -> T
        sub T
          start s2 -> A
          user A -> boom
          end boom error=E1
      evsub X
        start x error=E1 -> H
        user H
    """
    played = play(sketch, "A")

    assert (played.open, played.cancelled) == (["H"], ["C", "S", "T"])
    assert play(sketch, "A", "H").result == "completed"


def test_an_escalation_starts_a_non_interrupting_one() -> None:
    sketch = """
    process P
      start s -> A
      user A -> t
      throw t escalation=late -> B
      user B
      evsub X
        start x escalation=late nonint -> H
        user H
    """
    assert play(sketch, "A").open == ["B", "H"]


def test_an_escalation_starts_an_interrupting_one() -> None:
    sketch = """
    process P
      start s -> A | C
      user C
      user A -> t
      throw t escalation=late -> B
      user B
      evsub X
        start x escalation=late -> H
        user H
    """
    played = play(sketch, "A")

    assert (played.open, played.cancelled.count("C")) == (["H"], 1)


def test_an_error_thrown_by_the_handler_itself_goes_outwards() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> Z
        start s1 -> A
        user A -> boom
        end boom error=E1
        evsub X
          start x error=E1 -> H
          user H -> again
          end again error=E1
      boundary b on=S error=E1 -> Y
      user Y
      user Z
    """
    assert play(sketch, "A", "H").open == ["Y"]
