"""One rule for every light: lists, pages, console and alarms agree also at the moment itself."""

from datetime import datetime, timedelta

import pytest

from engine.console.queries import lit_cases
from engine.console.rules import Viewed
from engine.escalations.model import Escalation
from engine.kernel.actor import Actor
from engine.tasks.model import UserTask
from engine.tasks.queries import inbox
from engine.tasks.rules import InboxFilter

INSTANT = timedelta(microseconds=1)


@pytest.fixture
def seen(office, do, clock, worker):
    """Return how a case stands at a moment: task, inbox, count, console, and who was told."""

    def seen(moment: datetime) -> tuple[object, ...]:
        clock.set(moment)
        worker.tick()
        return do(lambda uow: _seen(uow, office, moment))

    return seen


def _seen(uow, clerk: Actor, now: datetime) -> tuple[object, ...]:
    task = uow.session.query(UserTask).filter_by(state="open").one()
    of_clerk = Actor(clerk.user_id, clerk.name, groups=frozenset({"BUSINESS_CLERK@2001011"}))
    listed = [
        light
        for light in ("green", "yellow", "red")
        if inbox(uow.session, of_clerk, InboxFilter("claimable", light=light), now).rows
    ]
    lit = lit_cases(uow.session, Viewed("/"), now, [now - timedelta(days=1)])[0]
    red = [one.is_red for one in lit]
    return task.light(now), listed, red, uow.session.query(Escalation).count()


@pytest.mark.parametrize(
    ("before_due", "expected"),
    [
        (timedelta(days=3), ("green", ["green"], [], 0)),
        (INSTANT, ("yellow", ["yellow"], [False], 0)),
        (timedelta(), ("red", ["red"], [True], 1)),
        (-INSTANT, ("red", ["red"], [True], 1)),
    ],
)
def test_all_lights_turn_at_the_same_moment(case, do, seen, before_due, expected):
    due_at = do(lambda uow: uow.session.query(UserTask).one().due_at)

    assert seen(due_at - before_due) == expected


def test_a_task_turns_yellow_at_its_warning_everywhere(case, do, seen):
    warn_at = do(lambda uow: uow.session.query(UserTask).one().warn_at)

    assert seen(warn_at - INSTANT)[:3] == ("green", ["green"], [])
    assert seen(warn_at)[:3] == ("yellow", ["yellow"], [False])
