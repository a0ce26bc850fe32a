"""What is done with orders of supervision: open, reply, ask for time, send back, close."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.escalations.acting import checked, may_handle, take_up
from engine.escalations.queries import lock_escalation
from engine.escalations.raising import Entry, keep_entry
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.supervision import queries, rules
from engine.supervision.events import (
    ExtensionAsked,
    ExtensionDecided,
    SupervisionAnswered,
    SupervisionClosed,
    SupervisionOpened,
    SupervisionReturned,
)
from engine.supervision.keeping import (
    Step,
    announce_raised,
    due_from_now,
    facts,
    hearers,
    keep,
    keepers_of,
    ring,
)
from engine.supervision.model import NoExtensionAsked, SupervisionOrder
from engine.tasks.service import keep_chain


@dataclass(frozen=True)
class NewOrder:
    """Who is to answer for what, how gravely, and by when; without a moment the policy's."""

    unit_id: str
    colour: str
    reason: str
    due_at: datetime | None = None
    person_id: str = ""
    task_id: str | None = None


@dataclass(frozen=True)
class About:
    """The case an order is about, and the matter it came from."""

    instance_id: str
    case_no: str
    title: str
    escalation_id: str | None = None


def supervise_case(
    uow: UnitOfWork, actor: Actor, instance_id: str, new: NewOrder, escalation_id: str = ""
) -> SupervisionOrder:
    """Order a unit to answer for a case; from a matter, whoever does so takes it up."""
    row = None
    if escalation_id:
        row, case = lock_escalation(uow, escalation_id)
    else:
        case = lock_instance(uow, instance_id)
    require(actor, Permission.SUPERVISION_OPEN, case.org_path)
    company = staff.directory(uow.session).company(case.org_id)
    new = replace(new, unit_id=new.unit_id or (company.id if company else case.org_id))
    unit = staff.get_unit(uow.session, new.unit_id)
    require(actor, Permission.SUPERVISION_OPEN, unit.path)
    about = About(case.id, case.business_key, case.title, row.id if row else None)
    order = open_order(uow, actor, about, new, actor.scopes)
    if row is not None and row.is_alive and may_handle(uow, actor, row):
        take_up(uow, actor, row)
        keep_entry(uow, actor, row, Entry("supervised", order.number, until=order.due_at))
    keep_chain(uow, case)
    return order


def open_order(
    uow: UnitOfWork, actor: Actor, about: About, new: NewOrder, keepers: Sequence[str] = ()
) -> SupervisionOrder:
    """Open an order; a second one to the same unit about a case raises the first one.

    The caller holds the case's lock. `keepers` are the scopes of whoever supervises; a
    diagram leaves them to the colour.
    """
    if new.colour not in rules.COLOURS:
        raise Invalid([{"field": "colour", "code": "unknown", "message": "unknown colour"}])
    reason = checked("reason", new.reason)
    if new.due_at is not None and new.due_at <= uow.now:
        raise Invalid([{"field": "due_at", "code": "past", "message": "a moment to come"}])
    unit = staff.get_unit(uow.session, new.unit_id)
    known = queries.going_on(uow.session, about.instance_id, unit.id)
    if known is not None:
        _raise_known(uow, actor, known, new.colour, reason)
        return known
    people = staff.directory(uow.session)
    person = staff.users_by_ids(uow.session, [new.person_id]).get(new.person_id)
    if new.person_id and (person is None or not person.is_active):
        raise Invalid([{"field": "person", "code": "unknown_people", "message": "unknown"}])
    wider = [path for path in keepers if unit.path.startswith(path)]
    order = SupervisionOrder(
        id=new_id(),
        number=staff_service.take_number(uow, "DB", unit.id),
        instance_id=about.instance_id,
        task_id=new.task_id,
        escalation_id=about.escalation_id,
        case_no=about.case_no,
        title=about.title,
        colour=new.colour,
        level=1,
        unit_id=unit.id,
        unit_path=unit.path,
        person_id=person.id if person else None,
        person_name=person.name if person else None,
        reason=reason,
        told=[],
        opened_by=actor.user_id,
        opened_by_name=actor.name,
        keeper_path=min(wider, key=len) if wider else rules.keeper_of(people, unit.id, new.colour),
        opened_at=uow.now,
        due_at=new.due_at or due_from_now(uow, unit.path),
    )
    order.told = list(hearers(uow, order))
    uow.session.add(order)
    uow.session.flush()
    keep(uow, actor, order, Step("opened", reason, until=order.due_at))
    ring(uow, order)
    fact = SupervisionOpened(
        **facts(order), receivers=tuple(order.told), reason=reason, due_at=order.due_at
    )
    uow.record(fact, actor)
    return order


