"""A matter climbs once, whatever raised it and whoever is restarted."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.db.audit import EventRow
from engine.escalations import handlers as topics
from engine.escalations import queries
from engine.escalations.model import Escalation, EscalationEntry
from engine.escalations.raising import CLIMB
from engine.kernel.clock import SystemClock
from engine.scheduler.model import JobRow
from engine.scheduler.service import NewJob, schedule
from tests.companies import call, case
from tests.integration.escalations.busy_ladder import open_matters
from tests.integration.processes.office import diagram, sequence

THROW = (
    '<bpmn:startEvent id="start"/>'
    '<bpmn:intermediateThrowEvent id="shout" name="无法按期完成">{more}'
    '<bpmn:escalationEventDefinition escalationRef="late"/></bpmn:intermediateThrowEvent>'
    '<bpmn:userTask id="check" name="check" camunda:candidateGroups="BUSINESS_CLERK@station"/>'
    '<bpmn:endEvent id="end"/>'
) + sequence(("start", "shout"), ("shout", "check"), ("check", "end"))
ROOTS = '<bpmn:escalation id="late" name="late" escalationCode="LATE"/>'
SILENT = (
    "<bpmn:extensionElements><camunda:properties>"
    '<camunda:property name="escalation" value="none"/>'
    "</camunda:properties></bpmn:extensionElements>"
)


def drawn(more: str = "") -> bytes:
    return diagram(THROW.replace("{more}", more), key="work", roots=ROOTS)


def test_an_escalation_of_the_diagram_is_a_matter_that_climbs_too(bureau):
    bureau.deploy(drawn())
    found = bureau.start()
    bureau.pass_time(minutes=1)
    row = bureau.matter(found)
    assert (row.reason, row.code, row.text) == ("drawn", "LATE", "无法按期完成")
    assert row.groups == ["TEAM_LEAD@2001011"]

    bureau.pass_time(days=8)

    assert [level for kind, level in bureau.entries(found) if kind == "level"] == [1, 2, 3, 4]
    assert bureau.matter(found).groups == ["SUPERVISOR@10"]


def test_a_diagram_may_keep_an_escalation_to_itself(bureau):
    bureau.deploy(drawn(SILENT))
    found = bureau.start()

    bureau.pass_time(days=1)

    assert bureau.read(lambda uow: queries.escalations_of(uow.session, found)) == []


def test_each_level_has_its_time_although_nothing_ran_for_days(bureau, late):
    bureau.clock.advance(timedelta(days=10))

    bureau.pass_time(minutes=1)

    assert bureau.matter(late).level == 2
    assert bureau.matter(late).answer_by > bureau.clock.now()


def test_a_job_that_lost_its_lease_does_nothing_twice(bureau, late):
    """Two processes hold the same job: the first one's lease has ended while it slept."""
    row = bureau.matter(late)
    bureau.clock.set(row.climbs_at)
    slow, fast = bureau.worker(), bureau.worker()
    taken = bureau.database.transact(bureau.clock, lambda uow: slow._take(uow, 20))
    bureau.clock.advance(timedelta(minutes=30))
    fast.tick()

    for job in taken:
        slow._run(job)

    assert bureau.entries(late) == [("level", 1), ("level", 2)]
    told = bureau.read(lambda uow: uow.session.query(EventRow).filter_by(name="TaskEscalated"))
    assert bureau.read(lambda uow: len(list(told.with_session(uow.session)))) == 1


def test_the_same_breach_is_raised_once(bureau, late):
    task = bureau.task(late)
    with bureau.database.unit_of_work(bureau.clock) as uow:
        schedule(uow, NewJob("task.due", uow.now, late, task.id, {"ladder": "E1"}))

    bureau.pass_time(minutes=1)

    assert len(bureau.read(lambda uow: queries.escalations_of(uow.session, late))) == 1


def test_a_diagram_raises_by_topic(bureau, late):
    assert topics
    bureau.act("clerk", lambda uow, _who: _call(uow, late))
    bureau.act("clerk", lambda uow, _who: _call(uow, late))

    rows = bureau.read(lambda uow: queries.escalations_of(uow.session, late))
    assert [row.reason for row in rows] == ["overdue", "repeated"]


def _call(uow, instance_id):
    context = case(uow, "2001011", instance_id)
    return call(context, "escalations.raise", reason="repeated", text="第三次")


MATTERS = 16
SECONDS = 60


@pytest.mark.slow
def test_every_matter_climbs_once_though_workers_are_killed(bureau):
    """Real processes on a real clock: one is killed at work, another one takes over."""
    bureau.clock = SystemClock()
    open_matters(bureau.database, bureau.clock, MATTERS)
    url = bureau.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.integration.escalations.busy_ladder", url]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    try:
        assert all(worker.stdout.readline() == b"ready\n" for worker in workers)
        time.sleep(0.3)
        os.kill(workers[0].pid, signal.SIGKILL)
        workers.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        end = time.monotonic() + SECONDS
        while _waiting(bureau) and time.monotonic() < end:
            time.sleep(0.2)
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()

    def counts(uow):
        levels = select(EscalationEntry.escalation_id, func.count()).group_by(
            EscalationEntry.escalation_id
        )
        told = select(func.count()).where(EventRow.name == "EscalationClimbed")
        return [count for _, count in uow.session.execute(levels)], uow.session.scalar(told)

    assert bureau.read(counts) == ([2] * MATTERS, MATTERS)


def _waiting(bureau) -> int:
    def count(uow) -> int:
        due = JobRow.kind == CLIMB, JobRow.due_at <= uow.now
        rows = select(func.count()).where(*due)
        below = select(func.count()).where(Escalation.level == 1)
        return (uow.session.scalar(rows) or 0) + (uow.session.scalar(below) or 0)

    return bureau.read(count)
