"""How often somebody without an account may ask for one thing: counted for all processes."""

from datetime import timedelta

from engine.access import queries
from engine.db import UnitOfWork

WINDOW = timedelta(minutes=1)


def is_turned_away(uow: UnitOfWork, subject: str, most: int) -> bool:
    """Tell whether somebody has asked so often within the window that he must wait."""
    return queries.times_asked(uow.session, subject[:100], uow.now - WINDOW) >= most


def ask(uow: UnitOfWork, subject: str, most: int) -> bool:
    """Count that somebody asks; tell whether that is still within the limit."""
    return queries.count_asking(uow.session, subject[:100], uow.now, uow.now - WINDOW) <= most
