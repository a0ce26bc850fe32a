"""What people do with saved filters: save, rename, share, delete."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.filters import queries
from engine.filters.events import FilterDeleted, FilterSaved
from engine.filters.model import (
    FilterNameTaken,
    FilterSubscription,
    InboxColumns,
    TaskFilter,
    TooManyFilters,
)
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.staff.queries import get_unit
from engine.tasks.rules import MOST_COLUMNS, InboxFilter

MOST_FILTERS = 30
LONGEST_NAME = 40


@dataclass(frozen=True)
class NewFilter:
    """A filter to be saved; `shared_with` is a group `ROLE@<unit id>` or nothing."""

    name: str
    wanted: InboxFilter
    shared_with: str = ""


def save_filter(uow: UnitOfWork, actor: Actor, new: NewFilter) -> str:
    """Save a filter under a name and return its id."""
    own = queries.own_filters(uow.session, actor.user_id)
    if len(own) >= MOST_FILTERS:
        raise TooManyFilters(f"{actor.user_id} has {len(own)} filters", most=MOST_FILTERS)
    wanted = new.wanted
    saved = TaskFilter(
        id=new_id(),
        owner_id=actor.user_id,
        owner_name=actor.name,
        name=_free_name(own, new.name),
        view=wanted.view,
        text=wanted.text,
        definition_key=wanted.definition_key,
        light=wanted.light,
        sort=wanted.sort,
        columns=list(wanted.columns),
        shared_with=_group(uow, actor, new.shared_with),
        created_at=uow.now,
    )
    uow.session.add(saved)
    _record(uow, actor, saved)
    return saved.id


def rename_filter(uow: UnitOfWork, actor: Actor, filter_id: str, name: str) -> None:
    """Give a filter of the actor's another name."""
    found = queries.get_filter(uow.session, actor, filter_id)
    found.require_owner(actor)
    others = queries.own_filters(uow.session, actor.user_id)
    found.name = _free_name([one for one in others if one is not found], name)
    _record(uow, actor, found)


def share_filter(uow: UnitOfWork, actor: Actor, filter_id: str, group: str) -> None:
    """Share a filter with a group, or with nobody any more."""
    found = queries.get_filter(uow.session, actor, filter_id)
    found.require_owner(actor)
    found.shared_with = _group(uow, actor, group)
    _record(uow, actor, found)


def delete_filter(uow: UnitOfWork, actor: Actor, filter_id: str) -> None:
    """Delete a filter of the actor's."""
    found = queries.get_filter(uow.session, actor, filter_id)
    found.require_owner(actor)
    gone = delete(FilterSubscription).where(FilterSubscription.filter_id == found.id)
    uow.session.execute(gone)
    uow.session.delete(found)
    uow.record(FilterDeleted(filter_id=found.id, filter_name=found.name), actor)


def subscribe_to(uow: UnitOfWork, actor: Actor, filter_ids: Iterable[str]) -> None:
    """Put these filters, and no others, into the actor's digests."""
    wanted = {
        one.id
        for one in queries.filters_of(uow.session, actor)
        if one.id in set(filter_ids) and one.view in queries.COUNTED
    }
    known = queries.subscriptions_of(uow.session, actor.user_id)
    for filter_id in wanted - set(known):
        uow.session.add(FilterSubscription(user_id=actor.user_id, filter_id=filter_id))
    for filter_id in set(known) - wanted:
        uow.session.delete(known[filter_id])


def choose_columns(uow: UnitOfWork, actor: Actor, names: Iterable[str]) -> None:
    """Keep which columns of business data the actor wants in his inbox, on every device."""
    chosen = list(dict.fromkeys(name for name in names if name))[:MOST_COLUMNS]
    uow.session.merge(InboxColumns(user_id=actor.user_id, names=chosen))


def _free_name(others: list[TaskFilter], name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        problem = {"field": "name", "code": "length", "message": f"1 to {LONGEST_NAME} characters"}
        raise Invalid([problem])
    if any(one.name.casefold() == name.casefold() for one in others):
        raise FilterNameTaken(f"there is a filter {name}", name=name)
    return name


def _group(uow: UnitOfWork, actor: Actor, group: str) -> str | None:
    """Return the group to share with: one of the actor's own, or one he oversees."""
    if group and group not in actor.groups:
        unit = get_unit(uow.session, group.partition("@")[2])
        require(actor, Permission.TASK_ASSIGN, unit.path)
    return group or None


def _record(uow: UnitOfWork, actor: Actor, saved: TaskFilter) -> None:
    fact = FilterSaved(filter_id=saved.id, filter_name=saved.name, shared_with=saved.shared_with)
    uow.record(fact, actor)
