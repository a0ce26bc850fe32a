"""What diagrams do with projects."""

from decimal import Decimal
from typing import Any

from engine.kernel.errors import NotFound
from engine.kernel.inputs import to_decimal, to_int, to_list, to_text
from engine.processes.topics import ServiceContext, case_cancelled, service_task
from engine.projects import queries, rules, service
from engine.projects.model import PROPOSED, Project
from engine.staff import service as staff


@service_task("projects.register")
def register(
    context: ServiceContext,
    *,
    projectName: Any = None,
    projectType: Any = None,
    investEstimate: Any = None,
    voltageLevel: Any = None,
) -> dict[str, Any]:
    """Create the project."""
    project = queries.project_of_case(context.uow.session, context.instance_id)
    if project is None:
        org_id = str((context.variables or {}).get("orgId") or context.org_id)
        new = service.NewProject(
            number=_number(context, org_id),
            instance_id=context.instance_id,
            org_id=org_id,
            name=to_text("projectName", projectName),
            type=to_text("projectType", projectType, 20),
            estimate=to_decimal("investEstimate", investEstimate),
            voltage=to_text("voltageLevel", voltageLevel, 10),
        )
        project = service.register_project(context.uow, context.actor, new)
    return {"bizId": project.id, "bizNo": project.number}


@service_task("projects.check_duplicates")
def check_duplicates(
    context: ServiceContext, *, projectName: Any = None, investEstimate: Any = None
) -> dict[str, Any]:
    """Look for a twin, for budget, and for missing documents."""
    project = _project(context)
    estimate = to_decimal("investEstimate", investEstimate, project.estimate)
    variables = context.variables or {}
    given = {field: len(to_list(variables.get(field))) for field in rules.FILES}
    name = to_text("projectName", projectName)
    check = service.check_project(context.uow, project, name, estimate, given)
    return {
        "duplicateNo": check.duplicate_no,
        "budgetOk": check.is_budget_ok,
        "missingDocs": list(check.missing),
    }


@service_task("projects.issue_approval")
def issue_approval(context: ServiceContext, *, decisionLevel: Any = None) -> dict[str, Any]:
    """Give the letter of approval its number."""
    level = to_text("decisionLevel", decisionLevel, 20)
    number = service.issue_approval(context.uow, context.actor, _project(context), level)
    return {"approvalNo": number}


@service_task("projects.record_stage")
def record_stage(
    context: ServiceContext, *, stage: Any = None, progress: Any = None, facts: Any = None
) -> dict[str, Any]:
    """Keep a step in the history of the project."""
    reported = progress if progress is not None else (context.variables or {}).get("progress")
    percent = None if reported in (None, "") else to_int("progress", reported)
    step = (to_text("stage", stage, 16), percent)
    more = facts if isinstance(facts, dict) else {}
    project = _project(context)
    return {"progress": service.record_stage(context.uow, context.actor, project, step, more)}


@service_task("projects.reject")
def reject(context: ServiceContext, *, reason: Any = None) -> None:
    """Turn the project down."""
    text = to_text("reason", reason, 2000)
    service.reject_project(context.uow, context.actor, _project(context), text)


@service_task("projects.capitalise")
def capitalise(
    context: ServiceContext, *, finalAccount: Any = None, assets: Any = None
) -> dict[str, Any]:
    """Settle the project and take over its assets."""
    given = assets if assets is not None else (context.variables or {}).get("assets")
    listed = [_asset(entry) for entry in to_list(given)]
    total = to_decimal("finalAccount", finalAccount)
    project = _project(context)
    return {"assetCount": service.capitalise(context.uow, context.actor, project, total, listed)}


def _project(context: ServiceContext) -> Project:
    biz_id = str((context.variables or {}).get("bizId") or "")
    found = queries.project_of_case(context.uow.session, context.instance_id, biz_id)
    if found is None:
        raise NotFound("project", context.instance_id)
    return found


def _asset(entry: Any) -> tuple[str, Decimal]:
    if isinstance(entry, dict):
        value = to_decimal("assets", entry.get("value"), Decimal(1))
        return to_text("assets", entry.get("asset") or entry.get("name")), value
    return to_text("assets", entry), Decimal(1)


def _number(context: ServiceContext, org_id: str) -> str:
    # A case that got its number when it started keeps it.
    if context.business_key.startswith("XM"):
        return context.business_key
    return staff.take_number(context.uow, "XM", org_id)


@case_cancelled
def give_up(context: ServiceContext, reason: str) -> None:
    """Turn a project down whose case is cancelled before it was approved."""
    project = queries.project_of_case(context.uow.session, context.instance_id)
    if project is not None and project.status == PROPOSED:
        service.reject_project(context.uow, context.actor, project, reason)
