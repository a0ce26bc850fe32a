"""A text as people would get it: with sample data, or with a real event of late."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.kernel.settings import Settings
from notifications import queries
from notifications.log import readable
from notifications.model import Delivery
from notifications.render import Rendered, Renderer
from notifications.router import ROUTES, route
from notifications.samples import SAMPLE
from notifications.texts import require_known
from notifications.wording import sms_segments

LATEST = 10


@dataclass(frozen=True)
class Preview:
    """A text on every channel; how long the short one is, and as how many it is paid."""

    text: Rendered
    sms_length: int
    sms_count: int
    is_real: bool


def recent_events(session: Session, actor: Actor, template: str) -> list[Delivery]:
    """Return one delivery of each of the latest events told with a text, for whom may read them."""
    statement = select(Delivery).where(Delivery.template == template).order_by(Delivery.id.desc())
    rows = list(session.scalars(statement.limit(LATEST * 5)))
    seen = readable(session, actor, rows)
    latest: dict[str, Delivery] = {}
    for row in rows:
        if row.id in seen:
            latest.setdefault(row.event_id, row)
    return list(latest.values())[:LATEST]


def preview(
    uow: UnitOfWork,
    actor: Actor,
    settings: Settings,
    name: tuple[str, str],
    parts: Mapping[str, str],
    event_id: str = "",
) -> Preview:
    """Return a text, `name` = (template, language), as it would read with these parts."""
    template, language = name
    require_known(template, language)
    facts = _facts(uow, actor, template, event_id) if event_id else None
    values = {"name": actor.name, "link": settings.base_url, **(SAMPLE if facts is None else facts)}
    text = Renderer(settings).render(template, language, values, parts)
    length, count = sms_segments(text.sms)
    return Preview(text, length, count, facts is not None)


def _facts(uow: UnitOfWork, actor: Actor, template: str, event_id: str) -> dict[str, Any] | None:
    """Return what a real event would say; None when it says nothing with this text any more."""
    if event_id not in {row.event_id for row in recent_events(uow.session, actor, template)}:
        raise NotFound("event", event_id)
    try:
        fact = queries.fact_of(uow.session, event_id)
    except NotFound:
        return None
    if fact.name not in ROUTES:
        return None
    found = [notice for notice in route(uow, fact) if notice.template == template]
    return dict(found[0].values) if found else None
