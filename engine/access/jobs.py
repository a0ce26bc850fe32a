"""What the scheduler does for signing in."""

from datetime import timedelta

from engine.access import queries
from engine.db import UnitOfWork

KEEP = timedelta(days=30)


def forget_old_sessions(uow: UnitOfWork) -> None:
    """Delete sessions and counted failures that nobody needs any more."""
    queries.forget_before(uow.session, uow.now - KEEP)
