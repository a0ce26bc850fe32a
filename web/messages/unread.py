"""How many messages somebody has not read."""

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from notifications import queries


def unread_count(uow: UnitOfWork, actor: Actor) -> int:
    """Return the number for the bell."""
    return queries.unread_count(uow.session, actor.user_id)
