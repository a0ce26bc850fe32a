"""What an instance costs does not grow with its age, and only linearly with its width."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.workflow import CompleteTask, NoPorts, Start, advance, compile_definition
from tests.acceptance.conformance.sketch import bpmn

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
REWORK = """
process P
  start s -> m
  xor m -> f
  and f -> A | S
  user A -> j
  boundary late on=A duration=P1D nonint -> R
  task R
  sub S -> j
    start s1 -> B
    user B mi=seq card=2 -> e1
    end e1
  and j -> o
  or o -> C if c | D else
  user C -> k
  user D -> k
  or k -> g
  xor g -> m if again | e else
  end e
"""
WIDE = "process P\n  start s -> A\n  user A mi={kind} coll=items elem=item -> e\n  end e"


def rounds(count: int) -> list[int]:
    """Return the size of the saved state after each round of rework."""
    definition = compile_definition({"p.bpmn": bpmn(REWORK)}, "P")
    outcome = advance(definition, None, Start({"again": True, "c": False}), NOW, NoPorts())
    opened = {task.id: task.activity_id for task in outcome.opened}
    sizes = []
    for _ in range(count):
        for activity in ("A", "B", "B", "D"):
            token = next(key for key, name in opened.items() if name == activity)
            outcome = advance(definition, outcome.state, CompleteTask(token), NOW, NoPorts())
            del opened[token]
            opened |= {task.id: task.activity_id for task in outcome.opened}
        sizes.append(len(outcome.state))
    return sizes


def test_a_thousand_rounds_of_rework_leave_the_state_as_small_as_two() -> None:
    sizes = rounds(1000)

    assert sizes[999] <= sizes[1] * 1.05


@pytest.mark.parametrize("kind", ["par", "seq"])
def test_a_wide_multi_instance_grows_linearly(kind: str) -> None:
    definition = compile_definition({"p.bpmn": bpmn(WIDE.format(kind=kind))}, "P")

    def size(count: int) -> int:
        items = [f"item {number:06}" for number in range(count)]
        return len(advance(definition, None, Start({"items": items}), NOW, NoPorts()).state)

    assert size(1000) - size(500) <= 1.2 * (size(500) - size(0))
