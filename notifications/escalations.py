"""What people are told about escalated matters, instructions and supervision."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.db import UnitOfWork
from engine.escalations.acting import handlers_of
from engine.escalations.model import CLOSED, MANUAL
from engine.escalations.queries import get_escalation
from engine.staff import queries as staff
from notifications.notice import Fact, Notice

# Red supervision is told at any hour.
RED = "RED"


def _raised(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_matter("escalation.raised", _levels(fact), fact)]


def _acknowledged(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    told = _below(uow, fact)
    return [_of_matter("escalation.acknowledged", told, fact)]


def _taken_over(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_matter("escalation.taken", _given(fact), fact)]


def _handed_back(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_matter("escalation.handed_back", _given(fact), fact)]


def _closed(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    if fact.data["state"] != CLOSED:
        return []
    return [_of_matter("escalation.closed", _below(uow, fact), fact)]


def _instructed(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_case("instruction.given", _given(fact), fact)]


def _instruction_late(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    told = (f"user:{fact.data['author_id']}", *_given(fact))
    return [_of_case("instruction.late", told, fact)]


def _order_opened(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_order(uow, "supervision.opened", _given(fact), fact)]


def _order_raised(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    told = (*_given(fact), *_keepers(fact))
    return [_of_order(uow, "supervision.raised", told, fact)]


def _order_answered(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_order(uow, "supervision.answered", _keepers(fact), fact)]


def _order_returned(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_order(uow, "supervision.returned", _given(fact), fact)]


def _extension_asked(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_order(uow, "supervision.asked", _keepers(fact), fact)]


def _extension_decided(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_order(uow, "supervision.decided", _given(fact), fact)]


def _order_closed(uow: UnitOfWork, fact: Fact) -> list[Notice]:
    return [_of_order(uow, "supervision.closed", _given(fact), fact)]


ESCALATION_ROUTES: Mapping[str, Callable[[UnitOfWork, Fact], list[Notice]]] = {
    "EscalationAcknowledged": _acknowledged,
    "EscalationClimbed": _raised,
    "EscalationClosed": _closed,
    "EscalationHandedBack": _handed_back,
    "EscalationRaised": _raised,
    "EscalationTakenOver": _taken_over,
    "ExtensionAsked": _extension_asked,
    "ExtensionDecided": _extension_decided,
    "InstructionGiven": _instructed,
    "InstructionLate": _instruction_late,
    "SupervisionAnswered": _order_answered,
    "SupervisionClosed": _order_closed,
    "SupervisionOpened": _order_opened,
    "SupervisionRaised": _order_raised,
    "SupervisionReturned": _order_returned,
}


def _of_matter(template: str, audience: Iterable[str], fact: Fact) -> Notice:
    return Notice(
        template=template,
        audience=_besides_actor(audience, fact),
        values={**_said(fact), "level": fact.data["level"]},
        link=f"/escalations/{fact.data['escalation_id']}",
        instance_id=fact.data["instance_id"],
    )


def _of_case(template: str, audience: Iterable[str], fact: Fact) -> Notice:
    return Notice(
        template=template,
        audience=_besides_actor(audience, fact),
        values={**_said(fact), "due": fact.moment("due_at")},
        link=f"/cases/{fact.data['instance_id']}",
        instance_id=fact.data["instance_id"],
    )


def _of_order(uow: UnitOfWork, template: str, audience: Iterable[str], fact: Fact) -> Notice:
    data = fact.data
    unit = staff.get_unit(uow.session, data["unit_id"])
    values = {
        **_said(fact),
        "no": data["number"],
        "level": data["colour"],
        "colour": data["colour"],
        "unit": unit.name,
        "unit_en": unit.name_en or unit.name,
        "due": fact.moment("due_at"),
        "granted": data.get("is_granted"),
        "late": data.get("is_late"),
        "grade": data.get("grade"),
    }
    return Notice(
        template=template,
        audience=_besides_actor(audience, fact),
        values=values,
        link=f"/supervision/{data['order_id']}",
        instance_id=data["instance_id"],
        is_urgent=data["colour"] == RED,
    )


def _said(fact: Fact) -> dict[str, Any]:
    data = fact.data
    return {
        "title": data["title"],
        "businessKey": data["business_key"],
        "from": fact.actor_name,
        "reason": data.get("reason"),
        "remark": data.get("text") or data.get("conclusion"),
        "until": fact.moment("until"),
        "answerBy": fact.moment("answer_by"),
    }


def _levels(fact: Fact) -> tuple[str, ...]:
    users = tuple(f"user:{user_id}" for user_id in fact.data.get("users") or ())
    return (*(fact.data.get("groups") or ()), *users)


def _given(fact: Fact) -> tuple[str, ...]:
    return tuple(fact.data.get("receivers") or ())


def _keepers(fact: Fact) -> tuple[str, ...]:
    return tuple(fact.data.get("keepers") or ())


def _below(uow: UnitOfWork, fact: Fact) -> tuple[str, ...]:
    """Return who waits for an answer from above: whoever raised it by hand, else the handlers."""
    row = get_escalation(uow.session, fact.data["escalation_id"])
    if row.reason == MANUAL:
        return (f"user:{row.raised_by}",)
    return handlers_of(uow, row.instance_id)


def _besides_actor(audience: Iterable[str], fact: Fact) -> tuple[str, ...]:
    """Nobody is told what he did himself."""
    own = f"user:{fact.actor_id}"
    return tuple(key for key in dict.fromkeys(audience) if key != own)
