"""The clock of a case is stopped by hand, with reasons and evidence, and runs again by itself."""

from datetime import datetime, timedelta

import pytest

from engine.db.audit import EventRow
from engine.documents.model import Document
from engine.instances.queries import get_instance
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Forbidden, Invalid
from engine.processes.service import complete_task
from engine.tasks.queries import get_task
from engine.timekeeping.clocks import clocks_of_case, clocks_of_task
from engine.timekeeping.pausing import (
    ClockRuns,
    ClockStandsAlready,
    NewPause,
    pause_clock,
    resume_clock,
)

PAYMENT = NewPause("CUSTOMER_PAY", "等客户交费")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


def clocks(uow, case_id: str):
    return clocks_of_case(uow, get_instance(uow.session, case_id))


def test_a_pause_moves_promise_and_step_by_what_it_cost(case, office, do, clock, stored):
    """Scenario 2: the promise moves, while elapsed time goes on."""
    pause_id = do(pause_clock, office, case, PAYMENT)
    clock.advance(timedelta(days=30))

    do(resume_clock, office, case, pause_id, "已交费")

    instance, task = stored()
    assert instance.due_at == at("2026-12-09T17:30")
    assert task.due_at == at("2026-12-07T17:30")
    promise = do(clocks, case).promise
    assert (promise.elapsed, promise.customer) == (timedelta(days=30), timedelta(days=30))
    assert promise.company == timedelta()


def test_while_the_clock_stands_nothing_becomes_late(case, office, do, work, stored):
    do(pause_clock, office, case, PAYMENT)

    for _ in range(12):
        work(days=1)

    assert do(lambda uow: uow.session.query(EventRow).filter_by(name="TaskOverdue").count()) == 0
    assert do(clocks, case).promise.is_paused


def test_a_pause_until_a_date_ends_by_itself(case, office, do, work, stored):
    do(pause_clock, office, case, NewPause("CUSTOMER_PAY", "约定时间", at("2026-11-04T09:00")))

    work(days=2, minutes=1)

    shown = do(clocks, case)
    assert (shown.pauses[0].to_at, shown.pauses[0].how) == (at("2026-11-04T09:00"), "date")
    assert stored()[0].due_at == at("2026-11-11T17:30")


def test_a_reason_with_a_longest_time_ends_then(case, office, do):
    do(pause_clock, office, case, NewPause("CUSTOMER_MATERIAL", "补身份证复印件"))

    until = do(clocks, case).pauses[0].until
    assert until == at("2026-11-23T17:30")


def test_nobody_pauses_longer_than_the_reason_allows(case, office, do):
    with pytest.raises(Invalid) as caught:
        too_long = NewPause("CUSTOMER_MATERIAL", "补资料", at("2026-12-23T09:00"))
        do(pause_clock, office, case, too_long)

    assert [one["code"] for one in caught.value.problems] == ["pause_too_long"]


def test_a_pause_that_waits_for_a_task_ends_with_it(case, office, do, clock, work, stored):
    look = stored()[1].id
    do(pause_clock, office, case, NewPause("CUSTOMER_PAY", "查清之前", awaits=look))
    clock.advance(timedelta(days=1))

    do(complete_task, SYSTEM, look, {})
    work()

    shown = do(clocks, case)
    assert (shown.pauses[0].how, shown.pauses[0].to_at) == ("event", at("2026-11-03T09:00"))
    assert stored()[0].due_at == at("2026-11-10T17:30")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewPause("GOV_APPROVAL", "等路政许可"), "needs_evidence"),
        (NewPause("CUSTOMER_PAY", " "), "required"),
        (NewPause("UNIT_SUPPLEMENT", "补正"), "unknown"),
        (NewPause("CUSTOMER_PAY", "x", datetime(2026, 1, 1, tzinfo=COMPANY_ZONE)), "in_the_past"),
        (NewPause("CUSTOMER_PAY", "x", awaits="nothing"), "unknown"),
        (NewPause("CUSTOMER_PAY", "x", evidence=("of-another-case",)), "unknown"),
    ],
)
def test_a_pause_that_lacks_something_is_refused(new, code, case, office, do):
    with pytest.raises(Invalid) as caught:
        do(pause_clock, office, case, new)

    assert [one["code"] for one in caught.value.problems] == [code]


def test_a_reason_that_needs_evidence_takes_a_file_of_the_case(case, office, do, clock):
    def attach(uow) -> None:
        facts = {"mime": "text/plain", "size": 1, "sha256": "0" * 64, "uploaded_by": "x"}
        uow.session.add(
            Document(id="d1", name="许可申请.txt", instance_id=case, uploaded_at=uow.now, **facts)
        )

    do(attach)
    do(pause_clock, office, case, NewPause("GOV_APPROVAL", "等路政许可", evidence=("d1",)))

    assert do(clocks, case).pauses[0].evidence == ("d1",)


def test_the_same_reason_stops_the_clock_once(case, office, do):
    do(pause_clock, office, case, PAYMENT)

    with pytest.raises(ClockStandsAlready):
        do(pause_clock, office, case, PAYMENT)


def test_a_clock_that_runs_already_is_not_let_run_again(case, office, do):
    pause_id = do(pause_clock, office, case, PAYMENT)
    do(resume_clock, office, case, pause_id, "已交费")

    with pytest.raises(ClockRuns):
        do(resume_clock, office, case, pause_id, "再次")


@pytest.mark.parametrize("permissions", [{"case:read"}, {"clock:pause"}])
def test_nobody_stops_a_clock_he_may_not(permissions, case, do):
    stranger = Actor("x", "X", permissions=frozenset(permissions), scopes=("/10/20/2002/",))

    with pytest.raises(Forbidden):
        do(pause_clock, stranger, case, PAYMENT)


def test_stopping_and_starting_are_in_the_trail_of_the_case(case, office, do):
    pause_id = do(pause_clock, office, case, PAYMENT)
    do(resume_clock, office, case, pause_id, "已交费")

    rows = do(lambda uow: uow.session.query(EventRow).filter_by(stream=case).all())
    names = [row.name for row in sorted(rows, key=lambda row: row.seq)]
    assert names[-2:] == ["ClockPaused", "ClockResumed"]


def test_promise_and_internal_limit_stand_side_by_side(case, do, stored):
    task_id = stored()[1].id

    def of_the_task(uow):
        task = get_task(uow.session, task_id)
        return clocks_of_task(uow, task, get_instance(uow.session, case))

    shown, of_task = do(clocks, case), do(of_the_task)

    assert (shown.promise.due_at, shown.internal.due_at) == (
        at("2026-11-09T17:30"),
        at("2026-11-06T17:30"),
    )
    assert shown.internal.policy.code == "CMP.REPLY.INTERNAL"
    assert of_task.internal.policy.code == "CMP.INVESTIGATE"
    assert of_task.promise.policy.code == "CMP.REPLY"
