"""Questions the demo asks while it plays."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.scheduler.model import DUE, JobRow


def next_ring(session: Session) -> datetime | None:
    """Return when the next job is due."""
    return session.scalar(select(func.min(JobRow.due_at)).where(JobRow.state == DUE))
