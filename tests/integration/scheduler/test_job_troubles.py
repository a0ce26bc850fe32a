"""A job outlives whoever does it, and does not fail for ever."""

from datetime import timedelta

from engine.db.audit import EventRow
from engine.db.database import DatabaseAway
from engine.scheduler import queries, service
from engine.scheduler.jobs import Outside, Worker
from engine.scheduler.model import GiveUp
from engine.scheduler.service import NewJob


def others(now) -> queries.Claim:
    return queries.Claim("other", now, timedelta(seconds=60), 10)


def note(clock, ref="r1", after=timedelta(), **more) -> NewJob:
    return NewJob("note", clock.now() + after, "case-1", ref, **more)


def test_what_another_worker_holds_is_left_alone(worker, plan, clock, done, database):
    plan(note(clock))
    with database.unit_of_work(clock) as uow:
        queries.take(uow.session, others(uow.now))

    worker.run_due()

    assert done == []


def test_a_dead_worker_s_job_is_taken_over_when_its_lease_ends(worker, plan, clock, done, database):
    plan(note(clock))
    with database.unit_of_work(clock) as uow:
        queries.take(uow.session, others(uow.now))

    clock.advance(timedelta(seconds=61))
    worker.run_due()

    assert done == ["r1"]


def test_a_worker_that_lost_its_lease_leaves_nothing_behind(worker, plan, clock, handlers, jobs):
    def stall(uow, job):
        service.schedule(uow, note(clock, "side effect"))
        clock.advance(timedelta(minutes=5))
        # What another process would do while this one sleeps, seen from its transaction.
        queries.take(uow.session, others(clock.now()))

    handlers["slow"] = stall
    plan(NewJob("slow", clock.now(), None, "r1"))

    worker.run_due()

    assert [(row.ref, row.state) for row in jobs()] == [("r1", "due")]


def test_a_job_moved_while_it_is_done_is_not_ended(worker, plan, clock, handlers, jobs, database):
    later = clock.now() + timedelta(days=1)

    def meanwhile(_job):
        with database.unit_of_work(clock) as uow:
            service.schedule(uow, NewJob("slow", later, None, "r1"))

    handlers["slow"] = Outside(meanwhile, lambda uow, job, answer: None)
    plan(NewJob("slow", clock.now(), None, "r1"))

    worker.run_due()

    assert [(row.state, row.due_at) for row in jobs()] == [("due", later)]


def test_a_failed_job_waits_longer_each_time_and_dies_in_the_end(
    database, plan, clock, jobs, handlers
):
    died = []
    worker = Worker(database, clock, handlers, when_dead=lambda uow, job, error: died.append(error))
    handlers["broken"] = lambda uow, job: 1 / 0
    plan(NewJob("broken", clock.now(), "case-1", "r1", retries=3))

    waits = []
    for _ in range(3):
        worker.run_due()
        waits.append(jobs()[0].due_at - clock.now())
        clock.advance(timedelta(hours=2))
    worker.run_due()

    row = jobs()[0]
    assert waits[:2] == [timedelta(seconds=5), timedelta(seconds=25)]
    assert (row.state, row.error) == ("dead", "ZeroDivisionError: division by zero")
    assert died == [row.error]


def test_a_job_beyond_hope_dies_at_once_with_what_it_wrote(database, plan, clock, jobs, handlers):
    died = []

    def refuse(uow, job):
        service.schedule(uow, note(clock, "what it wrote"))
        return GiveUp("no such address")

    handlers["mail"] = refuse
    plan(NewJob("mail", clock.now(), None, "r1"))

    Worker(database, clock, handlers, when_dead=lambda uow, job, error: died.append(error)).run_due(
        1
    )

    assert [(row.ref, row.state) for row in jobs()] == [("r1", "dead"), ("what it wrote", "due")]
    assert died == ["no such address"]


def test_a_death_is_in_the_audit_trail(database, plan, clock, handlers):
    plan(NewJob("nobody knows", clock.now(), None, "r1", retries=1))

    Worker(database, clock, handlers).run_due()

    with database.reading(clock) as uow:
        row = uow.session.query(EventRow).one()
        assert (row.name, row.facts["ref"]) == ("JobDied", "r1")
        assert row.facts["error"].startswith("UnknownKind")


def test_a_dead_job_can_be_revived(database, plan, clock, handlers, worker, done):
    plan(NewJob("unknown", clock.now(), None, "r1", retries=1))
    worker.run_due()
    handlers["unknown"] = handlers["note"]

    with database.unit_of_work(clock) as uow:
        service.revive(uow, queries.dead_jobs(uow.session)[0].id)
    worker.run_due()

    assert done == ["r1"]


def test_one_broken_job_does_not_stop_the_others(worker, plan, clock, done, handlers):
    handlers["broken"] = lambda uow, job: 1 / 0
    plan(NewJob("broken", clock.now() - timedelta(hours=1), None, "b"), note(clock))

    worker.run_due()

    assert done == ["r1"]


def test_an_absent_database_costs_no_retry(worker, plan, clock, handlers, jobs):
    def away(uow, job):
        raise DatabaseAway("gone")

    handlers["away"] = away
    plan(NewJob("away", clock.now(), None, "r1"))

    worker.run_due()

    assert (jobs()[0].state, jobs()[0].retries_left) == ("due", 5)
