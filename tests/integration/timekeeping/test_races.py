"""A calendar is changed while a deadline fires: whoever commits first is right, on both databases.

The alarm looks at the calendar as it stands in its own transaction. When the change came
first, nothing is late and the alarm rings at the new moment; when the alarm came first, the
level stays reached, and the due date moves afterwards, once.
"""

import threading
from datetime import date, datetime

from engine.db.audit import EventRow
from engine.deadlines.rules import Day, DayType
from engine.deadlines.rules.changes import DaysChange
from engine.escalations.jobs import handlers as alarms
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from engine.scheduler.jobs import Worker
from engine.timekeeping.jobs import handlers
from engine.timekeeping.model import DeadlineMove
from engine.timekeeping.service import change_at_once

FESTIVAL = DaysChange("2001", {date(2026, 11, 5): Day(DayType.HOLIDAY, "丹枫节", local=True)})
DUE = datetime(2026, 11, 5, 17, 30, tzinfo=COMPANY_ZONE)
MOVED = datetime(2026, 11, 6, 17, 30, tzinfo=COMPANY_ZONE)


def overdue(uow) -> int:
    return uow.session.query(EventRow).filter_by(name="TaskOverdue").count()


def log(uow) -> list[DeadlineMove]:
    return uow.session.query(DeadlineMove).filter(DeadlineMove.task_id != "").all()


def test_a_change_that_came_first_keeps_the_deadline_from_firing(case, do, clock, worker, stored):
    clock.set(DUE)

    do(change_at_once, SYSTEM, FESTIVAL)
    for _ in range(3):
        worker.tick()

    assert do(overdue) == 0
    assert stored()[1].due_at == MOVED


def test_a_deadline_that_fired_first_stays_fired_and_moves_once(case, do, clock, worker, stored):
    clock.set(DUE)
    for _ in range(3):
        worker.tick()

    do(change_at_once, SYSTEM, FESTIVAL)
    for _ in range(3):
        worker.tick()

    assert do(overdue) == 1
    assert stored()[1].due_at == MOVED
    assert len(do(log)) == 1


def test_both_at_once_end_in_one_of_the_two(case, database, do, clock, worker, stored):
    """Two processes at the same moment: one rings the alarm, the other makes the change."""
    clock.set(DUE)
    worker.tick()
    barrier = threading.Barrier(2)

    def ring() -> None:
        barrier.wait()
        Worker(database, clock, {**alarms(), **handlers()}).tick()

    def change() -> None:
        barrier.wait()
        database.transact(clock, lambda uow: change_at_once(uow, SYSTEM, FESTIVAL))

    threads = [threading.Thread(target=each) for each in (ring, change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for _ in range(4):
        worker.tick()

    assert do(overdue) in (0, 1)
    assert stored()[1].due_at == MOVED
    assert len(do(log)) <= 1
