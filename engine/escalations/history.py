"""What the histories of matters and of orders of supervision have in common."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.ids import new_id


@dataclass(frozen=True)
class Happened:
    """Something that is kept in a history: of what kind, what was said, until when it counts."""

    kind: str
    text: str = ""
    until: datetime | None = None


def line_of(uow: UnitOfWork, actor: Actor, happened: Happened, mark: str = "") -> dict[str, Any]:
    """Return what every line of a history holds; a mark can stand in a history once only."""
    line_id = new_id()
    return {
        "id": line_id,
        "mark": mark or line_id,
        "kind": happened.kind,
        "author_id": actor.user_id,
        "author_name": actor.name,
        "text": happened.text,
        "until": happened.until,
        "at": uow.now,
    }