def answer_order(
    uow: UnitOfWork, actor: Actor, order_id: str, text: str, files: Sequence[str] = ()
) -> None:
    """Reply on behalf of the unit; the files belong to the case already."""
    order, case = queries.lock_order(uow, order_id)
    if not queries.is_answerer(uow, actor, order):
        raise Forbidden(f"{actor.user_id} does not answer for {order.number}")
    text = checked("text", text)
    order.answer(uow.now)
    keep(uow, actor, order, Step("answered", text, files=files))
    fact = SupervisionAnswered(**facts(order), keepers=keepers_of(uow, order), text=text)
    uow.record(fact, actor)
    keep_chain(uow, case)


def ask_extension(
    uow: UnitOfWork, actor: Actor, order_id: str, until: datetime | None, text: str
) -> None:
    """Ask whoever supervises for more time; until he decides the old moment counts."""
    order, case = queries.lock_order(uow, order_id)
    if not queries.standing(uow, actor, order).ask:
        order.require_going_on()
        raise Forbidden(f"{actor.user_id} cannot ask for more time for {order.number}")
    text = checked("text", text)
    if until is None or until <= max(order.due_at, uow.now):
        raise Invalid([{"field": "until", "code": "later", "message": "later than now due"}])
    order.asked_until, order.asked_by = until, actor.user_id
    keep(uow, actor, order, Step("asked", text, until=until))
    uow.record(
        ExtensionAsked(**facts(order), keepers=keepers_of(uow, order), text=text, until=until),
        actor,
    )
    keep_chain(uow, case)


def decide_extension(
    uow: UnitOfWork, actor: Actor, order_id: str, text: str, *, is_granted: bool
) -> None:
    """Grant the time asked for, or refuse it with a reason."""
    order, case = _to_keep(uow, actor, order_id)
    if order.asked_until is None:
        raise NoExtensionAsked(f"nobody asks for more time for {order.number}")
    text = checked("text", text, needed=not is_granted)
    if is_granted:
        order.due_at = order.asked_until
        ring(uow, order)
    receivers = (f"user:{order.asked_by}",)
    order.asked_until = order.asked_by = None
    kind = "extended" if is_granted else "refused"
    keep(uow, actor, order, Step(kind, text, until=order.due_at))
    fact = ExtensionDecided(
        **facts(order), receivers=receivers, is_granted=is_granted, text=text, due_at=order.due_at
    )
    uow.record(fact, actor)
    keep_chain(uow, case)


def return_order(
    uow: UnitOfWork, actor: Actor, order_id: str, text: str, due_at: datetime | None = None
) -> None:
    """Send a reply back that is not good enough; a better one is due."""
    order, case = _to_keep(uow, actor, order_id)
    text = checked("text", text)
    if due_at is not None and due_at <= uow.now:
        raise Invalid([{"field": "due_at", "code": "past", "message": "a moment to come"}])
    order.send_back(due_at or due_from_now(uow, order.unit_path))
    ring(uow, order)
    keep(uow, actor, order, Step("returned", text, until=order.due_at))
    fact = SupervisionReturned(
        **facts(order), receivers=tuple(order.told), text=text, due_at=order.due_at
    )
    uow.record(fact, actor)
    keep_chain(uow, case)


def close_order(uow: UnitOfWork, actor: Actor, order_id: str, grade: str, text: str) -> None:
    """Judge the reply and end the order."""
    order, case = _to_keep(uow, actor, order_id)
    if grade not in rules.GRADES:
        raise Invalid([{"field": "grade", "code": "required", "message": "choose one"}])
    text = checked("text", text, needed=grade == "POOR")
    order.close(grade, text, actor.name, uow.now)
    keep(uow, actor, order, Step("closed", text))
    fact = SupervisionClosed(
        **facts(order), receivers=tuple(order.told), grade=grade, conclusion=text
    )
    uow.record(fact, actor)
    keep_chain(uow, case)


def _raise_known(
    uow: UnitOfWork, actor: Actor, order: SupervisionOrder, colour: str, reason: str
) -> None:
    if rules.COLOURS.index(colour) <= rules.COLOURS.index(order.colour):
        keep(uow, actor, order, Step("again", reason))
        return
    order.colour = colour
    keep(uow, actor, order, Step("raised", reason, until=order.due_at))
    announce_raised(uow, actor, order, is_late=False)


def _to_keep(
    uow: UnitOfWork, actor: Actor, order_id: str
) -> tuple[SupervisionOrder, ProcessInstance]:
    order, case = queries.lock_order(uow, order_id)
    if not queries.is_keeper(actor, order):
        raise Forbidden(f"{actor.user_id} does not supervise {order.number}")
    order.require_going_on()
    return order, case
