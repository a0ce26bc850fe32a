"""What diagrams do with outages."""

from typing import Any

from engine.kernel.errors import Invalid, NotFound
from engine.kernel.inputs import to_list, to_moment, to_needed_moment, to_text
from engine.outages import queries, rules, service
from engine.outages.model import CANCELLED, DRAFT, PUBLISHED, Outage
from engine.processes.topics import BpmnError, ServiceContext, case_cancelled, service_task
from engine.staff import queries as directory
from engine.staff import service as staff


@service_task("outages.register")
def register(
    context: ServiceContext,
    *,
    kind: Any = None,
    planFrom: Any = None,
    planTo: Any = None,
    lines: Any = None,
    reason: Any = None,
    stationCode: Any = None,
) -> dict[str, Any]:
    """Create the outage; the station whose lines are touched owns the case."""
    session = context.uow.session
    known = queries.outage_of_case(session, context.instance_id)
    if known is None or known.is_over:
        org_id = _unit(context, to_text("stationCode", stationCode))
        new = service.NewOutage(
            number=_number(context, org_id, known),
            instance_id=context.instance_id,
            org_id=org_id,
            kind=to_text("kind", kind, 8),
            reason=to_text("reason", reason, 2000),
            lines=[to_text("lines", line, 100) for line in to_list(lines)],
            plan_from=to_moment("planFrom", planFrom) or context.now,
            plan_to=to_moment("planTo", planTo),
        )
        known = service.register_outage(context.uow, context.actor, new)
    region = directory.get_unit(session, known.org_id).region
    return {
        "bizId": known.id,
        "bizNo": known.number,
        "orgId": known.org_id,
        "regionType": region,
    }


@service_task("outages.analyse_impact")
def analyse_impact(
    context: ServiceContext, *, lines: Any = None, planFrom: Any = None, planTo: Any = None
) -> dict[str, Any]:
    """Find from the topology whom the outage touches."""
    outage = _outage(context)
    begin = to_moment("planFrom", planFrom) or outage.plan_from
    end = to_moment("planTo", planTo) or outage.plan_to
    names = [to_text("lines", line, 100) for line in to_list(lines) or outage.lines]
    impact = service.analyse_impact(context.uow, outage, names, (begin, end))
    return {
        "households": impact.households,
        "customerHours": impact.customer_hours,
        "transformers": impact.transformers,
        "importantUsers": impact.important_users,
        "topImportant": impact.is_top_important,
        "repeated": impact.is_repeated,
    }


@service_task("outages.check_publish")
def check_publish(context: ServiceContext, *, kind: Any = None, planFrom: Any = None) -> None:
    """Refuse to publish a planned outage less than seven times 24 hours ahead."""
    begin = to_needed_moment("planFrom", planFrom)
    if rules.is_too_late(to_text("kind", kind, 8), begin, context.now):
        raise BpmnError("TOO_LATE", f"{begin.isoformat()} is less than 7 x 24 hours away")


@service_task("outages.publish")
def publish(context: ServiceContext, *, channels: Any = None) -> dict[str, Any]:
    """Publish on every channel asked for."""
    names = [to_text("channels", name, 40) for name in to_list(channels)]
    at = service.publish_outage(context.uow, context.actor, _outage(context), names)
    return {"publishedAt": at.isoformat()}


@service_task("outages.publish_change")
def publish_change(
    context: ServiceContext, *, changeType: Any = None, newFrom: Any = None, newTo: Any = None
) -> None:
    """Tell all who had been told."""
    change = to_text("changeType", changeType, 12)
    span = (to_moment("newFrom", newFrom), to_moment("newTo", newTo))
    service.publish_change(context.uow, context.actor, _outage(context), change, span)


@service_task("outages.record_execution")
def record_execution(context: ServiceContext, *, offAt: Any = None) -> None:
    """Keep when supply went off."""
    off_at = to_moment("offAt", offAt) or context.now
    service.begin_outage(context.uow, context.actor, _outage(context), off_at)


@service_task("outages.close")
def close(context: ServiceContext, *, conclusion: Any = None, onAt: Any = None) -> dict[str, Any]:
    """Keep that supply is back or the outage was cancelled."""
    on_at = to_moment("onAt", onAt) or context.now
    wanted = to_text("conclusion", conclusion, 12)
    hours = service.close_outage(context.uow, context.actor, _outage(context), wanted, on_at)
    return {"actualCustomerHours": hours}


def _outage(context: ServiceContext) -> Outage:
    biz_id = str((context.variables or {}).get("bizId") or "")
    found = queries.outage_of_case(context.uow.session, context.instance_id, biz_id)
    if found is None:
        raise NotFound("outage", context.instance_id)
    return found


def _unit(context: ServiceContext, code: str) -> str:
    if not code:
        return str((context.variables or {}).get("orgId") or context.org_id)
    unit = directory.unit_by_code(context.uow.session, code)
    if unit is None:
        raise Invalid([{"field": "stationCode", "message": "unknown"}])
    return unit.id


def _number(context: ServiceContext, org_id: str, earlier: Outage | None) -> str:
    # A case that got its number when it started keeps it for its first outage.
    if earlier is None and context.business_key.startswith("TD"):
        return context.business_key
    return staff.take_number(context.uow, "TD", org_id)


@case_cancelled
def call_off(context: ServiceContext, _reason: str) -> None:
    """Call an outage off whose case is cancelled; where supply is off already, it stays so."""
    outage = queries.outage_of_case(context.uow.session, context.instance_id)
    if outage is not None and outage.status in (DRAFT, PUBLISHED):
        service.close_outage(context.uow, context.actor, outage, CANCELLED, context.now)
