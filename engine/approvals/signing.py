"""Adding signers before, after or beside oneself, and taking them out again."""

from collections.abc import Sequence
from dataclasses import dataclass

from bpmn.model import Activity
from engine.access.rules import Permission
from engine.approvals import rules
from engine.approvals.checks import (
    active_people,
    require_permitted,
    required,
    signers_around,
    voters,
)
from engine.approvals.events import SignerRemoved, SignersAdded
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Invalid, NotFound
from engine.kernel.ids import new_id
from engine.processes import signing
from engine.processes.finishing import node_of, properties_of
from engine.processes.moving import move
from engine.staff.model import User
from engine.tasks import queries as tasks
from engine.tasks.model import AFTER, BEFORE, LENT, PARALLEL, PLAIN, TaskLent, UserTask
from engine.tasks.records import ASKED, DROPPED, PLANNED, TaskSigner
from engine.tasks.service import Remark, add_note, keep_chain, set_claimable, task_facts
from engine.workflow import AddInstances, RemoveInstance

POSITIONS = (BEFORE, AFTER, PARALLEL)
MODES = (signing.ALL, signing.ANY, signing.SEQUENCE)
# A signer beside a countersignature is an instance of it like the others.
INSTANCE = "instance"


class CannotAdd(Conflict):
    """These signers cannot be added; `reason` says why."""

    code = "cannot_add_signers"


class CannotRemove(Conflict):
    """The signer has acted already, or somebody else added him."""

    code = "cannot_remove_signer"


@dataclass(frozen=True)
class Addition:
    """Who is to sign too: where, how several of them decide, and why."""

    position: str
    people: Sequence[str]
    reason: str
    mode: str = signing.ALL


@dataclass(frozen=True)
class _Scene:
    """A task to which signers are added, and those it has already."""

    uow: UnitOfWork
    actor: Actor
    task: UserTask
    instance: ProcessInstance
    signers: Sequence[TaskSigner]

    def adds_instances(self, position: str) -> bool:
        """Tell whether signers at a position become instances of a countersignature."""
        if position != PARALLEL or self.task.kind != PLAIN:
            return False
        node = node_of(self.uow, self.task)
        loop = node.loop if isinstance(node, Activity) else None
        return loop is not None and loop.kind == "multi"

    def row(self, person: User, number: int, position: str, mode: str) -> TaskSigner:
        """Return the row of a new signer, after those there are."""
        return TaskSigner(
            id=new_id(),
            task_id=self.task.id,
            instance_id=self.task.instance_id,
            user_id=person.id,
            user_name=person.name,
            position=position,
            mode=mode,
            number=len(self.signers) + number,
            state=PLANNED,
            added_by=self.actor.user_id,
            added_at=self.uow.now,
        )


def add_signers(uow: UnitOfWork, actor: Actor, task_id: str, new: Addition) -> None:
    """Add signers to a task.

    Before: the task waits for them. After: the node is not done until they have answered.
    Parallel: they decide beside the actor; in a countersignature as further instances.
    """
    task, instance = tasks.lock_task(uow, task_id)
    task.require_worker(actor)
    instance.require_running()
    if task.lending == LENT:
        raise TaskLent(f"{task.id} was lent for an opinion")
    require_permitted(uow, task, rules.ADD_SIGN)
    reason = required("reason", new.reason)
    _require_known(new)
    people = active_people(uow, new.people)
    scene = _Scene(uow, actor, task, instance, tasks.signers_of(uow.session, task.id))
    _require_addable(scene, new, people)
    if scene.adds_instances(new.position):
        _add_instances(scene, people)
    else:
        _add_children(scene, new, people)
    names = tuple(person.name for person in people)
    add_note(uow, actor, task, Remark(f"sign_{new.position}", reason, names))
    fact = SignersAdded(
        **task_facts(task),
        position=new.position,
        mode=new.mode,
        users=tuple(person.id for person in people),
        reason=reason,
    )
    uow.record(fact, actor)
    keep_chain(uow, instance)


