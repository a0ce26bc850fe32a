"""Exclusive gateways: one way out, every token through (BPMN 2.0.2 §13.4.2)."""

import pytest

from tests.acceptance.conformance.play import do, play

SPLIT = """
process P
  start s -> A
  user A -> g
  xor g -> B if x > 10 | C if x > 5 | D else
  user B -> e
  user C -> e
  user D -> e
  end e
"""


@pytest.mark.parametrize(("x", "opened"), [(11, "B"), (6, "C"), (5, "D")])
def test_the_first_true_flow_in_document_order_is_taken(x: int, opened: str) -> None:
    assert play(SPLIT, do("A", x=x)).open == [opened]


def test_without_default_and_match_it_is_an_incident_at_the_gateway() -> None:
    played = play(SPLIT.replace(" | D else", " | D if x < 0"), do("A", x=1))

    assert (played.result, played.incident) == ("failed", "g")


def test_a_default_wins_only_when_all_else_is_false_wherever_it_is_drawn() -> None:
    sketch = """
    process P
      start s -> g
      xor g -> B else | C if x = 1
      user B
      user C
    """
    assert play(sketch, x=1).open == ["C"]
    assert play(sketch, x=2).open == ["B"]


def test_a_condition_on_the_default_flow_is_not_asked() -> None:
    sketch = """
    process P
      start s -> g
      xor g -> B if false else | C if x = 1
      user B
      user C
    """
    assert play(sketch, x=2).open == ["B"]


def test_a_merge_passes_each_token_without_waiting() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> m
      user B -> m
      xor m -> C
      user C -> e
      end e
    """
    assert play(sketch, "A").open == ["B", "C"]
    assert play(sketch, "A", "B").open == ["C", "C"]
    assert play(sketch, "B", "A", "C", "C").result == "completed"


def test_a_mixed_gateway_merges_and_splits() -> None:
    sketch = """
    process P
      start s -> A
      user A -> m
      user R -> m
      xor m -> R if tries < 2 | e else
      end e
    """
    played = play(sketch, do("A", tries=0), do("R", tries=1), do("R", tries=2))

    assert (played.result, played.count("m")) == ("completed", 3)


def test_a_condition_that_cannot_be_evaluated_is_an_incident() -> None:
    played = play(SPLIT, do("A", y=1))

    assert (played.result, played.incident) == ("failed", "g")


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ("x in [1..5]", "B"),
        ('kind = "HV" and x >= 3', "B"),
        ('${kind == "HV"}', "B"),
        ('not(kind = "HV")', "C"),
        ("x in (3..5]", "C"),
    ],
)
def test_conditions_are_feel(condition: str, taken: str) -> None:
    sketch = f"""
    process P
      start s -> g
      xor g -> B if {condition} | C else
      user B
      user C
    """
    assert play(sketch, x=3, kind="HV").open == [taken]


def test_a_gateway_without_a_way_out_fails_and_is_not_completed() -> None:
    trace = play(SPLIT.replace(" | D else", " | D if x < 0"), do("A", x=1)).answer["trace"]

    assert [item["event"] for item in trace if item["activity"] == "g"] == ["entered", "failed"]
