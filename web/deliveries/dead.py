"""How many texts were given up, for the menu of administrators."""

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from notifications import log


def dead_letters(uow: UnitOfWork, actor: Actor) -> int:
    """Return the number for the menu; nothing for people who cannot look there."""
    return log.dead_count(uow.session) if actor.may(Permission.INCIDENT_READ) else 0
