"""Questions about reviews."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.oversight.model import SUBMITTED, HqReview


def get_review(session: Session, review_id: str) -> HqReview:
    """Return a review."""
    found = session.get(HqReview, review_id)
    if found is None:
        raise NotFound("hq_review", review_id)
    return found


def open_review(session: Session, instance_id: str) -> HqReview | None:
    """Return the review of a case that has no conclusion yet, the latest first."""
    statement = select(HqReview).where(
        HqReview.instance_id == instance_id, HqReview.status == SUBMITTED
    )
    return session.scalars(statement.order_by(HqReview.id.desc())).first()


def reviews(session: Session, actor: Actor, offset: int = 0, limit: int = 50) -> list[HqReview]:
    """Return the reviews within the actor's reach, the latest first."""
    statement = select(HqReview).where(within(HqReview.org_path, actor))
    latest = statement.order_by(HqReview.id.desc()).offset(offset).limit(limit)
    return list(session.scalars(latest))


def count_conclusions(
    session: Session, org_path: str, results: Collection[str], since: datetime
) -> int:
    """Return how many packages of a unit ended with one of these conclusions."""
    statement = select(func.count()).where(
        HqReview.org_path.like(f"{org_path}%"),
        HqReview.conclusion.in_(results),
        HqReview.concluded_at >= since,
    )
    return session.scalar(statement) or 0
