"""A leader sets by hand when one open task is due; the promise to the customer stays."""

from datetime import date, datetime, timedelta

import pytest

from engine.db.audit import EventRow
from engine.deadlines.rules import Day, DayType
from engine.deadlines.rules.changes import DaysChange
from engine.escalations.events import TaskOverdue
from engine.escalations.model import Escalation
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Forbidden, Invalid
from engine.scheduler.model import JobRow
from engine.tasks.model import TaskCandidate, TaskNotOpen
from engine.timekeeping import queries
from engine.timekeeping.clocks import clocks_of_case, clocks_of_task
from engine.timekeeping.dating import (
    NotDatedByHand,
    date_task,
    may_date,
    promised_until,
    reckon_task,
)
from engine.timekeeping.pausing import NewPause, pause_clock
from engine.timekeeping.service import change_at_once

LEADS = frozenset({"task:assign", "clock:pause", "case:read"})
LEADER = Actor("u-lead", "Lead", permissions=LEADS, scopes=("/10/20/2001/200101/",))
ELSEWHERE = Actor("u-other", "Other", permissions=LEADS, scopes=("/10/20/2001/200102/",))
FESTIVAL = DaysChange("2001", {date(2026, 11, 4): Day(DayType.HOLIDAY, "丹枫节", local=True)})
WHY = "客户周三要出差"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


BY_LIMIT, EARLIER, LATER = at("2026-11-05T17:30"), at("2026-11-03T12:00"), at("2026-11-06T12:00")
PROMISE = at("2026-11-09T17:30")


@pytest.fixture
def set_date(case, do, stored):
    """Let the leader set when the open task is due."""

    def set_date(due_at: datetime | None, reason: str = WHY, actor: Actor = LEADER) -> None:
        do(date_task, actor, stored()[1].id, due_at, reason)

    return set_date


def alarm(do, task_id: str) -> tuple[str, datetime]:
    """Return what rings next about a task, and when."""

    def read(uow):
        job = uow.session.query(JobRow).filter_by(ref=task_id, state="due").one()
        return job.kind, job.due_at

    return do(read)


def facts(do, name: str) -> list[dict]:
    return do(lambda uow: [row.facts for row in uow.session.query(EventRow).filter_by(name=name)])


@pytest.mark.parametrize("due_at", [EARLIER, LATER])
def test_the_task_is_due_when_the_leader_says_and_the_promise_stays(set_date, do, stored, due_at):
    set_date(due_at)

    instance, task = stored()
    assert (task.due_at, task.dated_by_name, task.drawn_due_at) == (due_at, "Lead", BY_LIMIT)
    assert instance.due_at == PROMISE
    claimable = do(lambda uow: uow.session.query(TaskCandidate.sort_at).scalar())
    assert claimable == due_at
    (fact,) = facts(do, "DueDateSet")
    assert (fact["by_hand"], fact["reason"]) == (True, WHY)


def test_it_warns_and_is_late_by_the_new_date(set_date, do, work, stored):
    set_date(EARLIER)
    kind, rings_at = alarm(do, stored()[1].id)
    assert kind == "task.warn"
    assert stored()[1].warn_at == rings_at < EARLIER

    work(days=1, hours=12)

    assert len(facts(do, TaskOverdue.__name__)) == 1
    assert do(lambda uow: uow.session.query(Escalation).count()) == 1


def test_nothing_is_late_before_a_later_date(set_date, do, work):
    set_date(LATER)

    work(days=3, hours=10)

    assert facts(do, TaskOverdue.__name__) == []


def test_what_is_late_already_climbs_no_further_until_the_new_date(set_date, do, work, clock):
    work(days=4)
    assert do(lambda uow: uow.session.query(Escalation.level).scalar()) == 1
    set_date(at("2026-11-09T12:00"))
    (matter,) = do(lambda uow: uow.session.query(Escalation).all())
    assert alarm(do, matter.id) == ("escalation.climb", matter.climbs_at)
    assert matter.climbs_at > at("2026-11-09T12:00")

    work(days=2)

    assert do(lambda uow: uow.session.query(Escalation.level).scalar()) == 1
    assert len(facts(do, TaskOverdue.__name__)) == 1


