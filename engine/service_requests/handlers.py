"""What diagrams do with applications for supply."""

from typing import Any

from engine.kernel.errors import Invalid, NotFound
from engine.kernel.inputs import to_decimal, to_list, to_moment, to_text
from engine.processes.topics import ServiceContext, case_cancelled, service_task
from engine.service_requests import queries, service
from engine.service_requests.model import ARCHIVED, CANCELLED, REJECTED, RUNNING, Application
from engine.staff import queries as staff
from engine.staff import service as staff_service


@service_task("service_requests.register")
def register(
    context: ServiceContext,
    *,
    applyName: Any = None,
    phone: Any = None,
    elecAddress: Any = None,
    customerType: Any = None,
    capacityKva: Any = None,
    voltageLevel: Any = None,
    stationCode: Any = None,
) -> dict[str, Any]:
    """Create the application; the station that supplies the address owns the case."""
    session = context.uow.session
    org_id = _station(context, to_text("stationCode", stationCode))
    new = service.NewApplication(
        number=_number(context, org_id),
        instance_id=context.instance_id,
        org_id=org_id,
        apply_name=to_text("applyName", applyName),
        phone=to_text("phone", phone, 40),
        address=to_text("elecAddress", elecAddress),
        customer_type=to_text("customerType", customerType, 20),
        capacity=to_decimal("capacityKva", capacityKva),
        voltage=to_text("voltageLevel", voltageLevel, 10),
    )
    application = queries.application_of_case(session, context.instance_id)
    if application is None:
        application = service.register_application(context.uow, context.actor, new)
    other = queries.open_twin(session, application)
    return {
        "bizId": application.id,
        "bizNo": application.number,
        "orgId": application.org_id,
        "regionType": staff.get_unit(session, application.org_id).region,
        "duplicateNo": other.number if other else "",
    }


@service_task("service_requests.classify")
def classify(context: ServiceContext, *, customerClass: Any = None) -> dict[str, Any]:
    """Store the class and the promise."""
    wanted = to_text("customerClass", customerClass, 8)
    promise = service.classify(context.uow, _application(context), wanted)
    return {"promiseAt": promise.isoformat()}


@service_task("service_requests.assign_area")
def assign_area(context: ServiceContext) -> dict[str, Any]:
    """Find the transformer of the address and its manager; nobody leaves it to the group."""
    transformer = service.assign_area(context.uow, _application(context))
    manager_id = transformer.manager_id if transformer else None
    people = staff.users_by_ids(context.uow.session, [manager_id] if manager_id else [])
    manager = people.get(manager_id or "")
    return {"areaManager": manager.username if manager and manager.is_active else ""}


@service_task("service_requests.record_plan")
def record_plan(context: ServiceContext, *, planReply: Any = None) -> dict[str, Any]:
    """Store the plan reply as a new version."""
    application = _application(context)
    version = service.record_plan(context.uow, context.actor, application, planReply)
    return {"planVersion": version}


@service_task("service_requests.record_fee")
def record_fee(
    context: ServiceContext,
    *,
    feeAmount: Any = None,
    feeItems: Any = None,
) -> None:
    """Store the receivable business fees."""
    amount = to_decimal("feeAmount", feeAmount)
    items = to_list(feeItems if feeItems is not None else (context.variables or {}).get("feeItems"))
    service.record_fee(context.uow, context.actor, _application(context), amount, items)


@service_task("service_requests.open_account")
def open_account(
    context: ServiceContext,
    *,
    meterNo: Any = None,
    firstReading: Any = None,
    energiseAt: Any = None,
) -> dict[str, Any]:
    """Create the account, the metering point and the binding to a tariff."""
    reading = to_decimal("firstReading", firstReading or 0)
    meter = (to_text("meterNo", meterNo, 40), reading)
    at = to_moment("energiseAt", energiseAt) or context.now
    application = _application(context)
    number = service.open_account(context.uow, context.actor, application, meter, at)
    return {"accountNo": number}


@service_task("service_requests.archive")
def archive(context: ServiceContext, *, archiveNo: Any = None) -> None:
    """Put the application into the archive."""
    application = _application(context)
    application.archive_no = to_text("archiveNo", archiveNo, 60)
    service.close_application(context.uow, context.actor, application, ARCHIVED, "")


@service_task("service_requests.refuse")
def refuse(context: ServiceContext, *, reason: Any = None) -> None:
    """Refuse the application with a reason."""
    text = to_text("reason", reason, 2000)
    if not text:
        raise Invalid([{"field": "reason", "message": "required"}])
    service.close_application(context.uow, context.actor, _application(context), REJECTED, text)


@service_task("service_requests.cancel")
def cancel(context: ServiceContext, *, reason: Any = None) -> None:
    """End an application that was withdrawn or has expired."""
    text = to_text("reason", reason, 2000)
    service.close_application(context.uow, context.actor, _application(context), CANCELLED, text)


def _application(context: ServiceContext) -> Application:
    biz_id = str((context.variables or {}).get("bizId") or "")
    found = queries.application_of_case(context.uow.session, context.instance_id, biz_id)
    if found is None:
        raise NotFound("application", context.instance_id)
    return found


def _station(context: ServiceContext, code: str) -> str:
    if not code:
        return context.org_id
    unit = staff.unit_by_code(context.uow.session, code)
    if unit is None:
        raise Invalid([{"field": "stationCode", "message": "unknown"}])
    return unit.id


def _number(context: ServiceContext, org_id: str) -> str:
    # A case that got its number when it started keeps it.
    if context.business_key.startswith("YK"):
        return context.business_key
    return staff_service.take_number(context.uow, "YK", org_id)


@case_cancelled
def withdraw(context: ServiceContext, reason: str) -> None:
    """End an application whose case is cancelled before supply began."""
    biz_id = str((context.variables or {}).get("bizId") or "")
    found = queries.application_of_case(context.uow.session, context.instance_id, biz_id)
    if found is not None and found.status == RUNNING:
        service.close_application(context.uow, context.actor, found, CANCELLED, reason)
