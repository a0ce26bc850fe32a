"""What diagrams do to have headquarters look."""

from typing import Any

from engine.kernel.actor import SYSTEM
from engine.kernel.errors import NotFound
from engine.kernel.inputs import to_text
from engine.oversight import queries, service
from engine.processes.topics import ServiceContext, service_task
from engine.staff import queries as staff
from engine.supervision import service as supervision
from engine.supervision.service import About, NewOrder


@service_task("oversight.freeze_package")
def freeze_package(
    context: ServiceContext, *, matter: Any = None, sourceNo: Any = None, summary: Any = None
) -> dict[str, Any]:
    """Freeze the case's data and files as they are now."""
    submission = service.Submission(
        instance_id=context.instance_id,
        org_id=str((context.variables or {}).get("orgId") or context.org_id),
        matter=to_text("matter", matter, 16),
        source_no=to_text("sourceNo", sourceNo or context.business_key, 64),
        summary=to_text("summary", summary, 10_000),
        content=context.variables or {},
    )
    review, errors = service.freeze_package(context.uow, context.actor, submission)
    return {
        "reviewNo": review.number,
        "packageHash": review.package_hash,
        "unitErrors": errors,
    }


@service_task("oversight.record_conclusion")
def record_conclusion(
    context: ServiceContext, *, result: Any = None, conditions: Any = None
) -> None:
    """Keep what headquarters decided."""
    review = queries.open_review(context.uow.session, context.instance_id)
    if review is None:
        raise NotFound("hq_review", context.instance_id)
    decided = to_text("result", result, 20)
    text = to_text("conditions", conditions, 10_000)
    service.conclude_review(context.uow, context.actor, review, decided, text)


@service_task("oversight.open_supervision")
def open_supervision(
    context: ServiceContext, *, level: Any = None, unit: Any = None, reason: Any = None
) -> dict[str, Any]:
    """Tell a unit to do what is late."""
    session = context.uow.session
    code = to_text("unit", unit, 32)
    named = staff.unit_by_code(session, code) if code else None
    about = About(context.instance_id, context.business_key, context.title)
    new = NewOrder(
        unit_id=named.id if named else code or context.org_id,
        colour=to_text("level", level, 8),
        reason=to_text("reason", reason, 2000),
    )
    order = supervision.open_order(context.uow, SYSTEM, about, new)
    return {"supervisionNo": order.number}
