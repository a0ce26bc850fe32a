"""What diagrams do with service orders."""

from typing import Any

from engine.complaints import queries, service
from engine.complaints.model import ServiceOrder
from engine.kernel.errors import NotFound
from engine.kernel.inputs import to_flag, to_moment, to_text
from engine.processes.topics import ServiceContext, case_cancelled, service_task
from engine.staff import queries as staff
from engine.staff import service as staff_service

# What the agent heard about the place of a fault counts more than where the account is.
REGIONS = {"URBAN", "RURAL", "REMOTE"}


@service_task("complaints.register")
def register(
    context: ServiceContext,
    *,
    kind: Any = None,
    callerName: Any = None,
    callerPhone: Any = None,
    accountNo: Any = None,
    content: Any = None,
) -> dict[str, Any]:
    """Create the order; the company that answers for it is known from then on."""
    variables = context.variables or {}
    order = queries.order_of_case(context.uow.session, context.instance_id)
    if order is None:
        org_id = _base(context)
        new = service.NewOrder(
            number=_number(context, org_id),
            instance_id=context.instance_id,
            org_id=org_id,
            kind=to_text("kind", kind, 12),
            caller_name=to_text("callerName", callerName),
            caller_phone=to_text("callerPhone", callerPhone, 40),
            account_no=to_text("accountNo", accountNo, 20),
            content=to_text("content", content, 10_000),
            address=to_text("contactAddr", variables.get("contactAddr")),
            secrecy=to_text("secrecy", variables.get("secrecy"), 20),
        )
        order = service.register_order(context.uow, context.actor, new)
    seen = str(variables.get("siteType") or "")
    region = seen if seen in REGIONS else service.region_of(context.uow, order)
    unit = service.company_for(context.uow, order, _base(context))
    return {"bizId": order.id, "bizNo": order.number, "regionType": region, "orgId": unit}


@service_task("complaints.match_outage")
def match_outage(
    context: ServiceContext, *, accountNo: Any = None, address: Any = None
) -> dict[str, Any]:
    """Tell whether an outage explains the report."""
    order = _order(context)
    account_no = to_text("accountNo", accountNo, 20) or order.account_no
    found = service.known_outage(context.uow, order, account_no, to_text("address", address))
    end = found.expected_end_at if found else None
    return {
        "knownOutage": found is not None,
        "outageNo": found.outage_no if found else "",
        "restoreEta": end.isoformat() if end else "",
    }


@service_task("complaints.link_outage")
def link_outage(context: ServiceContext, *, outageNo: Any = None) -> None:
    """Link the report to the outage that explains it, and close it."""
    order = _order(context)
    order.outage_no = to_text("outageNo", outageNo, 32)
    service.close_order(context.uow, context.actor, order, "KNOWN_OUTAGE")


@service_task("complaints.count_repeats")
def count_repeats(
    context: ServiceContext, *, accountNo: Any = None, category: Any = None
) -> dict[str, Any]:
    """Count how often the same customer came with the same matter within 60 days.

    From the second time on those above hear of it, without a drawing.
    """
    matter = to_text("category", category, 60)
    order = _order(context)
    repeats = service.count_repeats(context.uow, order, matter)
    if repeats:
        service.raise_repeat(context.uow, context.instance_id, order, _base(context))
    return {"repeatNo": repeats}


@service_task("complaints.dispatch")
def dispatch(context: ServiceContext) -> dict[str, Any]:
    """Choose the responsible unit, and for a fault another crew each time."""
    order = _order(context)
    found = service.dispatch(context.uow, context.actor, order, _base(context))
    return {"orgId": found.org_id, "crewGroup": found.crew_group}


@service_task("complaints.record_reply")
def record_reply(
    context: ServiceContext,
    *,
    replyText: Any = None,
    replyAt: Any = None,
    satisfied: Any = None,
) -> None:
    """Keep the reply to the customer."""
    at = to_moment("replyAt", replyAt) or context.now
    text = to_text("replyText", replyText, 10_000)
    is_satisfied = None if satisfied is None else to_flag(satisfied)
    order = _order(context)
    service.record_reply(context.uow, context.actor, order, text, at, is_satisfied=is_satisfied)


@service_task("complaints.close")
def close(context: ServiceContext, *, conclusion: Any = None) -> None:
    """Close the order."""
    text = to_text("conclusion", conclusion, 40)
    service.close_order(context.uow, context.actor, _order(context), text)


def _order(context: ServiceContext) -> ServiceOrder:
    biz_id = str((context.variables or {}).get("bizId") or "")
    found = queries.order_of_case(context.uow.session, context.instance_id, biz_id)
    if found is None:
        raise NotFound("service_order", context.instance_id)
    return found


def _base(context: ServiceContext) -> str:
    # Where the caller lives: the station the agent chose, else the unit of the case.
    code = str((context.variables or {}).get("stationCode") or "")
    unit = staff.unit_by_code(context.uow.session, code) if code else None
    return unit.id if unit else str((context.variables or {}).get("orgId") or context.org_id)


def _number(context: ServiceContext, org_id: str) -> str:
    # A case that got its number when it started keeps it.
    if context.business_key.startswith("GD"):
        return context.business_key
    return staff_service.take_number(context.uow, "GD", org_id, digits=6)


@case_cancelled
def drop(context: ServiceContext, _reason: str) -> None:
    """Close an order whose case is cancelled."""
    order = queries.order_of_case(context.uow.session, context.instance_id)
    if order is not None:
        service.close_order(context.uow, context.actor, order, "CANCELLED")
