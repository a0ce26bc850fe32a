"""Jobs are done when they are due, once."""

from datetime import timedelta

from sqlalchemy import event

from engine.scheduler import service
from engine.scheduler.jobs import Outside, purge
from engine.scheduler.model import Rearm
from engine.scheduler.service import NewJob


def note(clock, ref="r1", after=timedelta(), **more) -> NewJob:
    return NewJob("note", clock.now() + after, "case-1", ref, **more)


def test_a_job_is_done_when_it_is_due_and_not_before(worker, plan, clock, done):
    plan(note(clock, after=timedelta(minutes=5)))
    worker.run_due()
    assert done == []

    clock.advance(timedelta(minutes=5))
    worker.run_due()
    worker.run_due()

    assert done == ["r1"]


def test_the_job_due_longest_comes_first(worker, plan, clock, done):
    plan(note(clock, "late"), note(clock, "early", -timedelta(hours=1)))

    worker.run_due()

    assert done == ["early", "late"]


def test_a_key_stands_for_one_job(worker, plan, clock, done):
    plan(note(clock, after=timedelta(hours=1)))
    plan(note(clock, payload={"n": 2}))

    worker.run_due()
    clock.advance(timedelta(hours=2))
    worker.run_due()

    assert done == ["r1"]


def test_a_cancelled_job_is_not_done(worker, plan, clock, done, database):
    plan(note(clock), note(clock, "r2"))

    with database.unit_of_work(clock) as uow:
        service.cancel_for(uow, ["r1"])
    worker.run_due()

    assert done == ["r2"]


def test_a_job_may_ring_again_as_another_kind(worker, plan, clock, done, handlers):
    handlers["first"] = lambda uow, job: Rearm(uow.now + timedelta(hours=1), "note", {"step": 2})
    plan(NewJob("first", clock.now(), None, "r1"))

    worker.run_due()
    clock.advance(timedelta(hours=1))
    worker.run_due()

    assert done == ["r1"]


def test_a_timer_that_sets_itself_again_rings_again(worker, plan, clock, done, handlers):
    def fire(uow, job):
        done.append(job.ref)
        service.cancel_for(uow, [job.ref])
        service.schedule(uow, NewJob("timer", uow.now + timedelta(hours=1), None, job.ref))

    handlers["timer"] = fire
    plan(NewJob("timer", clock.now(), None, "t1"))

    worker.run_due()
    worker.run_due()
    clock.advance(timedelta(hours=1))
    worker.run_due()

    assert done == ["t1", "t1"]


def test_a_timer_that_drops_itself_ends(worker, plan, clock, jobs, handlers):
    handlers["timer"] = lambda uow, job: service.cancel_for(uow, [job.ref])
    plan(NewJob("timer", clock.now(), None, "t1"))

    worker.run_due()

    assert jobs()[0].state == "done"


def test_the_world_outside_is_asked_before_the_transaction(worker, plan, clock, handlers, done):
    handlers["ask"] = Outside(
        lambda job: f"answer to {job.ref}", lambda uow, job, answer: done.append(answer)
    )
    plan(NewJob("ask", clock.now(), None, "r1"))

    worker.run_due()

    assert done == ["answer to r1"]


def test_a_slow_world_outside_has_a_lane_of_its_own(worker, plan, clock, handlers, done):
    handlers["ask"] = Outside(
        lambda job: "answer", lambda uow, job, answer: done.append(f"asked {job.ref}")
    )
    plan(NewJob("ask", clock.now(), None, "far"), note(clock, "near"))
    within, outside = worker.lanes()

    within.run_due()
    assert done == ["near"]

    outside.run_due()
    assert done == ["near", "asked far"]


def test_the_lanes_share_all_kinds(worker, plan, clock, done, jobs):
    plan(NewJob("unknown", clock.now(), None, "r1", retries=1))

    for lane in worker.lanes():
        lane.run_due()

    assert jobs()[0].state == "dead"


def test_an_idle_tick_costs_one_query(worker, plan, clock, database):
    plan(note(clock, after=timedelta(days=1)))
    statements = []

    def count(conn, cursor, statement, parameters, context, executemany):
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    worker.tick()
    event.remove(database.engine, "before_cursor_execute", count)

    assert len([each for each in statements if not each.startswith("BEGIN")]) == 1


def test_planning_many_jobs_costs_one_statement(plan, clock, database):
    statements = []

    def count(conn, cursor, statement, parameters, context, executemany):
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    plan(*(note(clock, f"r{number}") for number in range(10)))
    event.remove(database.engine, "before_cursor_execute", count)

    assert len([each for each in statements if not each.startswith("BEGIN")]) == 1


def test_old_finished_jobs_are_deleted(worker, plan, clock, jobs, handlers):
    handlers["purge"] = purge
    plan(note(clock))
    worker.run_due()
    clock.advance(timedelta(days=8))
    plan(NewJob("purge", clock.now(), None, "daily"))

    worker.run_due()

    assert [(row.kind, row.state) for row in jobs()] == [("purge", "due")]
