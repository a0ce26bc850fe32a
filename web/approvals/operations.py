"""The operations of approvals: what each asks for, what it does, what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from engine.approvals import lending, queries, reading, returning, rules, signing, withdrawing
from engine.approvals.reading import CIRCULATION, COPY, Sending
from engine.approvals.returning import WayBack
from engine.approvals.signing import Addition
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.tasks.queries import get_task
from web.texts import lazy_gettext as _

Act = Callable[[UnitOfWork, Actor, str], object]
STRAIGHT = "straight"


@dataclass(frozen=True)
class Operation:
    """One operation on a task; `fields` are the parts of its dialog, `leaves` where to go on."""

    icon: str
    label: Any
    hint: Any
    done: Any
    act: Act
    fields: tuple[str, ...]
    leaves: str = ""

    def address_after(self, task_id: str, case_id: str) -> str:
        """Return where somebody goes on: the inbox, the case, or still the task."""
        if self.leaves == "inbox":
            return url_for("inbox.show")
        if self.leaves == "case":
            return url_for("cases.show", case_id=case_id)
        return url_for("tasks.show", task_id=task_id)


def operation(name: str) -> Operation:
    """Return an operation by its name."""
    if name not in OPERATIONS:
        raise NotFound("operation", name)
    return OPERATIONS[name]


def _said(name: str) -> str:
    return request.form.get(name, "")


def _return(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    way = WayBack(_said("to_activity"), _said("reason"), _said("way") == STRAIGHT)
    returning.return_task(uow, actor, task_id, way)


def _delegate(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    lending.delegate_task(uow, actor, task_id, _said("user_id"), _said("reason"))


def _resolve(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    lending.resolve_task(uow, actor, task_id, _said("opinion"))


def _add_signers(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    people = request.form.getlist("user_id")
    new = Addition(_said("position"), people, _said("reason"), _said("mode") or "all")
    signing.add_signers(uow, actor, task_id, new)


def _remove_signer(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    signing.remove_signer(uow, actor, task_id, _said("signer"), _said("reason"))


def _urge(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    reading.urge_task(uow, actor, task_id, _said("remark"))


def _withdraw(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    withdrawing.withdraw_task(uow, actor, task_id, _said("reason"))


def _send(kind: str) -> Act:
    def send(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
        case_id = get_task(uow.session, task_id).instance_id
        people = request.form.getlist("user_id")
        reading.send_case(uow, actor, case_id, Sending(kind, people, _said("remark"), task_id))

    return send


OPERATIONS = {
    rules.RETURN: Operation(
        "arrow-return-left",
        _("Send back"),
        _("All work ahead of the chosen step is cancelled; whoever did it does it again."),
        _("The case is sent back."),
        _return,
        ("target", "reason"),
        "inbox",
    ),
    rules.DELEGATE: Operation(
        "person-raised-hand",
        _("Lend for an opinion"),
        _("The colleague writes an opinion; then the task comes back and you decide."),
        _("The task is lent; it comes back with an opinion."),
        _delegate,
        ("person", "reason"),
        "inbox",
    ),
    rules.RESOLVE: Operation(
        "reply",
        _("Give the opinion"),
        _("The task goes back to its owner, who decides."),
        _("The task is back with its owner."),
        _resolve,
        ("opinion",),
        "inbox",
    ),
    queries.RECALL: Operation(
        "arrow-counterclockwise",
        _("Take the lent task back"),
        _("The colleague no longer gives an opinion; you decide."),
        _("The task is back with you."),
        lending.recall_task,
        (),
    ),
    rules.ADD_SIGN: Operation(
        "person-plus",
        _("Add signers"),
        _("They give their opinions too; the history shows them."),
        _("The signers are added."),
        _add_signers,
        ("position", "people", "mode", "reason"),
    ),
    rules.REMOVE_SIGN: Operation(
        "person-dash",
        _("Take out a signer"),
        _("Only somebody who has not acted can be taken out."),
        _("The signer is taken out."),
        _remove_signer,
        ("signer", "reason"),
    ),
    rules.WITHDRAW: Operation(
        "arrow-90deg-left",
        _("Withdraw"),
        _("You take back what you completed, and have the task again as you left it."),
        _("The step is withdrawn; you have the task again."),
        _withdraw,
        ("reason",),
        "case",
    ),
    rules.URGE: Operation(
        "bell",
        _("Urge"),
        _("Those who work on it are asked for haste, at most every four hours."),
        _("They are asked for haste."),
        _urge,
        ("remark",),
    ),
    rules.CC: Operation(
        "files",
        _("Send a copy"),
        _("Each person gets the case once, for information."),
        _("The copy is sent."),
        _send(COPY),
        ("people", "remark"),
    ),
    rules.CIRCULATE: Operation(
        "send",
        _("Circulate"),
        _("They may answer; the case does not wait for them."),
        _("The case is circulated."),
        _send(CIRCULATION),
        ("people", "remark"),
    ),
}
