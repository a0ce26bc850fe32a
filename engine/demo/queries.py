"""Questions the demo asks while it plays."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.instances.model import LIVE, ProcessInstance
from engine.kernel.errors import NotFound
from engine.scheduler.model import DUE, JobRow


def next_ring(session: Session) -> datetime | None:
    """Return when the next job is due."""
    return session.scalar(select(func.min(JobRow.due_at)).where(JobRow.state == DUE))


def case_titled(session: Session, title: str) -> str:
    """Return the running case whose title ends like this."""
    statement = select(ProcessInstance.id).where(
        ProcessInstance.status.in_(LIVE), ProcessInstance.title.endswith(title, autoescape=True)
    )
    found = session.scalars(statement).first()
    if found is None:
        raise NotFound("process instance", title)
    return found
