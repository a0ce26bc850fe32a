"""Random diagrams × random orders of completion: the runtime agrees with the token game."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.workflow import (
    Advance,
    CompleteTask,
    CorrelateMessage,
    NoPorts,
    Start,
    advance,
    compile_definition,
)
from engine.workflow.commands import Command
from tests.acceptance.conformance.sketch import bpmn
from tests.property.graph import VARIABLES, Graph, structured, unstructured
from tests.property.token_game import Game, TooMuchError

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
MAX_STEPS = 14
RUN = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Runtime:
    """One instance in the runtime, saved and loaded between any two moves."""

    def __init__(self, graph: Graph, variables: dict[str, int]) -> None:
        self._definition = compile_definition({"p.bpmn": bpmn(graph.sketch())}, "P")
        self._state: bytes | None = None
        self._tasks: dict[str, str] = {}
        self.status = "running"
        self.variables: dict[str, object] = {}
        self._move(Start(variables))

    def open(self) -> Counter[str]:
        return Counter(self._tasks.values())

    def complete(self, task: str, variables: dict[str, int]) -> None:
        token = next(token for token, activity in self._tasks.items() if activity == task)
        self._move(CompleteTask(token, variables))

    def happen(self, event: str) -> None:
        self._move(CorrelateMessage(f"m_{event}"))

    def _move(self, command: Command) -> None:
        outcome: Advance = advance(self._definition, self._state, command, NOW, NoPorts())
        self._state, self.status = outcome.state, outcome.status
        self.variables = dict(outcome.variables)
        for closed in outcome.closed:
            del self._tasks[closed.id]
        self._tasks.update({task.id: task.activity_id for task in outcome.opened})


def compare(graph: Graph, data: st.DataObject) -> None:
    """Play both sides the same way and hold them against each other after every step."""
    variables = {name: data.draw(st.integers(0, 1)) for name in VARIABLES}
    try:
        game = Game(graph, variables)
    except TooMuchError:
        assume(False)
        return
    runtime = Runtime(graph, variables)
    agree(graph, game, runtime)
    for _ in range(MAX_STEPS):
        if not game.open() or game.is_twin() or game.is_ambiguous:
            return
        choices = [*sorted(game.open()), *game.events()]
        choice = data.draw(st.sampled_from(choices))
        written = data.draw(st.dictionaries(st.sampled_from(VARIABLES), st.integers(0, 1)))
        try:
            game.happen(choice) if is_event(graph, choice) else game.complete(choice, written)
        except TooMuchError:
            return
        runtime.happen(choice) if is_event(graph, choice) else runtime.complete(choice, written)
        agree(graph, game, runtime)


def is_event(graph: Graph, choice: str) -> bool:
    return graph.kinds[choice] in ("boundary", "evsub")


def agree(graph: Graph, game: Game, runtime: Runtime) -> None:
    """Hold the two against each other, as far as the standard says what happens."""
    if game.is_ambiguous:
        return
    told = (runtime.open(), runtime.status != "running", runtime.variables)
    assert told == (game.open(), game.is_over, game.variables), "\n" + graph.sketch()


@RUN
@given(graph=structured(), data=st.data())
def test_structured_diagrams_run_as_the_token_game_says(graph: Graph, data: st.DataObject) -> None:
    compare(graph, data)


@RUN
@given(graph=unstructured(), data=st.data())
def test_unstructured_diagrams_run_as_the_token_game_says(
    graph: Graph, data: st.DataObject
) -> None:
    compare(graph, data)


@pytest.mark.parametrize("kind", ["xor", "and", "or"])
def test_the_token_game_itself_walks_a_fork_and_its_join(kind: str) -> None:
    graph = Graph()
    start, split, join, end = (graph.add(each, "P") for each in ("start", kind, kind, "end"))
    tasks = [graph.add("user", "P") for _ in range(2)]
    graph.link(start, split)
    for number, task in enumerate(tasks):
        graph.link(split, task, None if kind == "and" else "v0", number == 1 and kind != "and")
        graph.link(task, join)
    graph.link(join, end)

    game = Game(graph, dict.fromkeys(VARIABLES, 0))
    for task in sorted(game.open()):
        game.complete(task, {})

    assert game.is_over
