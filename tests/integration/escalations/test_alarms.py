"""Warning, due, late: each is said once, and only while the task is open."""

from datetime import timedelta

import pytest

from engine.db.audit import EventRow
from engine.deadlines.rules import next_alarm
from engine.escalations import queries
from engine.escalations.acting import acknowledge_escalation
from engine.escalations.jobs import handlers
from engine.escalations.model import ACKNOWLEDGED, OPEN, AlreadyAcknowledged, Escalation
from engine.instances.model import RUNNING, SUSPENDED, ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden
from engine.scheduler.jobs import Worker
from engine.scheduler.model import JobRow
from engine.scheduler.service import NewJob, schedule
from engine.tasks.model import CANCELLED, UserTask
from tests.companies import employ, found_company

CLERKS = "BUSINESS_CLERK@2001011"


@pytest.fixture
def company(database, clock):
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        return {
            "clerk": employ(uow, "clerk", "2001011", "BUSINESS_CLERK"),
            "lead": employ(uow, "lead", "2001011", "TEAM_LEAD"),
            "head": employ(uow, "head", "200101", "MARKETING_HEAD"),
            "deputy": employ(uow, "deputy", "200101", "DEPUTY_GM"),
            "supervisor": employ(uow, "supervisor", "10", "SUPERVISOR"),
        }


def open_case(uow) -> ProcessInstance:
    instance = ProcessInstance(
        id="case-1",
        definition_id="def",
        definition_key="connection",
        version=1,
        business_key="YK1",
        title="充电桩新装",
        status=RUNNING,
        org_id="2001011",
        org_path="/10/20/2001/200101/2001011/",
        starter_id="clerk",
        starter_name="Clerk",
        started_at=uow.now,
        pauses=[],
        variables={},
        state=b"",
    )
    uow.session.add(instance)
    return instance


@pytest.fixture
def task(database, clock, company):
    """Open a task that is due on Friday, with a warning on Thursday, and set its alarm."""
    with database.unit_of_work(clock) as uow:
        instance = open_case(uow)
        due_at = uow.now + timedelta(days=4)
        warn_at = uow.now + timedelta(days=3)
        task = UserTask(
            id="task-1",
            instance_id=instance.id,
            definition_id="def",
            definition_key="connection",
            activity_id="t1",
            name="业务受理审核",
            business_key="YK1",
            title="充电桩新装",
            org_id="2001011",
            org_path=instance.org_path,
            candidates=[CLERKS],
            created_at=uow.now,
            warn_at=warn_at,
            due_at=due_at,
            ladder="E1",
        )
        uow.session.add(task)
        alarm = next_alarm(uow.now, due_at, [warn_at], "E1")
        schedule(uow, NewJob(alarm.kind, alarm.due_at, instance.id, task.id, alarm.payload))
    return task


@pytest.fixture
def facts(database, clock):
    def facts() -> list[tuple[str, list[str]]]:
        with database.reading(clock) as uow:
            rows = uow.session.query(EventRow).filter_by(stream="case-1").order_by(EventRow.seq)
            return [(row.name, row.facts.get("groups", [])) for row in rows]

    return facts


@pytest.fixture
def days_pass(database, clock):
    def days_pass(days: int) -> None:
        for _ in range(days * 2):
            clock.advance(timedelta(hours=12))
            Worker(database, clock, handlers()).tick()
            # A second process looks at the same moment and finds nothing.
            Worker(database, clock, handlers()).tick()

    return days_pass


def test_late_work_climbs_to_headquarters_and_is_told_once_at_each_level(task, days_pass, facts):
    days_pass(30)

    assert facts() == [
        ("TaskWarned", []),
        ("TaskOverdue", ["TEAM_LEAD@2001011"]),
        ("TaskEscalated", ["MARKETING_HEAD@200101"]),
        ("TaskEscalated", ["DEPUTY_GM@200101"]),
        ("TaskEscalated", ["SUPERVISOR@10"]),
    ]


def test_a_task_needs_one_job(task, days_pass, database, clock):
    days_pass(6)

    with database.reading(clock) as uow:
        assert uow.session.query(JobRow).filter_by(state="due").count() == 1


def test_the_levels_are_kept_as_rows(task, days_pass, database, clock):
    days_pass(30)

    with database.reading(clock) as uow:
        [row] = queries.escalations_of(uow.session, "case-1")
        entries = queries.entries_of(uow.session, row.id)
        assert (row.level, row.state) == (4, OPEN)
        assert [entry.level for entry in entries] == [1, 2, 3, 4]


def test_finished_work_is_left_in_peace(task, days_pass, facts, database, clock):
    with database.unit_of_work(clock) as uow:
        uow.session.get(UserTask, task.id).state = CANCELLED

    days_pass(30)

    assert facts() == []


def test_a_suspended_case_climbs_only_after_it_goes_on(task, days_pass, facts, database, clock):
    def set_status(status: str) -> None:
        with database.unit_of_work(clock) as uow:
            uow.session.get(ProcessInstance, "case-1").status = status

    set_status(SUSPENDED)
    days_pass(5)
    assert facts() == []

    set_status(RUNNING)
    days_pass(1)

    assert facts()[0] == ("TaskWarned", [])


def test_an_alarm_that_rings_too_early_rings_again_when_due(
    task, days_pass, facts, database, clock
):
    with database.unit_of_work(clock) as uow:
        schedule(uow, NewJob("task.due", uow.now, "case-1", task.id, {"ladder": "E1"}))

    days_pass(3)
    assert facts() == []

    days_pass(2)
    assert facts()[0][0] == "TaskOverdue"


def test_the_alarm_of_a_task_that_is_gone_ends(database, clock, company, days_pass):
    with database.unit_of_work(clock) as uow:
        schedule(uow, NewJob("task.due", uow.now, "case-1", "gone", {"ladder": "E1"}))

    days_pass(1)

    with database.reading(clock) as uow:
        assert uow.session.query(JobRow).one().state == "done"


@pytest.fixture
def escalation(task, days_pass, database, clock):
    days_pass(5)
    with database.reading(clock) as uow:
        return queries.escalations_of(uow.session, "case-1")[0].id


def test_who_was_told_takes_the_matter_up(escalation, database, clock):
    lead = Actor("lead", "Lead", groups=frozenset({"TEAM_LEAD@2001011"}))
    with database.unit_of_work(clock) as uow:
        acknowledge_escalation(uow, lead, escalation)

    with database.unit_of_work(clock) as uow:
        row = uow.session.get(Escalation, escalation)
        assert (row.state, row.holder_id) == (ACKNOWLEDGED, "lead")
        with pytest.raises(AlreadyAcknowledged):
            acknowledge_escalation(uow, lead, escalation)


def test_others_cannot_take_it_up(escalation, uow):
    with pytest.raises(Forbidden):
        acknowledge_escalation(uow, Actor("wang", "Wang"), escalation)


def test_headquarters_sees_what_nobody_has_taken_up(escalation, uow):
    assert len(queries.open_escalations(uow.session, ["/10/"])) == 1
    assert queries.open_escalations(uow.session, ["/99/"]) == []


def test_the_chain_of_the_case_stays_whole(task, days_pass, database, clock):
    days_pass(30)

    with database.reading(clock) as uow:
        instance = uow.session.get(ProcessInstance, "case-1")
        last = uow.session.query(EventRow).filter_by(stream="case-1", seq=5).one()
        assert (instance.audit_seq, instance.audit_hash) == (5, last.hash)
