"""Parallel gateways: all ways out, all flows in (BPMN 2.0.2 §13.4.1)."""

from itertools import permutations

import pytest

from tests.acceptance.conformance.play import do, play

FORK = """
process P
  start s -> f
  and f -> A | B | C
  user A -> j
  user B -> j
  user C -> j
  and j -> D
  user D -> e
  end e
"""


@pytest.mark.parametrize("order", list(permutations("ABC")))
def test_a_join_waits_for_every_flow_in_any_order(order: tuple[str, ...]) -> None:
    assert play(FORK, *order[:2]).open == [order[2]]
    assert play(FORK, *order).open == ["D"]
    assert play(FORK, *order, "D").count("D") == 1


def test_what_each_branch_wrote_is_there_after_the_join() -> None:
    played = play(FORK, do("B", b=2), do("A", a=1), do("C", c=3), a=0, b=0, c=0)

    assert played.variables == {"a": 1, "b": 2, "c": 3}


ROUNDS = """
process P
  start s -> m
  xor m -> f
  and f -> A | B
  user A -> j
  user B -> j
  and j -> g
  xor g -> m if a = "no" or b = "no" | e else
  end e
"""


@pytest.mark.parametrize("first", [("A", "B"), ("B", "A")])
@pytest.mark.parametrize("second", [("A", "B"), ("B", "A")])
@pytest.mark.parametrize("third", [("A", "B"), ("B", "A")])
def test_rework_rounds_join_afresh(
    first: tuple[str, str], second: tuple[str, str], third: tuple[str, str]
) -> None:
    rounds = [(first, "no"), (second, "no"), (third, "yes")]
    steps = [do(task, **{task.lower(): word}) for order, word in rounds for task in order]

    played = play(ROUNDS, *steps)

    assert (played.result, played.count("j"), played.count("A")) == ("completed", 3, 3)
    assert played.variables == {"a": "yes", "b": "yes"}


def test_a_join_in_a_later_round_does_not_fire_with_a_stale_token() -> None:
    played = play(ROUNDS, do("A", a="no"), do("B", b="no"), do("B", b="no"))

    assert played.open == ["A"]


def test_a_mixed_gateway_joins_then_splits() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B
      user A -> m
      user B -> m
      and m -> C | D
      user C
      user D
    """
    assert play(sketch, "A").open == ["B"]
    assert play(sketch, "A", "B").open == ["C", "D"]


def test_an_unbalanced_fork_needs_no_join() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B | C
      user A -> j
      user B -> j
      and j -> D
      user C -> e1
      user D -> e
      end e
      end e1
    """
    assert play(sketch, "A", "B").open == ["C", "D"]
    assert play(sketch, "A", "B", "D").result == "waiting"
    assert play(sketch, "A", "B", "D", "C").result == "completed"


def test_a_join_that_misses_a_flow_never_fires() -> None:
    sketch = """
    process P
      start s -> g
      xor g -> A if x = 1 | B else
      user A -> j
      user B -> j
      and j -> e
      end e
    """
    played = play(sketch, "A", x=1)

    assert played.result in ("waiting", "refused")


def test_two_tokens_on_one_flow_do_not_replace_one_on_each() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B | C
      user A -> m
      user B -> m
      xor m -> j
      user C -> g
      xor g -> C if again | j else
      and j -> D
      user D -> t
      end t terminate
    """
    assert play(sketch, "A", "B").open == ["C"]
    assert play(sketch, "A", "B", do("C", again=False)).open == ["D"]
    assert play(sketch, "A", do("C", again=False)).open == ["B", "D"]


def test_forks_nest() -> None:
    sketch = """
    process P
      start s -> f
      and f -> g | C
      and g -> A | B
      user A -> k
      user B -> k
      and k -> j
      user C -> j
      and j -> D
      user D -> e
      end e
    """
    assert play(sketch, "A", "C").open == ["B"]
    assert play(sketch, "A", "C", "B", "D").result == "completed"


def test_a_parallel_split_ignores_conditions() -> None:
    played = play("process P\n  start s -> f\n  and f -> A | B\n  user A\n  user B", x=1)

    assert played.open == ["A", "B"]


def test_a_parallel_gateway_with_one_flow_in_and_out_passes() -> None:
    played = play("process P\n  start s -> f\n  and f -> A\n  user A\n", "A")

    assert played.result == "completed"
