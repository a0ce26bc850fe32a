"""What can be done about a matter: what each verb asks for, does, and says afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.db import UnitOfWork
from engine.escalations import acting
from engine.escalations.instructing import NewInstruction, instruct_matter
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from web.escalations.fields import typed, typed_moment
from web.texts import lazy_gettext as _

Act = Callable[[UnitOfWork, Actor, str], object]


@dataclass(frozen=True)
class Verb:
    """One verb; `label_of_text` is what its text is called, empty where it asks for none."""

    icon: str
    label: Any
    hint: Any
    done: Any
    act: Act
    label_of_text: Any = ""
    is_needed: bool = True
    asks_until: bool = False
    chooses_task: bool = False


def verb(name: str) -> Verb:
    """Return a verb by its name."""
    if name not in VERBS:
        raise NotFound("verb", name)
    return VERBS[name]


def _take_over(uow: UnitOfWork, actor: Actor, escalation_id: str) -> object:
    return acting.take_over(uow, actor, escalation_id, typed("text"), typed("task_id"))


def _hand_back(uow: UnitOfWork, actor: Actor, escalation_id: str) -> None:
    acting.hand_back(uow, actor, escalation_id, typed("text"))


def _close(uow: UnitOfWork, actor: Actor, escalation_id: str) -> None:
    acting.close_escalation(uow, actor, escalation_id, typed("text"))


def _instruct(uow: UnitOfWork, actor: Actor, escalation_id: str) -> object:
    new = NewInstruction(typed("text"), typed_moment("due_at"))
    return instruct_matter(uow, actor, escalation_id, new)


VERBS = {
    "acknowledge": Verb(
        "check2-circle",
        _("Acknowledge"),
        _("You take the matter up; it does not climb further for now."),
        _("You have taken the matter up."),
        acting.acknowledge_escalation,
    ),
    "instruct": Verb(
        "megaphone",
        _("Instruct"),
        _("All who work on the case are told, and see it on their task."),
        _("The handlers are told."),
        _instruct,
        _("Instruction"),
        asks_until=True,
    ),
    "take_over": Verb(
        "person-up",
        _("Take the task over"),
        _("The task becomes yours; whoever had it is told."),
        _("The task is yours now."),
        _take_over,
        _("Remark"),
        is_needed=False,
        chooses_task=True,
    ),
    "hand_back": Verb(
        "reply",
        _("Hand back"),
        _("The handlers go on with it; a task you took over returns to them."),
        _("The matter is with the handlers again."),
        _hand_back,
        _("What is to be done"),
    ),
    "close": Verb(
        "check-all",
        _("Close"),
        _("The matter is over and never climbs again."),
        _("The matter is closed."),
        _close,
        _("Conclusion"),
    ),
}
