"""Reading approvals: what somebody may do with a task, who said what, what is to be read."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.access.rules import Permission
from engine.approvals import rules
from engine.approvals.model import COMMON_PHRASES, UNIT, Phrase
from engine.approvals.opinions import Opinion, circulations_of, opinions
from engine.db import UnitOfWork
from engine.definitions import store
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.processes.choosing import choosable
from engine.processes.finishing import form_hash, properties_of
from engine.processes.paths import is_within, path_of
from engine.staff import queries as staff
from engine.staff.model import User
from engine.staff.rules import group_name
from engine.tasks import queries as tasks
from engine.tasks.model import DONE, LENT, OPEN, PLAIN, TaskCandidate, UserTask
from engine.tasks.records import Circulation, TaskNote, TaskSigner

__all__ = ["Opinion", "circulations_of", "opinions"]

COMPLETE = "complete"
CLAIM = "claim"
RECALL = "recall"


def allowed_operations(uow: UnitOfWork, actor: Actor, task: UserTask) -> frozenset[str]:
    """Return what somebody may do with a task as it is now."""
    node = rules.permitted(properties_of(uow, task))
    if not task.is_open:
        own = task.completed_by == actor.user_id and task.kind == PLAIN and not task.is_undone
        return node & ({rules.WITHDRAW} if own and task.state == DONE else set())
    here = {rules.URGE, rules.CC, rules.CIRCULATE}
    if task.hold:
        held = {rules.REMOVE_SIGN} if task.owner_id == actor.user_id else set()
        answered = task.completed_by == actor.user_id
        return frozenset(here | held | (node & {rules.WITHDRAW} if answered else set()))
    if task.lending == LENT:
        lent = {rules.RESOLVE} if task.assignee_id == actor.user_id else set()
        return frozenset(here | lent | ({RECALL} if task.owner_id == actor.user_id else set()))
    works = actor.user_id in (task.assignee_id, task.acting_for_id)
    free = task.assignee_id is None and task.is_candidate(actor)
    if works or free:
        return frozenset(here | _of_worker(uow, task, node) | ({CLAIM} if free else set()))
    leads = actor.may(Permission.TASK_REASSIGN) and actor.sees(task.org_path)
    return frozenset(here | (node & {rules.REASSIGN} if leads else set()))


def sent_back_with(session: Session, task: UserTask) -> TaskNote | None:
    """Return who sent an open task back and why; nothing for one that came the usual way."""
    if not task.is_open:
        return None
    # The move that sends a case back opens the task of the step it goes to, at the same moment.
    of_case = select(TaskNote).where(TaskNote.instance_id == task.instance_id)
    sent = of_case.where(TaskNote.operation == rules.RETURN, TaskNote.at == task.created_at)
    return next((note for note in session.scalars(sent) if task.name in note.people), None)


def _of_worker(uow: UnitOfWork, task: UserTask, node: frozenset[str]) -> set[str]:
    found = {COMPLETE, *(node - {rules.WITHDRAW})}
    if task.kind != PLAIN:
        found -= {rules.DELEGATE, rules.REASSIGN}
    if task.loop_counter is not None and open_signers(uow.session, task):
        found.add(rules.REMOVE_SIGN)
    if task.has_signers:
        found = (found | {rules.REMOVE_SIGN}) - {rules.REASSIGN, rules.DELEGATE}
    if rules.RETURN in found and not return_targets(uow, task):
        found.discard(rules.RETURN)
    return found


def open_signers(session: Session, task: UserTask) -> list[TaskSigner]:
    """Return the signers of a task who have not acted and can be taken out again."""
    rows = [row for row in tasks.signers_of(session, task.id) if row.is_open]
    asked = tasks.tasks_by_id(session, [row.child_task_id for row in rows if row.child_task_id])
    silent = {one.id for one in asked if one.is_open and not one.completed_by}
    return [row for row in rows if row.child_task_id is None or row.child_task_id in silent]


def return_targets(uow: UnitOfWork, task: UserTask) -> list[UserTask]:
    """Return the done tasks a case may be sent back to, the latest of each node, in order."""
    process = store.load(uow.session, task.definition_id).process
    path = path_of(task)
    latest: dict[str, UserTask] = {}
    for done in tasks.finished_tasks_of(uow.session, task.instance_id):
        # Of what is run or called several times, only what this task came through.
        same = done.definition_key == task.definition_key and is_within(path, path_of(done))
        if same and done.kind == PLAIN and not done.is_undone:
            latest.pop(done.activity_id, None)
            latest[done.activity_id] = done
    return [latest[one] for one in rules.return_targets(process, task.activity_id, latest)]


def signature_holds(session: Session, task: UserTask) -> bool:
    """Tell whether the handwritten signature under a task is one under what it says now."""
    found = tasks.signature_of(session, task.id)
    return found is not None and found.form_hash == form_hash(task.form_data or {})


def choices(uow: UnitOfWork, task: UserTask) -> Mapping[str, list[User]]:
    """Return, by variable, who may be chosen for the nodes of a task's process that let choose."""
    return choosable(uow, task.definition_id, [task.org_id])


