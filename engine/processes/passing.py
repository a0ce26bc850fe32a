"""Tasks nobody needs to do: the same person agreed before, or a rule lets them pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.assignment.rules import REFUSE, SKIP
from engine.db import UnitOfWork
from engine.definitions.store import Loaded
from engine.instances.model import ProcessInstance
from engine.processes.assignees import Candidates
from engine.processes.paths import path_of
from engine.tasks.model import KEPT, PLAIN, UserTask
from engine.tasks.queries import finished_tasks_of, kept_answers
from engine.tasks.rules import AGREED
from engine.workflow import Advance, OpenedTask

# A loop of tasks that all pass by themselves stops here and waits for people again.
MOST_PASSES = 50
CONSECUTIVE = "consecutive"
ONCE = "once"


@dataclass(frozen=True)
class Pass:
    """A task that is completed at once: on whose word, by which rule, with which data."""

    task_id: str
    user_id: str
    rule: str
    note: str
    data: Mapping[str, Any]


def find_passes(
    uow: UnitOfWork,
    case: ProcessInstance,
    loaded: Loaded,
    advance: Advance,
    found: Sequence[Candidates],
) -> list[Pass]:
    """Return which of the tasks a move opened pass by themselves."""
    passes: list[Pass] = []
    done: list[UserTask] | None = None
    common = loaded.process.extensions.properties.get("dedupe", "none")
    for opened, who in zip(advance.opened, found, strict=True):
        decision = opened.properties.get("decision", "result")
        if who.policy in (SKIP, REFUSE):
            outcome = "agree" if who.policy == SKIP else "refuse"
            passes.append(Pass(opened.id, "", who.policy, who.note or "", {decision: outcome}))
            continue
        if opened.loop_counter is not None:
            kept = _kept(uow, case, opened, who)
            if kept is not None:
                passes.append(kept)
                continue
        rule = opened.properties.get("dedupe", common)
        if rule not in (CONSECUTIVE, ONCE) or not who.sole:
            continue
        if done is None:
            done = finished_tasks_of(uow.session, case.id)
        earlier = agreed_before(rule, opened, who.sole, done, {one.id for one in advance.closed})
        if earlier is not None:
            data = {decision: earlier.outcome}
            passes.append(Pass(opened.id, who.sole, rule, earlier.name, data))
    return passes


def _kept(
    uow: UnitOfWork, case: ProcessInstance, opened: OpenedTask, who: Candidates
) -> Pass | None:
    """Return the answer that stands when a countersignature comes again after a step back."""
    for task in kept_answers(uow.session, case.id):
        same = (task.activity_id, task.loop_counter) == (opened.activity_id, opened.loop_counter)
        # The same step of another call or run is another countersignature.
        same = same and path_of(task) == tuple(opened.path)
        if same and set(task.candidates or ()) == set(who.keys):
            uow.store(task, hold=None)
            data = task.form_data or {}
            return Pass(opened.id, task.completed_by or "", KEPT, task.name, data)
    return None


def agreed_before(
    rule: str, opened: OpenedTask, person: str, done: Sequence[UserTask], just_closed: set[str]
) -> UserTask | None:
    """Return the task at which the same person agreed, if that counts for the one just opened.

    Nothing counts that was taken back by a step back, nor at a node that was itself undone:
    what was sent back is looked at again by people.
    """
    if any(task.activity_id == opened.activity_id and task.is_undone for task in done):
        return None
    fit = [
        task
        for task in done
        if task.completed_by == person
        and task.outcome in AGREED
        and task.kind == PLAIN
        and not task.is_undone
        and not task.acting_for_id
        and task.activity_id != opened.activity_id
    ]
    if rule == CONSECUTIVE:
        fit = [task for task in fit if task.id in just_closed]
    return fit[-1] if fit else None
