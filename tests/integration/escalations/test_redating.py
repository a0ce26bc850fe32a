"""Due dates move with pauses and calendars; alarms move with them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.deadlines import service as deadlines
from engine.deadlines.rules import Day, DayType
from engine.definitions.service import World, deploy
from engine.escalations import service
from engine.escalations.jobs import handlers
from engine.escalations.model import Escalation
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM, Actor
from engine.processes.service import NewCase, complete_task, start_process
from engine.scheduler.jobs import Worker
from engine.scheduler.model import JobRow
from engine.scheduler.service import NewJob, schedule
from engine.tasks.model import TaskCandidate, UserTask
from tests.companies import employ, found_company
from tests.diagrams import sequence, user_task

DIAGRAM = sequence(
    "complaint",
    {
        "wait": user_task("wait", "BUSINESS_CLERK@station", pause="CUSTOMER_MATERIAL"),
        "reply": user_task(
            "reply", "BUSINESS_CLERK@station", sla="CMP.REPLY", slaFrom="instance", warn="80%"
        ),
    },
)


@pytest.fixture
def work(database, clock):
    worker = Worker(database, clock, handlers())

    def work(**passes: float) -> None:
        clock.advance(timedelta(**passes))
        worker.tick()

    return work


@pytest.fixture
def do(database, clock):
    def do(verb, *args):
        with database.unit_of_work(clock) as uow:
            return verb(uow, *args)

    return do


@pytest.fixture
def case(database, clock) -> str:
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        deadlines.load_seed(uow)
        clerk = employ(uow, "clerk", "2001011", "BUSINESS_CLERK")
        deploy(uow, SYSTEM, {"complaint.bpmn": DIAGRAM}, World())
    actor = Actor(clerk, "Clerk", "2001011", permissions=frozenset({"case:start"}))
    with database.unit_of_work(clock) as uow:
        return start_process(uow, actor, NewCase("complaint", {})).id


def redate(uow) -> None:
    """Plan to work the due dates of the only case out anew, as a move that ends a pause does."""
    case = uow.session.query(ProcessInstance).one().id
    schedule(uow, NewJob(service.REDATE, uow.now, case, case))


def task_of(uow, activity: str) -> UserTask:
    return uow.session.query(UserTask).filter_by(activity_id=activity).one()


@pytest.fixture
def reply(case, do, clock):
    """Let the customer need two days, so that the reply counts them as a pause."""
    clock.advance(timedelta(days=2))
    do(lambda uow: complete_task(uow, SYSTEM, task_of(uow, "wait").id, {}))


def test_a_pause_that_is_over_moves_the_promise(reply, do):
    due_at = do(lambda uow: task_of(uow, "reply").due_at)

    assert due_at == datetime(2026, 11, 11, 9, 30, tzinfo=UTC)


def test_a_clock_that_stands_still_rings_later(reply, do, work):
    """A second pause, still open when the old due moment comes."""

    def pause(uow) -> None:
        instance = uow.session.query(ProcessInstance).one()
        started = uow.now.isoformat()
        again = {"reason": "GOV_APPROVAL", "from": started, "to": None, "task": "t9"}
        instance.pauses = [*instance.pauses, again]

    do(pause)
    for _ in range(16):
        work(days=1)

    assert do(lambda uow: uow.session.query(Escalation).count()) == 0
    assert do(lambda uow: task_of(uow, "reply").due_at > uow.now)


def test_a_holiday_moves_open_due_dates_and_says_so(reply, do, work):
    holiday = {date(2026, 11, 10): Day(DayType.HOLIDAY, "检修日")}
    before = do(lambda uow: task_of(uow, "reply").due_at)

    do(deadlines.set_days, SYSTEM, "", holiday)
    do(redate)
    work()

    task, job, sort_at = do(
        lambda uow: (
            task_of(uow, "reply"),
            uow.session.query(JobRow).filter_by(kind="task.warn").one(),
            uow.session.query(TaskCandidate.sort_at).scalar(),
        )
    )
    assert task.due_at - before == timedelta(days=1)
    assert task.warn_at == job.due_at
    assert sort_at == task.due_at


def test_a_calendar_that_changes_nothing_moves_nothing(reply, do, work):
    before = do(lambda uow: task_of(uow, "reply").due_at)

    do(deadlines.set_days, SYSTEM, "2002", {date(2026, 11, 10): Day(DayType.HOLIDAY)}, "LOCAL")
    do(redate)
    work()

    assert do(lambda uow: task_of(uow, "reply").due_at) == before


def test_a_calendar_changed_while_a_deadline_fires_counts(reply, do, work):
    """The alarm looks at the calendar again before it says that anything is late."""
    holiday = {date(2026, 11, 10): Day(DayType.HOLIDAY, "检修日")}
    do(deadlines.set_days, SYSTEM, "", holiday)

    for _ in range(7):
        work(days=1)

    assert do(lambda uow: uow.session.query(Escalation).count()) == 0
