"""What each view of the inbox lists, and on which page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.approvals import queries as approvals
from engine.approvals.reading import COPY
from engine.kernel.actor import Actor
from engine.processes import queries as processes
from engine.processes.queries import CaseFilter
from engine.tasks import queries
from engine.tasks.queries import Page
from engine.tasks.records import Circulation
from engine.tasks.rules import InboxFilter

Find = Callable[[Session, Actor, InboxFilter, datetime], Page[Any]]
# So many of what was sent are looked through for a page.
MOST_READINGS = 500


def _started(session: Session, actor: Actor, wanted: InboxFilter, _now: datetime) -> Page[Any]:
    mine = CaseFilter(
        wanted.text, wanted.definition_key, started_by_me=True, page=wanted.page, size=wanted.size
    )
    return Page(*processes.cases(session, actor, mine))


def _to_read(session: Session, actor: Actor, wanted: InboxFilter, _now: datetime) -> Page[Any]:
    return _page_of(approvals.readings(session, actor, is_read=False, limit=MOST_READINGS), wanted)


def _read(session: Session, actor: Actor, wanted: InboxFilter, _now: datetime) -> Page[Any]:
    return _page_of(approvals.readings(session, actor, is_read=True, limit=MOST_READINGS), wanted)


def _copied(session: Session, actor: Actor, wanted: InboxFilter, _now: datetime) -> Page[Any]:
    found: list[Circulation] = []
    for is_read in (False, True):
        found += approvals.readings(session, actor, is_read=is_read, limit=MOST_READINGS)
    copies = [one for one in found if one.kind == COPY]
    return _page_of(sorted(copies, key=lambda one: one.sent_at, reverse=True), wanted)


def _delegated(session: Session, actor: Actor, wanted: InboxFilter, _now: datetime) -> Page[Any]:
    return _page_of(approvals.lent_tasks(session, actor), wanted)


def _page_of(rows: Sequence[Any], wanted: InboxFilter) -> Page[Any]:
    """Return the page of rows whose title or number contains the text searched for."""
    text = wanted.text.casefold()
    fit = [one for one in rows if text in f"{one.title} {one.business_key}".casefold()]
    end = wanted.offset + wanted.size
    return Page(fit[wanted.offset : end], len(fit) > end)


FINDERS: dict[str, tuple[Find, str]] = {
    "mine": (queries.inbox, "inbox/show.html"),
    "claimable": (queries.inbox, "inbox/show.html"),
    "done": (queries.inbox, "inbox/show.html"),
    "started": (_started, "inbox/started.html"),
    "to_read": (_to_read, "inbox/readings.html"),
    "read": (_read, "inbox/readings.html"),
    "copied": (_copied, "inbox/readings.html"),
    "delegated": (_delegated, "inbox/show.html"),
}
