"""Whatever people do in whatever order, no task is lost, doubled or with the wrong person.

`GRIDFLOW_TEST_PLAYS=plays,steps,seed` plays more cases, longer ones, or others: the gate plays
few and always the same ones, `GRIDFLOW_TEST_PLAYS=1000,30,7` a thousand in some minutes.
"""

import os

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from engine.db import Database
from engine.kernel.clock import FixedClock
from tests.integration.approvals.bureau import open_bureau
from tests.property.approvals.doing import VERBS
from tests.property.approvals.holding import everything_is_kept
from tests.property.approvals.play import Play, Step
from tests.property.approvals.stage import KEYS, Stage

PLAYS, STEPS, SEED = (
    int(one) for one in os.environ.get("GRIDFLOW_TEST_PLAYS", "16,14,1").split(",")
)
NUMBER = st.integers(0, 11)


@st.composite
def acts(draw: st.DrawFn) -> list[Step]:
    """Return what people do: of all they could, a few kinds, which then meet more often."""
    few = draw(st.lists(st.sampled_from(VERBS), min_size=3, max_size=9))
    act = st.tuples(st.sampled_from(["agree", "agree", "rush", *few]), NUMBER, NUMBER)
    return draw(st.lists(act, max_size=STEPS))


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    """Return a bureau with two versions of each process, on each of the databases."""
    return Stage(open_bureau(database, clock))


@seed(SEED)
@settings(
    max_examples=PLAYS,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(key=st.sampled_from(KEYS), steps=acts())
def test_any_sequence_of_operations_loses_and_doubles_nothing(
    stage: Stage, key: str, steps: list[Step]
) -> None:
    play = Play(stage, key)

    play.all(steps)

    play.drain()
    everything_is_kept(play)


# What was found by long runs, as short as it could be told.
FOUND: dict[str, tuple[str, list[Step]]] = {
    "a signer beside a vote asks somebody himself": ("leave", [
        ("agree", 0, 0), ("parallel", 1, 4), ("before", 4, 5), ("agree", 5, 0), ("agree", 4, 0),
    ]),
    "a task with signers is sent back": ("leave", [
        ("agree", 0, 0), ("parallel", 0, 4), ("return", 0, 0),
    ]),
    "what is lent or will have signers after it is put back": ("leave", [
        ("lend", 0, 3), ("release", 0, 0), ("resolve", 0, 0), ("after", 0, 2), ("release", 0, 0),
        ("agree", 0, 0), ("withdraw", 0, 0), ("agree", 0, 0), ("agree", 1, 0),
    ]),
    "a step that waits at its join is taken back": ("leave", [("rush", 0, 4), ("withdraw", 0, 0)]),
    "the last step to reach its join is taken back": ("leave", [
        ("agree", 0, 0), ("agree", 1, 0), ("agree", 1, 0), ("agree", 1, 0), ("agree", 1, 0),
        ("agree", 1, 0), ("agree", 0, 0), ("withdraw", 0, 0),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_is_not_found_again(stage: Stage, name: str) -> None:
    key, steps = FOUND[name]
    play = Play(stage, key)

    play.all(steps)

    play.drain()
    everything_is_kept(play)
