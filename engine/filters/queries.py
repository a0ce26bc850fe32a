"""Reading saved filters and how much each lets through."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.filters.model import FilterSubscription, InboxColumns, TaskFilter
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.tasks.queries import matching
from engine.tasks.rules import COUNT_LIMIT

# Views whose rows wait for something; what is done needs no count.
COUNTED = ("mine", "claimable")


def filters_of(session: Session, actor: Actor) -> list[TaskFilter]:
    """Return the filters somebody finds in his inbox, his own first, by name."""
    visible = or_(
        TaskFilter.owner_id == actor.user_id, TaskFilter.shared_with.in_(sorted(actor.groups))
    )
    found = session.scalars(select(TaskFilter).where(visible).order_by(TaskFilter.name))
    return sorted(found, key=lambda one: one.owner_id != actor.user_id)


def own_filters(session: Session, user_id: str) -> list[TaskFilter]:
    """Return the filters somebody saved, by name."""
    statement = select(TaskFilter).where(TaskFilter.owner_id == user_id)
    return list(session.scalars(statement.order_by(TaskFilter.name)))


def chosen_columns(session: Session, actor: Actor) -> tuple[str, ...]:
    """Return the columns of business data somebody wants in his inbox."""
    found = session.get(InboxColumns, actor.user_id)
    return tuple(found.names) if found is not None else ()


def get_filter(session: Session, actor: Actor, filter_id: str) -> TaskFilter:
    """Return a filter the actor may know of."""
    found = session.get(TaskFilter, filter_id)
    if found is None or not found.is_visible_to(actor):
        raise NotFound("filter", filter_id)
    return found


def subscriptions_of(session: Session, user_id: str) -> dict[str, FilterSubscription]:
    """Return what somebody subscribed to, by the filter."""
    statement = select(FilterSubscription).where(FilterSubscription.user_id == user_id)
    return {one.filter_id: one for one in session.scalars(statement)}


def subscribed_filters(session: Session, actor: Actor) -> list[TaskFilter]:
    """Return the filters somebody subscribed to and may still see, by name."""
    wanted = subscriptions_of(session, actor.user_id)
    return [one for one in filters_of(session, actor) if one.id in wanted]


def filter_counts(
    session: Session, actor: Actor, filters: Sequence[TaskFilter], now: datetime
) -> dict[str, int]:
    """Return how many of the actor's tasks each filter lets through; one statement for all."""
    counted = [one for one in filters if one.view in COUNTED]
    if not counted:
        return {}
    numbers = [
        select(func.count())
        .select_from(matching(actor, one.wanted, now).limit(COUNT_LIMIT).subquery())
        .scalar_subquery()
        for one in counted
    ]
    found = session.execute(select(*numbers)).one()
    return {one.id: number for one, number in zip(counted, found, strict=True)}
