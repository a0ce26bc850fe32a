"""Reading cases for lists, tracking and administration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, undefer

from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.processes.model import EventSubscription, Incident

PAGE_SIZE = 20


@dataclass(frozen=True)
class CaseFilter:
    """What somebody wants to see of the cases; pages count from 1."""

    text: str = ""
    definition_key: str = ""
    status: str = ""
    started_by_me: bool = False
    page: int = 1
    size: int = PAGE_SIZE


def cases(session: Session, actor: Actor, wanted: CaseFilter) -> tuple[list[ProcessInstance], bool]:
    """Return a page of the cases within the actor's reach, the newest first, and if more follow."""
    statement = _within_reach(select(ProcessInstance), actor, wanted)
    if wanted.definition_key:
        statement = statement.where(ProcessInstance.definition_key == wanted.definition_key)
    if wanted.status:
        statement = statement.where(ProcessInstance.status == wanted.status)
    if wanted.text:
        like = f"%{wanted.text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        statement = statement.where(
            or_(
                ProcessInstance.title.like(like, escape="!"),
                ProcessInstance.business_key.like(like, escape="!"),
            )
        )
    ordered = statement.order_by(ProcessInstance.started_at.desc(), ProcessInstance.id.desc())
    offset = (max(wanted.page, 1) - 1) * wanted.size
    rows = list(session.scalars(ordered.offset(offset).limit(wanted.size + 1)))
    return rows[: wanted.size], len(rows) > wanted.size


def case_counts(session: Session, definition_ids: Sequence[str]) -> dict[str, int]:
    """Return how many live cases follow each definition version."""
    statement = (
        select(ProcessInstance.definition_id, func.count())
        .where(
            ProcessInstance.definition_id.in_(list(definition_ids)),
            ProcessInstance.ended_at.is_(None),
        )
        .group_by(ProcessInstance.definition_id)
    )
    return {definition_id: count for definition_id, count in session.execute(statement)}


def live_cases(session: Session, definition_id: str) -> list[ProcessInstance]:
    """Return the cases of a version that have not ended, with their states."""
    statement = select(ProcessInstance).where(
        ProcessInstance.definition_id == definition_id, ProcessInstance.ended_at.is_(None)
    )
    loaded = statement.options(undefer(ProcessInstance.state)).order_by(ProcessInstance.id)
    return list(session.scalars(loaded))


def get_incident(session: Session, incident_id: str) -> Incident:
    """Return an incident."""
    found = session.get(Incident, incident_id)
    if found is None:
        raise NotFound("incident", incident_id)
    return found


def incidents(session: Session, *, only_open: bool = True, limit: int = 200) -> list[Incident]:
    """Return incidents, the newest first."""
    statement = select(Incident).order_by(Incident.opened_at.desc()).limit(limit)
    if only_open:
        statement = statement.where(Incident.resolved_at.is_(None))
    return list(session.scalars(statement))


def has_open_incident(session: Session, instance_id: str, besides: str = "") -> bool:
    """Tell whether a case has an open incident other than the one given."""
    statement = select(Incident.id).where(
        Incident.instance_id == instance_id,
        Incident.resolved_at.is_(None),
        Incident.id != besides,
    )
    return session.scalar(statement.limit(1)) is not None


def message_subscriptions(
    session: Session, name: str, correlation: str | None, business_key: str | None
) -> list[EventSubscription]:
    """Return who a message is meant for, the best match first, the oldest of equals first.

    It is meant for a case with the same correlation key, or with the same business key
    unless the correlation keys differ; else for a process that the message starts. A
    message never goes to a case that shares no key with it.
    """
    own = EventSubscription
    matches: list[ColumnElement[bool]] = [own.instance_id.is_(None)]
    if correlation is not None:
        matches.append(own.correlation == correlation)
    if business_key:
        free = own.correlation.is_(None) if correlation is not None else true()
        matches.append(and_(own.business_key == business_key, free))
    statement = select(own).where(own.kind == "message", own.name == name, or_(*matches))
    ordered = statement.order_by(
        own.instance_id.is_(None), own.correlation.is_(None), own.created_at, own.id
    )
    return list(session.scalars(ordered.limit(50)))


def signal_subscriptions(session: Session, name: str, besides: str) -> list[EventSubscription]:
    """Return everybody who hears a signal, except the case that sent it."""
    statement = select(EventSubscription).where(
        EventSubscription.kind == "signal",
        EventSubscription.name == name,
        or_(
            EventSubscription.instance_id != besides,
            EventSubscription.instance_id.is_(None),
        ),
    )
    return list(session.scalars(statement.order_by(EventSubscription.created_at)))


def _within_reach(statement: Select[Any], actor: Actor, wanted: CaseFilter) -> Select[Any]:
    if wanted.started_by_me:
        return statement.where(ProcessInstance.starter_id == actor.user_id)
    if actor.is_system:
        return statement
    reach = [ProcessInstance.org_path.like(f"{scope}%") for scope in actor.scopes]
    return statement.where(or_(ProcessInstance.starter_id == actor.user_id, *reach))
