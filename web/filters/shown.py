"""What the inbox shows of saved filters."""

from typing import Any

from flask import url_for

from engine.db import UnitOfWork
from engine.filters import queries
from engine.filters.model import TaskFilter
from engine.kernel.actor import Actor
from engine.tasks.rules import InboxFilter
from web.names import group_names


def saved_filters(uow: UnitOfWork, actor: Actor, wanted: InboxFilter) -> dict[str, Any]:
    """Return the reader's filters with counts, the one he looks through, and his groups."""
    found = queries.filters_of(uow.session, actor)
    groups = sorted(actor.groups)
    return {
        "filters": found,
        "filter_counts": queries.filter_counts(uow.session, actor, found, uow.now),
        "filter_url": filter_url,
        "current_filter": next((one for one in found if one.is_like(wanted)), None),
        "own_groups": list(zip(groups, group_names(uow, groups), strict=True)),
        "shared_names": dict(_shared(uow, found)),
    }


def filter_url(one: TaskFilter) -> str:
    """Return the address of the inbox seen through a filter."""
    chosen = {
        "view": one.view,
        "text": one.text,
        "process": one.definition_key,
        "light": one.light,
        "sort": one.sort,
        "columns": ",".join(one.columns or ()),
    }
    return url_for("inbox.show", _external=False, **{k: v for k, v in chosen.items() if v})


def _shared(uow: UnitOfWork, filters: list[TaskFilter]) -> list[tuple[str, str]]:
    groups = sorted({one.shared_with for one in filters if one.shared_with})
    return list(zip(groups, group_names(uow, groups), strict=True))
