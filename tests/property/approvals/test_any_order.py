"""Whatever people do in whatever order, no task is lost, doubled or with the wrong person."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.db import Database
from engine.kernel.clock import FixedClock
from tests.integration.approvals.bureau import open_bureau
from tests.property.approvals.holding import everything_is_kept
from tests.property.approvals.play import VERBS, Play
from tests.property.approvals.stage import Stage

NUMBER = st.integers(0, 11)
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), NUMBER, NUMBER), max_size=14)


@pytest.fixture
def stage(database: Database, clock: FixedClock) -> Stage:
    """Return a bureau with two versions of the process, on each of the databases."""
    return Stage(open_bureau(database, clock))


# A modest number for the gate; thousands were played when the rules were made.
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_any_sequence_of_operations_loses_and_doubles_nothing(
    stage: Stage, steps: list[tuple[str, int, int]]
) -> None:
    play = Play(stage)

    for step in steps:
        play.step(*step)

    play.drain()
    everything_is_kept(play)


# What was found by long runs, as short as it could be told.
FOUND = {
    "a signer beside a vote asks somebody himself": [
        ("agree", 0, 0), ("parallel", 1, 4), ("before", 4, 5), ("agree", 5, 0), ("agree", 4, 0),
    ],
    "a task with signers is sent back": [
        ("agree", 0, 0), ("parallel", 0, 4), ("return", 0, 0),
    ],
    "what is lent or will have signers after it is put back": [
        ("lend", 0, 3), ("release", 0, 0), ("resolve", 0, 0), ("after", 0, 2), ("release", 0, 0),
        ("agree", 0, 0), ("withdraw", 0, 0), ("agree", 0, 0), ("agree", 1, 0),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_is_not_found_again(stage: Stage, name: str) -> None:
    play = Play(stage)

    for step in FOUND[name]:
        play.step(*step)

    play.drain()
    everything_is_kept(play)
