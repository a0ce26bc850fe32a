"""What holds after each step of a play, and when its case has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.approvals import queries
from engine.db.audit import EventRow
from engine.db.chain import _check_chain
from engine.instances.queries import get_instance
from engine.scheduler.model import JobRow
from engine.tasks.model import LENT, PLAIN, TaskCandidate, UserTask
from engine.tasks.queries import open_tasks_of
from engine.tasks.records import ASKED, PLANNED, TaskSigner
from tests.property.approvals.stage import NAMED

if TYPE_CHECKING:
    from tests.property.approvals.play import Play


def everything_holds(play: Play) -> None:
    """Raise when a task is lost, doubled or with the wrong person."""
    with play.bureau.database.reading(play.bureau.clock) as uow:
        waiting = open_tasks_of(uow.session, play.case)
        _nothing_doubled(waiting)
        _each_with_somebody(play, waiting)
        _signers_hang_together(play, uow.session, waiting)
        _listed_where_it_belongs(play, uow.session, waiting)
        case = get_instance(uow.session, play.case)
        plain = {one.id for one in waiting if one.kind == PLAIN}
        if case.is_live:
            tokens = play.stage.waiting_tokens(uow.session, play.case)
            assert plain == tokens, "the runtime waits for others"
        else:
            assert not waiting, f"{case.status} with open work"


def everything_is_kept(play: Play) -> None:
    """Raise when a case that ended has left work behind, or forgotten what was said."""
    with play.bureau.database.reading(play.bureau.clock) as uow:
        session = uow.session
        rows = select(EventRow).where(EventRow.stream == play.case).order_by(EventRow.seq)
        _, tail, broken = _check_chain(iter(session.scalars(rows)))
        assert broken == [], broken
        case = play.bureau.case(play.case)
        assert tail == (case.audit_seq, case.audit_hash), "the head is not the last fact"
        ends = select(func.count()).where(
            EventRow.stream == play.case, EventRow.name == "ProcessEnded"
        )
        assert session.scalar(ends) == 1, "the case did not end once"
        jobs = select(JobRow.kind).where(
            JobRow.instance_id == play.case, JobRow.state == "due", JobRow.kind != "copies"
        )
        assert session.scalars(jobs).all() == [], "work is left to do"
        texts = {one.text for one in queries.opinions(session, play.case)}
        assert play.said <= texts, f"not kept: {play.said - texts}"


def _nothing_doubled(waiting: Sequence[UserTask]) -> None:
    plain = [(one.activity_id, one.loop_counter) for one in waiting if one.kind == PLAIN]
    assert len(plain) == len(set(plain)), f"doubled: {plain}"
    own = [(one.parent_task_id, one.assignee_id, one.owner_id)
           for one in waiting if one.kind != PLAIN]  # fmt: skip
    assert len(own) == len(set(own)), f"doubled signers: {own}"


def _each_with_somebody(play: Play, waiting: Sequence[UserTask]) -> None:
    people = play.bureau.people
    admins = {people["admin"]}
    for one in waiting:
        assert one.activity_id in NAMED
        known = {people[name] for name in NAMED[one.activity_id]} | play.given | admins
        for user_id in (one.assignee_id, one.owner_id):
            assert user_id is None or user_id in known, f"{one.activity_id} is with a stranger"
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
