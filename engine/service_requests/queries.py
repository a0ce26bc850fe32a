"""Questions about applications for supply."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.service_requests.model import OPEN, Application, BusinessFee, SupplyPlan


def get_application(session: Session, application_id: str) -> Application:
    """Return an application."""
    found = session.get(Application, application_id)
    if found is None:
        raise NotFound("application", application_id)
    return found


def application_of_case(session: Session, instance_id: str, biz_id: str = "") -> Application | None:
    """Return the application a case is about; a case that made several says which."""
    statement = select(Application).where(Application.instance_id == instance_id)
    found = list(session.scalars(statement.order_by(Application.id.desc())))
    named = [application for application in found if application.id == biz_id]
    return next(iter([*named, *found]), None)


def open_twin(session: Session, application: Application) -> Application | None:
    """Return another open application of the same applicant at the same place."""
    statement = select(Application).where(
        Application.place == application.place,
        Application.apply_name == application.apply_name,
        Application.status.in_(OPEN),
        Application.id != application.id,
    )
    return session.scalars(statement.order_by(Application.id)).first()


def applications(
    session: Session, actor: Actor, status: Sequence[str] = (), offset: int = 0, limit: int = 50
) -> list[Application]:
    """Return the applications within the actor's reach, the latest first."""
    statement = select(Application).where(within(Application.org_path, actor))
    if status:
        statement = statement.where(Application.status.in_(status))
    latest = statement.order_by(Application.id.desc()).offset(offset).limit(limit)
    return list(session.scalars(latest))


def plans_of(session: Session, application_id: str) -> list[SupplyPlan]:
    """Return the versions of the supply plan, the latest first."""
    statement = select(SupplyPlan).where(SupplyPlan.application_id == application_id)
    return list(session.scalars(statement.order_by(SupplyPlan.version.desc())))


def fees_of(session: Session, application_id: str) -> list[BusinessFee]:
    """Return the fees of an application, the oldest first."""
    statement = select(BusinessFee).where(BusinessFee.application_id == application_id)
    return list(session.scalars(statement.order_by(BusinessFee.id)))


def next_version(session: Session, application_id: str) -> int:
    """Return the number of the next version of the supply plan."""
    statement = select(func.max(SupplyPlan.version))
    return (session.scalar(statement.where(SupplyPlan.application_id == application_id)) or 0) + 1
