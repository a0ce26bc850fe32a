"""Inclusive gateways: some ways out, as many in as may still come (BPMN 2.0.2 §13.4.3)."""

from itertools import permutations

import pytest

from tests.acceptance.conformance.play import do, play

CHOICE = """
process P
  start s -> g
  or g -> A if a | B if b | C else
  user A -> j
  user B -> j
  user C -> j
  or j -> D
  user D -> e
  end e
"""


@pytest.mark.parametrize(
    ("a", "b", "opened"),
    [
        (True, True, ["A", "B"]),
        (True, False, ["A"]),
        (False, True, ["B"]),
        (False, False, ["C"]),
    ],
)
def test_every_true_flow_is_taken_or_else_the_default(a: bool, b: bool, opened: list[str]) -> None:
    assert play(CHOICE, a=a, b=b).open == opened


@pytest.mark.parametrize("order", list(permutations("AB")))
def test_a_join_waits_for_the_branches_that_were_taken(order: tuple[str, ...]) -> None:
    assert play(CHOICE, order[0], a=True, b=True).open == [order[1]]
    assert play(CHOICE, *order, a=True, b=True).open == ["D"]


def test_a_join_of_one_branch_passes_at_once() -> None:
    assert play(CHOICE, "A", a=True, b=False).open == ["D"]
    assert play(CHOICE, "C", "D", a=False, b=False).result == "completed"


def test_no_true_flow_and_no_default_is_an_incident() -> None:
    played = play(CHOICE.replace("C else", "C if c"), a=False, b=False, c=False)

    assert (played.result, played.incident) == ("failed", "g")


ROUNDS = """
process P
  start s -> m
  xor m -> g
  or g -> A if a | B if b
  user A -> j
  user B -> j
  or j -> R
  user R -> x
  xor x -> m if again | e else
  end e
"""


@pytest.mark.parametrize("first", [["A", "B"], ["B", "A"]])
@pytest.mark.parametrize("second", [["A", "B"], ["B", "A"]])
def test_a_second_round_waits_again(first: list[str], second: list[str]) -> None:
    half = play(ROUNDS, *first, do("R", again=True), second[0], a=True, b=True)
    whole = play(ROUNDS, *first, do("R", again=True), *second, do("R", again=False), a=True, b=True)

    assert half.open == [second[1]]
    assert (whole.result, whole.count("R"), whole.count("j")) == ("completed", 2, 2)


def test_rounds_may_choose_differently() -> None:
    played = play(
        ROUNDS, "A", "B", do("R", again=True, b=False), "A", do("R", again=False), a=True, b=True
    )

    assert (played.result, played.count("A"), played.count("B")) == ("completed", 2, 1)


def test_a_join_does_not_wait_for_a_token_that_cannot_come_any_more() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> j
      user B -> x
      xor x -> j if come | C else
      user C -> e
      or j -> D
      user D -> e
      end e
    """
    assert play(sketch, "A").open == ["B"]
    assert play(sketch, "A", do("B", come=False)).open == ["C", "D"]
    assert play(sketch, "A", do("B", come=True)).open == ["D"]


def test_a_join_waits_for_a_token_upstream_behind_other_gateways() -> None:
    sketch = """
    process P
      start s -> f
      or f -> A if true | B if true
      user A -> j
      user B -> k
      and k -> B1 | B2
      user B1 -> l
      user B2 -> l
      and l -> j
      or j -> D
      user D -> e
      end e
    """
    assert play(sketch, "A", "B", "B1").open == ["B2"]
    assert play(sketch, "A", "B", "B1", "B2").open == ["D"]


def test_a_join_after_an_uncontrolled_fork_synchronises_too() -> None:
    sketch = """
    process P
      start s -> A | B
      user A -> j
      user B -> j
      or j -> D
      user D -> e
      end e
    """
    assert play(sketch, "B").open == ["A"]
    assert play(sketch, "B", "A", "D").result == "completed"


def test_a_token_on_a_path_only_through_the_join_itself_is_not_waited_for() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> j
      or j -> L
      user L -> x
      xor x -> j if again | e else
      user B -> e
      end e
    """
    played = play(sketch, "A", do("L", again=True), do("L", again=False))

    assert (played.count("L"), played.open) == (2, ["B"])


def test_a_branch_ended_by_a_boundary_event_releases_the_join() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> j
      user B -> j
      boundary t on=B duration=PT1H -> C
      user C -> e
      or j -> D
      user D -> e
      end e
    """
    assert play(sketch, "A", {"advance": "PT59M"}).open == ["B"]
    assert play(sketch, "A", {"advance": "PT1H"}).open == ["C", "D"]


def test_a_mixed_inclusive_gateway_joins_then_splits() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> m
      user B -> m
      or m -> C if true | D if false
      user C
      user D
    """
    assert play(sketch, "A").open == ["B"]
    assert play(sketch, "A", "B").open == ["C"]