def test_a_changed_calendar_leaves_it_alone_and_says_so(set_date, do, work, stored):
    set_date(EARLIER)

    foreseen = do(lambda uow: queries.foresee(uow, FESTIVAL, "/10/20/2001/"))
    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    assert [move.task for move in foreseen.moves] == [None]
    assert [kept.task.dated_by_name for kept in foreseen.kept] == ["Lead"]
    instance, task = stored()
    assert (task.due_at, instance.due_at) == (EARLIER, PROMISE + timedelta(days=1))


def test_its_limit_counts_again_with_the_calendar_of_now(set_date, do, work, stored):
    set_date(EARLIER)
    do(change_at_once, SYSTEM, FESTIVAL)
    work()

    do(reckon_task, LEADER, stored()[1].id, "不再需要")

    task = stored()[1]
    assert (task.due_at, task.dated_by_name) == (BY_LIMIT + timedelta(days=1), None)
    assert alarm(do, task.id)[1] > EARLIER
    with pytest.raises(NotDatedByHand):
        do(reckon_task, LEADER, task.id, "再一次")


def test_set_twice_the_first_moment_of_the_diagram_is_kept(set_date, stored):
    set_date(EARLIER)
    set_date(LATER)

    assert (stored()[1].due_at, stored()[1].drawn_due_at) == (LATER, BY_LIMIT)


@pytest.mark.parametrize(
    ("due_at", "reason", "code"),
    [
        (None, WHY, "required"),
        (EARLIER, "  ", "required"),
        (EARLIER, "长" * 501, "length"),
        (at("2026-11-01T12:00"), WHY, "in_the_past"),
        (PROMISE + timedelta(minutes=1), WHY, "after_promise"),
    ],
)
def test_what_is_wrong_with_it_is_said(set_date, stored, due_at, reason, code):
    with pytest.raises(Invalid) as caught:
        set_date(due_at, reason)

    assert [one["code"] for one in caught.value.problems] == [code]
    assert stored()[1].due_at == BY_LIMIT


def test_a_promise_that_is_broken_or_stands_still_bounds_nothing(case, do, stored, clock):
    instance, task = stored()
    assert do(promised_until, task, instance) == PROMISE
    do(pause_clock, LEADER, case, NewPause("CUSTOMER_MATERIAL", "待补资料"))

    standing = do(promised_until, task, stored()[0])
    clock.advance(timedelta(days=30))
    broken = do(promised_until, task, instance)

    assert (standing, broken) == (None, None)


@pytest.mark.parametrize("actor", [ELSEWHERE, Actor("u-c", "C", scopes=("/10/",))])
def test_only_who_leads_the_unit_sets_a_date(set_date, stored, actor):
    with pytest.raises(Forbidden):
        set_date(EARLIER, actor=actor)

    assert not may_date(actor, stored()[1])
    assert may_date(LEADER, stored()[1])


def test_a_task_that_is_done_keeps_its_date(set_date, do, stored):
    task = stored()[1]
    do(lambda uow: setattr(uow.session.merge(task), "state", "done"))

    with pytest.raises(TaskNotOpen):
        do(date_task, LEADER, task.id, EARLIER, WHY)


def test_the_clocks_show_the_promise_and_the_date_instead_of_the_limit(set_date, do, stored):
    set_date(EARLIER)
    instance, task = stored()

    of_task = do(clocks_of_task, task, instance)
    of_case = do(clocks_of_case, instance)

    assert of_task.promise.due_at == PROMISE
    assert of_task.internal is None
    assert (of_case.promise.due_at, of_case.internal is not None) == (PROMISE, True)
