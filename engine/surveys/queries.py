"""Questions about ratings."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.surveys.model import RATED, Survey


def survey_of(session: Session, instance_id: str, case_no: str = "") -> Survey | None:
    """Return the latest invitation of a case."""
    statement = select(Survey).where(Survey.instance_id == instance_id)
    if case_no:
        statement = statement.where(Survey.case_no == case_no)
    return session.scalars(statement.order_by(Survey.id.desc())).first()


def average_score(session: Session, org_path: str, since: datetime) -> Decimal | None:
    """Return the mean rating within a unit since a moment; nothing when nobody rated."""
    statement = select(func.avg(Survey.score)).where(
        Survey.org_path.like(f"{org_path}%"), Survey.status == RATED, Survey.rated_at >= since
    )
    found = session.scalar(statement)
    return None if found is None else Decimal(str(found)).quantize(Decimal("0.01"))
