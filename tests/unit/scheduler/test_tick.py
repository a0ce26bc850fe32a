"""The tick goes on whatever happens in it."""

from threading import Event

import pytest

from engine.db.database import DatabaseAway
from engine.scheduler.jobs import Scheduler


class Troubles:
    """A tick that fails as it was told, then succeeds."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.went_well = Event()

    def __call__(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.went_well.set()


@pytest.fixture
def run():
    started = []

    def run(tick: Troubles) -> bool:
        scheduler = Scheduler(tick, seconds=0.02)
        started.append(scheduler)
        scheduler.start()
        return tick.went_well.wait(timeout=5)

    yield run
    for scheduler in started:
        scheduler.stop()


def test_a_database_that_comes_back_is_used_again(run):
    assert run(Troubles(DatabaseAway("gone"), DatabaseAway("still gone")))


def test_an_error_in_a_tick_does_not_end_the_ticking(run):
    assert run(Troubles(ZeroDivisionError("a bug")))


def test_a_stopped_scheduler_ticks_no_more():
    tick = Troubles()
    scheduler = Scheduler(tick, seconds=0.02)
    scheduler.start()
    tick.went_well.wait(timeout=5)

    scheduler.stop()
    tick.went_well.clear()

    assert not tick.went_well.wait(timeout=0.1)
