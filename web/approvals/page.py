"""What the pages of tasks and cases show of the operations of approvals."""

from collections.abc import Mapping
from typing import Any

from flask import request

from engine.approvals import queries, reading, rules
from engine.approvals.checks import NotPermittedHere
from engine.approvals.withdrawing import may_cancel
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.processes.service import may_start
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from web.approvals.operations import OPERATIONS, Operation, operation
from web.formats import named
from web.people import signed


def permitted(uow: UnitOfWork, actor: Actor, task: UserTask) -> dict[str, Operation]:
    """Return the operations somebody may use on a task now, in the order of the menu."""
    found = queries.allowed_operations(uow, actor, task)
    # Nobody urges himself.
    if task.assignee_id == actor.user_id or not reading.may_urge(uow, actor, task.instance_id):
        found = found - {rules.URGE}
    return {name: one for name, one in OPERATIONS.items() if name in found}


def asked(
    uow: UnitOfWork,
    actor: Actor,
    task: UserTask,
    name: str,
    problems: Mapping[str, list[str]] | None = None,
) -> dict[str, Any]:
    """Return what the dialog of an operation shows, with what was typed and is wrong."""
    chosen = operation(name)
    if name not in permitted(uow, actor, task):
        raise NotPermittedHere(f"{name} is not possible on {task.id}", operation=name)
    needs = chosen.fields
    return {
        "task": task,
        "name": name,
        "operation": chosen,
        "problems": problems or {},
        "typed": request.form,
        "target_names": _targets(uow, task) if "target" in needs else (),
        "signers": open_signers(uow, task) if "signer" in needs else (),
        "phrases": queries.phrases(uow.session, actor),
    }


def open_signers(uow: UnitOfWork, task: UserTask) -> dict[str, str]:
    """Return the names of the signers of a task who have not acted, by their ids."""
    return {row.user_id: row.user_name for row in queries.open_signers(uow.session, task)}


def of_case(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> dict[str, Any]:
    """Return what a reader may do with a case he has a part in, and who has read it."""
    is_own = case.is_live and case.starter_id == actor.user_id
    return {
        "withdrawable": _withdrawable(uow, actor, case),
        "may_cancel": is_own and may_cancel(uow, case),
        "may_copy": case.starter_id == actor.user_id and _may_start_again(uow, actor, case),
        "may_urge": case.is_live and reading.may_urge(uow, actor, case.id),
        "readers": queries.circulations_of(uow.session, case.id),
    }


def _may_start_again(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> bool:
    latest = definitions.find_latest(uow.session, case.definition_key)
    return latest is not None and may_start(actor, latest)


def _withdrawable(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> list[UserTask]:
    """Return the task the reader completed last in a running case, if he may ask for it back."""
    if not case.is_live:
        return []
    done = [
        task
        for task in tasks.finished_tasks_of(uow.session, case.id)
        if task.completed_by == actor.user_id
    ]
    return [
        task for task in done[-1:] if rules.WITHDRAW in queries.allowed_operations(uow, actor, task)
    ]


def _targets(uow: UnitOfWork, task: UserTask) -> list[tuple[str, str]]:
    """Return the steps a case may be sent back to, the latest first, with who did them."""
    found = queries.return_targets(uow, task)
    return [(one.activity_id, f"{named(one)} · {signed(one)}") for one in found[::-1]]