def remove_signer(
    uow: UnitOfWork, actor: Actor, task_id: str, user_id: str, reason: str = ""
) -> None:
    """Take out a signer who has not acted; whoever added him may, or a leader who reassigns."""
    task, instance = tasks.lock_task(uow, task_id)
    instance.require_running()
    signers = tasks.signers_of(uow.session, task.id)
    signer = next((one for one in signers if one.user_id == user_id and one.is_open), None)
    if signer is None:
        raise NotFound("signer", user_id)
    if signer.added_by != actor.user_id:
        require(actor, Permission.TASK_REASSIGN, task.org_path)
    _require_silent(uow, signer)
    add_note(uow, actor, task, Remark("sign_removed", reason.strip(), (signer.user_name,)))
    fact = SignerRemoved(**task_facts(task), user_id=user_id, reason=reason.strip())
    uow.record(fact, actor)
    if signer.position == INSTANCE:
        _remove_instance(uow, actor, instance, signer)
    else:
        signing.drop(uow, actor, [signer])
        left = [one for one in signers if one.state != DROPPED]
        signing.go_on(uow, actor, task, instance)
        if not left and task.is_open:
            uow.store(task, has_signers=False)
    keep_chain(uow, instance)


def _require_silent(uow: UnitOfWork, signer: TaskSigner) -> None:
    """Raise when a signer has answered, if only those he asked himself still have to."""
    child = tasks.get_task(uow.session, signer.child_task_id) if signer.child_task_id else None
    if child is not None and (child.completed_by or not child.is_open):
        raise CannotRemove(f"{signer.user_name} has acted", reason="acted")


def _require_known(new: Addition) -> None:
    wrong = [
        {"field": field, "code": "unknown", "message": f"one of {', '.join(known)}"}
        for field, value, known in (
            ("position", new.position, POSITIONS),
            ("mode", new.mode, MODES),
        )
        if value not in known
    ]
    if wrong:
        raise Invalid(wrong)


def _require_addable(scene: _Scene, new: Addition, people: Sequence[User]) -> None:
    task = scene.task
    # Nobody twice in one tree: two who wait for each other would wait for ever.
    there = signers_around(scene.uow, task) | {scene.actor.user_id}
    if scene.adds_instances(new.position):
        there |= voters(scene.uow, task)
    doubled = [person.name for person in people if person.id in there]
    if doubled:
        raise CannotAdd("somebody signs already", reason="doubled", people=doubled)
    held = {one.position for one in scene.signers if one.is_open}
    if new.position in (BEFORE, AFTER) and (held & {BEFORE, AFTER}) - {new.position}:
        raise CannotAdd("signers before and after do not mix", reason="mixed")
    separated = properties_of(scene.uow, task).get("excludeStarter") == "true"
    if separated and any(person.id == scene.instance.starter_id for person in people):
        raise CannotAdd("the starter does not decide his own case", reason="own_case")


def _add_children(scene: _Scene, new: Addition, people: Sequence[User]) -> None:
    uow, actor, task = scene.uow, scene.actor, scene.task
    added = [
        scene.row(person, place, new.position, new.mode) for place, person in enumerate(people)
    ]
    uow.session.add_all(added)
    uow.store(task, has_signers=True)
    set_claimable(uow, task, claimable=False)
    if new.position == BEFORE:
        uow.store(
            task,
            hold=BEFORE,
            owner_id=actor.user_id,
            owner_name=actor.name,
            assignee_id=None,
            assignee_name=None,
        )
    else:
        uow.store(
            task,
            assignee_id=task.assignee_id or actor.user_id,
            assignee_name=task.assignee_name or actor.name,
        )
    if new.position != AFTER:
        signing.ask(uow, actor, task, added)


def _add_instances(scene: _Scene, people: Sequence[User]) -> None:
    uow, task = scene.uow, scene.task
    elements = tuple(person.id for person in people)
    result = move(uow, scene.actor, scene.instance, AddInstances(task.id, elements))
    opened = [one.id for one in result.opened if one.activity_id == task.activity_id]
    for place, (child_id, person) in enumerate(zip(opened, people, strict=False)):
        child = tasks.get_task(uow.session, child_id)
        uow.store(child, assignee_id=person.id, assignee_name=person.name, assignment_note="added")
        set_claimable(uow, child, claimable=False)
        signer = scene.row(person, place, INSTANCE, signing.ALL)
        signer.state, signer.child_task_id = ASKED, child_id
        uow.session.add(signer)
    uow.session.flush()


def _remove_instance(
    uow: UnitOfWork, actor: Actor, instance: ProcessInstance, signer: TaskSigner
) -> None:
    signer.state = DROPPED
    uow.session.flush()
    move(uow, actor, instance, RemoveInstance(signer.child_task_id or ""))
