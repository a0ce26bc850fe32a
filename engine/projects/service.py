"""What is done with projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.kernel.inputs import to_plain
from engine.kernel.money import to_cents
from engine.projects import events, queries, rules
from engine.projects.model import (
    APPROVED,
    CLOSED,
    PROPOSED,
    REJECTED,
    Project,
    ProjectAsset,
    ProjectBudget,
    ProjectStage,
)
from engine.staff import queries as staff
from engine.staff import service as staff_service


@dataclass(frozen=True)
class NewProject:
    """What a unit proposes."""

    number: str
    instance_id: str
    org_id: str
    name: str
    type: str
    estimate: Decimal
    voltage: str = ""


@dataclass(frozen=True)
class Check:
    """What stands against a project: a twin, the budget, documents that are missing."""

    duplicate_no: str
    is_budget_ok: bool
    missing: Sequence[str]


def register_project(uow: UnitOfWork, actor: Actor, new: NewProject) -> Project:
    """Keep what a unit proposes."""
    problems = []
    if not new.name:
        problems.append({"field": "projectName", "message": "required"})
    if new.estimate <= 0:
        problems.append({"field": "investEstimate", "message": "must_be_positive"})
    if problems:
        raise Invalid(problems)
    unit = staff.get_unit(uow.session, new.org_id)
    project = Project(
        id=new_id(),
        number=new.number,
        instance_id=new.instance_id,
        org_id=unit.id,
        org_path=unit.path,
        company_id=_payer(uow, unit.id),
        year=uow.now.astimezone(COMPANY_ZONE).year,
        name=new.name,
        plain_name=rules.plain_name(new.name),
        type=new.type,
        estimate=to_cents(new.estimate),
        voltage=new.voltage,
        status=PROPOSED,
        progress=0,
        created_at=uow.now,
    )
    uow.session.add(project)
    uow.session.flush()
    uow.record(events.ProjectRegistered(**_facts(project), estimate=str(project.estimate)), actor)
    return project


def _payer(uow: UnitOfWork, unit_id: str) -> str:
    # A station has no budget; the company above it pays.
    above = staff.directory(uow.session).chain(unit_id)
    companies = (unit.id for unit in above if not unit.is_part and unit.type != "STATION")
    return next(companies, unit_id)


def check_project(
    uow: UnitOfWork, project: Project, name: str, estimate: Decimal, files: Mapping[str, int]
) -> Check:
    """Look for a twin within three years, for budget left, and for missing documents."""
    project.require_open()
    project.name, project.plain_name = name or project.name, rules.plain_name(name or project.name)
    project.estimate = to_cents(estimate)
    uow.session.flush()
    since = uow.now.replace(year=uow.now.year - rules.SAME_WITHIN_YEARS, day=1)
    twin = queries.same_project(uow.session, project, project.plain_name, since)
    budget = queries.budget_of(uow.session, project.company_id, project.year)
    left = (budget or Decimal(0)) - queries.committed(uow.session, project)
    return Check(
        duplicate_no=twin.number if twin else "",
        is_budget_ok=left >= project.estimate,
        missing=rules.missing_files(project.estimate, files),
    )


def set_budget(uow: UnitOfWork, company_id: str, year: int, amount: Decimal) -> None:
    """Set what a company may spend on projects in a year."""
    uow.session.merge(ProjectBudget(company_id=company_id, year=year, amount=to_cents(amount)))


def issue_approval(uow: UnitOfWork, actor: Actor, project: Project, level: str) -> str:
    """Approve a project and give the letter its number; a second time returns the first."""
    project.require_open()
    if project.status == APPROVED:
        return project.approval_no
    year = uow.now.astimezone(COMPANY_ZONE).year
    company = staff.get_unit(uow.session, project.company_id)
    number = staff_service.take_yearly(uow, "LETTER", company.id, year)
    project.status, project.approved_at = APPROVED, uow.now
    project.decision_level = level
    project.approval_no = rules.approval_number(company.short_name or company.name, year, number)
    uow.record(
        events.ProjectApproved(
            **_facts(project), approval_no=project.approval_no, decision_level=level
        ),
        actor,
    )
    return project.approval_no


def record_stage(
    uow: UnitOfWork,
    actor: Actor,
    project: Project,
    step: tuple[str, int | None],
    facts: Mapping[str, Any],
) -> int:
    """Keep a step in the history of a project; return how far it has come."""
    stage, percent = step
    if stage not in rules.STAGES:
        raise Invalid([{"field": "stage", "message": "unknown"}])
    if percent is not None and not 0 <= percent <= 100:
        raise Invalid([{"field": "progress", "message": "between_0_and_100"}])
    project.require_open()
    usual = max(project.progress, rules.STAGES[stage])
    project.stage, project.progress = stage, usual if percent is None else percent
    uow.session.add(
        ProjectStage(
            id=new_id(),
            project_id=project.id,
            stage=stage,
            progress=project.progress,
            facts=to_plain(dict(facts)),
            recorded_by=actor.user_id,
            recorded_at=uow.now,
        )
    )
    uow.record(
        events.ProjectStageRecorded(**_facts(project), stage=stage, progress=project.progress),
        actor,
    )
    return project.progress


def reject_project(uow: UnitOfWork, actor: Actor, project: Project, reason: str) -> None:
    """Turn a project down; doing so twice changes nothing."""
    if project.status == REJECTED:
        return
    project.require_open()
    project.status, project.reason, project.closed_at = REJECTED, reason, uow.now
    uow.record(events.ProjectRejected(**_facts(project), reason=reason), actor)


def capitalise(
    uow: UnitOfWork,
    actor: Actor,
    project: Project,
    final_account: Decimal,
    assets: Sequence[tuple[str, Decimal]],
) -> int:
    """Settle a project and take over its assets, named with what each was estimated at."""
    if project.status == CLOSED:
        return len(queries.assets_of(uow.session, project.id))
    project.require_approved()
    total = to_cents(final_account)
    if total < 0:
        raise Invalid([{"field": "finalAccount", "message": "negative"}])
    listed = list(assets) or [(project.name, project.estimate)]
    shares = rules.share_cost(total, [value for _, value in listed])
    for (name, _), share in zip(listed, shares, strict=True):
        number = staff_service.take_number(uow, "ZC", project.org_id)
        uow.session.add(
            ProjectAsset(id=new_id(), number=number, project_id=project.id, name=name, value=share)
        )
    project.final_account, project.status, project.closed_at = total, CLOSED, uow.now
    project.progress = 100
    uow.record(
        events.ProjectCapitalised(**_facts(project), final_account=str(total), assets=len(listed)),
        actor,
    )
    return len(listed)


def _facts(project: Project) -> dict[str, str]:
    return {
        "instance_id": project.instance_id,
        "project_id": project.id,
        "number": project.number,
    }
