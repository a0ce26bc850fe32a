"""What holds of the rows after each step of a play, and when its case has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.approvals import queries
from engine.db.audit import EventRow
from engine.db.chain import _check_chain
from engine.escalations.model import ALIVE, Escalation
from engine.instances.queries import get_instance
from engine.processes.model import EventSubscription
from engine.processes.paths import path_of
from engine.scheduler.model import JobRow
from engine.tasks.model import LENT, PLAIN, TaskCandidate, UserTask
from engine.tasks.queries import tasks_of
from engine.tasks.records import ASKED, PLANNED, TaskSigner
from tests.property.approvals import agreeing
from tests.property.approvals.diagrams import NAMED

if TYPE_CHECKING:
    from tests.property.approvals.play import Play

# How the end of a task is told, whichever way it ended.
ENDS = ("TaskCompleted", "TaskPassed", "TaskCancelled", "TaskReturned")


def everything_holds(play: Play) -> tuple[bool, list[UserTask]]:
    """Raise when a task is lost, doubled or with the wrong person.

    Returns whether the case goes on, and all its tasks.
    """
    with play.bureau.database.reading(play.bureau.clock) as uow:
        session = uow.session
        case = get_instance(session, play.case)
        every = tasks_of(session, play.case)
        waiting = [one for one in every if one.is_open]
        if not play.was_moved:
            _nothing_doubled(waiting)
        _each_with_somebody(play, waiting)
        _signers_hang_together(play, session, waiting)
        _listed_where_it_belongs(play, session, waiting)
        if case.is_live:
            agreeing.runtime_agrees(session, case, every)
        else:
            assert not waiting, f"{case.status} with open work"
        return case.is_live, every


def everything_is_kept(play: Play) -> None:
    """Raise when a case that ended has left work behind, or forgotten what was said."""
    with play.bureau.database.reading(play.bureau.clock) as uow:
        session = uow.session
        rows = select(EventRow).where(EventRow.stream == play.case).order_by(EventRow.seq)
        facts = list(session.scalars(rows))
        _, tail, broken = _check_chain(iter(facts))
        assert broken == [], broken
        case = play.bureau.case(play.case)
        assert tail == (case.audit_seq, case.audit_hash), "the head is not the last fact"
        ends = sum(one.name == "ProcessEnded" for one in facts)
        assert ends == 1 or (play.was_moved and ends), f"the case ended {ends} times"
        _every_task_is_told(facts, tasks_of(session, play.case))
        _nothing_is_left(session, play.case)
        texts = {one.text for one in queries.opinions(session, play.case)}
        assert play.said <= texts, f"not kept: {play.said - texts}"


def waits_for_message(play: Play) -> bool:
    """Tell whether a case waits for a message."""
    wanted = select(EventSubscription.id).where(EventSubscription.instance_id == play.case)
    with play.bureau.database.reading(play.bureau.clock) as uow:
        return uow.session.scalars(wanted).first() is not None


def waits_for_time(play: Play) -> bool:
    """Tell whether something of a case is still to be done at some moment."""
    with play.bureau.database.reading(play.bureau.clock) as uow:
        return bool(_jobs(uow.session, play.case))


def _jobs(session: Session, case: str) -> list[str]:
    due = select(JobRow.kind).where(JobRow.instance_id == case, JobRow.state == "due")
    return list(session.scalars(due))


def _nothing_is_left(session: Session, case: str) -> None:
    assert _jobs(session, case) == [], "work is left to do"
    dead = select(JobRow.error).where(JobRow.instance_id == case, JobRow.state == "dead")
    assert session.scalars(dead).all() == [], "work was given up"
    heard = select(EventSubscription.id).where(EventSubscription.instance_id == case)
    assert session.scalars(heard).all() == [], "a message is still waited for"
    alive = select(Escalation.key).where(
        Escalation.instance_id == case, Escalation.state.in_(ALIVE), Escalation.task_id.is_not(None)
    )
    assert session.scalars(alive).all() == [], "a matter is kept alive by work that is done"
    listed = (
        select(func.count())
        .select_from(TaskCandidate)
        .join(UserTask, UserTask.id == TaskCandidate.task_id)
    )
    assert session.scalar(listed.where(UserTask.instance_id == case)) == 0, "still in a list"


def _every_task_is_told(facts: Sequence[EventRow], every: Sequence[UserTask]) -> None:
    """Raise unless the trail tells of each task how it began and how it ended, once."""
    told = Counter((one.name, one.facts.get("task_id")) for one in facts)
    for task in every:
        ends = [name for name in ENDS if told[name, task.id]]
        times = sum(told[name, task.id] for name in ENDS)
        assert times == 1, f"{task.activity_id} {task.state}: its end is told {times} times: {ends}"
        begun = told["TaskOpened", task.id]
        passed = told["TaskPassed", task.id]
        assert begun == 1 or passed, f"{task.activity_id} was opened {begun} times"


def _nothing_doubled(waiting: Sequence[UserTask]) -> None:
    plain = [
        (one.activity_id, one.loop_counter, path_of(one)) for one in waiting if one.kind == PLAIN
    ]
    assert len(plain) == len(set(plain)), f"doubled: {plain}"
    own = [(one.parent_task_id, one.assignee_id, one.owner_id)
           for one in waiting if one.kind != PLAIN]  # fmt: skip
    assert len(own) == len(set(own)), f"doubled signers: {own}"


def _each_with_somebody(play: Play, waiting: Sequence[UserTask]) -> None:
    people = play.bureau.people
    admins = {people["admin"]}
    for one in waiting:
        assert one.activity_id in NAMED
        # Of a countersignature, whom its list names for this very instance.
        listed = (one.local_variables or {}).get("person")
        all_named = NAMED[one.activity_id]
        named = {listed} if listed in all_named else all_named
        known = {people[name] for name in named} | play.given | admins
        for user_id in (one.assignee_id, one.owner_id):
            assert user_id is None or user_id in known, f"{one.activity_id} is with a stranger"
        has = one.assignee_id
        # An agent may lend to his principal, who gives his opinion only.
        other = one.owner_id if one.lending == LENT else one.acting_for_id
        assert not has or has != other, "somebody is two people"
        held = one.assignee_id or one.owner_id or one.candidates
        assert held, f"{one.activity_id} is with nobody"
        assert (one.lending == LENT) <= bool(one.owner_id)
        assert bool(one.hold) <= (one.assignee_id is None)
        assert one.completed_at is None and (one.completed_by is None or one.hold == "after")


def _signers_hang_together(play: Play, session: Session, waiting: Sequence[UserTask]) -> None:
    by_id = {one.id: one for one in waiting}
    rows = select(TaskSigner).where(TaskSigner.instance_id == play.case)
    signers = list(session.scalars(rows))
    # Beside a countersignature they are instances of it, and end with it.
    below = [row for row in signers if row.position != "instance"]
    asked = {row.child_task_id: row for row in below if row.state == ASKED}
    for one in waiting:
        if one.kind != PLAIN:
            assert one.parent_task_id in by_id, "a signer without a task"
            assert one.id in asked, "work of a signer who was not asked"
        if one.hold:
            mine = [row for row in below if row.task_id == one.id]
            here = [row for row in mine if row.child_task_id in by_id and row.state == ASKED]
            assert here, f"{one.activity_id} waits {one.hold} for nobody"
    for child, row in asked.items():
        if row.task_id in by_id:
            assert child in by_id, "a signer was asked and has no work"
    trees: dict[str, list[str]] = {}
    for row in below:
        if row.task_id in by_id and row.state in (ASKED, PLANNED):
            trees.setdefault(row.task_id, []).append(row.user_id)
    for names in trees.values():
        assert len(names) == len(set(names)), "somebody signs twice"


def _listed_where_it_belongs(play: Play, session: Session, waiting: Sequence[UserTask]) -> None:
    rows = select(TaskCandidate.task_id, TaskCandidate.candidate, TaskCandidate.is_claimable)
    inside = rows.join(UserTask, UserTask.id == TaskCandidate.task_id)
    found = list(session.execute(inside.where(UserTask.instance_id == play.case)))
    by_id = {one.id: one for one in waiting}
    for task_id, candidate, is_claimable in found:
        assert task_id in by_id, "a task that is over is still listed"
        one = by_id[task_id]
        own = candidate == f"user:{one.acting_for_id}"
        assert not is_claimable or one.assignee_id is None or own, f"claimable: {candidate}"
        assert not (is_claimable and one.hold), "claimable while it waits for signers"
    listed = {task_id for task_id, _, is_claimable in found if is_claimable}
    for one in waiting:
        if one.assignee_id is None and not one.hold:
            assert one.id in listed, f"{one.activity_id} is in nobody's list"