def get_circulation(session: Session, circulation_id: str) -> Circulation:
    """Return something sent to be read."""
    found = session.get(Circulation, circulation_id)
    if found is None:
        raise NotFound("circulation", circulation_id)
    return found


def circulations_by_reader(session: Session, instance_id: str, kind: str) -> dict[str, Circulation]:
    """Return what was sent of a case in one way, by reader, what was taken back included."""
    statement = select(Circulation).where(
        Circulation.instance_id == instance_id, Circulation.kind == kind
    )
    return {row.reader_id: row for row in session.scalars(statement)}


def readings(
    session: Session, actor: Actor, *, is_read: bool, limit: int = 200
) -> list[Circulation]:
    """Return what somebody has to read, or has read, the newest first."""
    read = Circulation.read_at.is_not(None) if is_read else Circulation.read_at.is_(None)
    statement = select(Circulation).where(
        Circulation.reader_id == actor.user_id, Circulation.cancelled_at.is_(None), read
    )
    return list(session.scalars(statement.order_by(Circulation.sent_at.desc()).limit(limit)))


def lent_tasks(session: Session, actor: Actor) -> list[UserTask]:
    """Return the open tasks somebody has lent, holds for signers, or is stood in for at."""
    own = or_(UserTask.owner_id == actor.user_id, UserTask.acting_for_id == actor.user_id)
    statement = select(UserTask).where(own, UserTask.state == OPEN)
    return list(session.scalars(statement.order_by(UserTask.id)))


def work_of(session: Session, user_id: str) -> list[str]:
    """Return the open tasks that name somebody, in the order in which cases are locked."""
    key = f"user:{user_id}"
    named = or_(
        UserTask.assignee_id == user_id,
        UserTask.owner_id == user_id,
        UserTask.acting_for_id == user_id,
        UserTask.candidates.contains(key),
    )
    statement = select(UserTask.id).where(UserTask.state == OPEN, named)
    return list(session.scalars(statement.order_by(UserTask.instance_id, UserTask.id)))


def work_to_stand_in_for(session: Session, user_id: str, groups: Iterable[str]) -> list[str]:
    """Return the open tasks somebody works on or may claim, in the order cases are locked."""
    keys = [*groups, f"user:{user_id}"]
    claimable = select(TaskCandidate.task_id).where(
        TaskCandidate.candidate.in_(keys), TaskCandidate.is_claimable
    )
    his = or_(UserTask.assignee_id == user_id, UserTask.id.in_(claimable))
    statement = select(UserTask.id).where(UserTask.state == OPEN, his)
    return list(session.scalars(statement.order_by(UserTask.instance_id, UserTask.id)))


def sole_roles(uow: UnitOfWork, user_id: str) -> tuple[str, ...]:
    """Return the groups somebody is the only member of: work for them would find nobody."""
    directory = staff.directory(uow.session)
    groups = [
        group_name(grant.role_code, grant.org_id) for grant in staff.grants_of(uow.session, user_id)
    ]
    return tuple(one for one in groups if directory.holders(one, uow.now) == (user_id,))


def get_phrase(session: Session, phrase_id: str) -> Phrase:
    """Return a phrase."""
    found = session.get(Phrase, phrase_id)
    if found is None:
        raise NotFound("phrase", phrase_id)
    return found


def own_phrases(session: Session, actor: Actor) -> Sequence[Phrase]:
    """Return somebody's own phrases, the oldest first."""
    return phrases_of(session, actor.user_id)


def phrases_of(session: Session, owner_id: str) -> Sequence[Phrase]:
    """Return the phrases of a person, or of `unit:<id>`, the oldest first."""
    statement = select(Phrase).where(Phrase.owner_id == owner_id)
    return list(session.scalars(statement.order_by(Phrase.id)))


def shared_phrases(session: Session, actor: Actor) -> Sequence[Phrase]:
    """Return the phrases shared with somebody's unit or one above it, the oldest first."""
    units = [f"{UNIT}{one}" for one in actor.org_path.split("/") if one]
    statement = select(Phrase).where(Phrase.owner_id.in_(units))
    return list(session.scalars(statement.order_by(Phrase.id)))


def phrases(session: Session, actor: Actor) -> list[str]:
    """Return the texts of all phrases somebody may insert, each once: common, shared, own."""
    common = COMMON_PHRASES.get(actor.language, COMMON_PHRASES["zh"])
    kept = [*shared_phrases(session, actor), *own_phrases(session, actor)]
    return list(dict.fromkeys([*common, *(phrase.text for phrase in kept)]))
