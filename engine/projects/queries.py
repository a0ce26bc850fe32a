"""Questions about projects."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.projects.model import REJECTED, Project, ProjectAsset, ProjectBudget, ProjectStage


def get_project(session: Session, project_id: str) -> Project:
    """Return a project."""
    found = session.get(Project, project_id)
    if found is None:
        raise NotFound("project", project_id)
    return found


def project_of_case(session: Session, instance_id: str, biz_id: str = "") -> Project | None:
    """Return the project a case is about: the named one, else the latest."""
    statement = select(Project).where(Project.instance_id == instance_id)
    found = list(session.scalars(statement.order_by(Project.id.desc())))
    named = [project for project in found if project.id == biz_id]
    return next(iter([*named, *found]), None)


def same_project(session: Session, project: Project, plain: str, since: datetime) -> Project | None:
    """Return another project of that name since a moment that was not rejected."""
    statement = select(Project).where(
        Project.plain_name == plain,
        Project.created_at >= since,
        Project.status != REJECTED,
        Project.id != project.id,
    )
    return session.scalars(statement.order_by(Project.id)).first()


def budget_of(session: Session, company_id: str, year: int) -> Decimal | None:
    """Return what a company may spend in a year: nothing when no budget was set."""
    found = session.get(ProjectBudget, (company_id, year))
    return found.amount if found else None


def committed(session: Session, project: Project) -> Decimal:
    """Return what the other projects of the company ask for in the same year."""
    statement = select(func.coalesce(func.sum(Project.estimate), 0)).where(
        Project.company_id == project.company_id,
        Project.year == project.year,
        Project.status != REJECTED,
        Project.id != project.id,
    )
    return Decimal(session.scalar(statement) or 0)


def projects(session: Session, actor: Actor, offset: int = 0, limit: int = 50) -> list[Project]:
    """Return the projects within the actor's reach, the latest first."""
    statement = select(Project).where(within(Project.org_path, actor))
    latest = statement.order_by(Project.id.desc()).offset(offset).limit(limit)
    return list(session.scalars(latest))


def stages_of(session: Session, project_id: str) -> list[ProjectStage]:
    """Return the history of a project, the oldest step first."""
    statement = select(ProjectStage).where(ProjectStage.project_id == project_id)
    return list(session.scalars(statement.order_by(ProjectStage.id)))


def assets_of(session: Session, project_id: str) -> list[ProjectAsset]:
    """Return the assets a project left behind."""
    statement = select(ProjectAsset).where(ProjectAsset.project_id == project_id)
    return list(session.scalars(statement.order_by(ProjectAsset.id)))
