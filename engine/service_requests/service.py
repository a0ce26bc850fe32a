"""What is done with applications for supply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.customers import queries as customers
from engine.customers import rules as places
from engine.customers import service as customer_service
from engine.customers.model import GridTransformer, SupplyAccount
from engine.db import UnitOfWork
from engine.deadlines.rules import Case
from engine.deadlines.service import current_rules
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Invalid, NotFound
from engine.kernel.ids import new_id
from engine.kernel.inputs import to_plain
from engine.kernel.money import to_cents
from engine.payments.service import NewOrder, open_order
from engine.service_requests import events, queries, rules
from engine.service_requests.model import ENERGISED, Application, BusinessFee, SupplyPlan
from engine.staff import queries as staff


@dataclass(frozen=True)
class NewApplication:
    """What an applicant says, and where the case belongs."""

    number: str
    instance_id: str
    org_id: str
    apply_name: str
    phone: str
    address: str
    customer_type: str
    capacity: Decimal
    voltage: str = ""


def register_application(uow: UnitOfWork, actor: Actor, new: NewApplication) -> Application:
    """Keep what a customer applied for."""
    unit = staff.get_unit(uow.session, new.org_id)
    problems = [
        {"field": field, "message": "required"}
        for field, value in (("applyName", new.apply_name), ("elecAddress", new.address))
        if not value
    ]
    if new.capacity <= 0:
        problems.append({"field": "capacityKva", "message": "must_be_positive"})
    if problems:
        raise Invalid(problems)
    application = Application(
        id=new_id(),
        number=new.number,
        instance_id=new.instance_id,
        org_id=unit.id,
        org_path=unit.path,
        apply_name=new.apply_name,
        phone=new.phone,
        address=new.address,
        place=places.plain_address(new.address),
        customer_type=new.customer_type,
        capacity=new.capacity,
        voltage=new.voltage,
        created_at=uow.now,
    )
    uow.session.add(application)
    uow.session.flush()
    uow.record(
        events.ApplicationRegistered(
            instance_id=new.instance_id,
            application_id=application.id,
            number=new.number,
            org_id=unit.id,
        ),
        actor,
    )
    return application


def classify(uow: UnitOfWork, application: Application, customer_class: str) -> datetime:
    """Set the class of an application; return until when the company promises supply."""
    if customer_class not in rules.CLASSES:
        raise Invalid([{"field": "customerClass", "message": "unknown"}])
    application.require_open()
    application.customer_class = customer_class
    case = Case(application.org_path, customer_class)
    application.promise_at = current_rules(uow).due("CONN.TOTAL", application.created_at, case)
    return application.promise_at


def assign_area(uow: UnitOfWork, application: Application) -> GridTransformer | None:
    """Reserve an account, and find the transformer whose area the address lies in."""
    found = places.best_place(
        application.address, customers.transformers_of_unit(uow.session, application.org_id)
    )
    transformer = found if isinstance(found, GridTransformer) else None
    account = _account_of(uow, application)
    if transformer is not None and account.transformer_id is None:
        account.transformer_id, account.line_id = transformer.id, transformer.line_id
    return transformer


def record_plan(uow: UnitOfWork, actor: Actor, application: Application, reply: Any) -> int:
    """Keep a new version of the supply plan; return its number."""
    application.require_open()
    version = queries.next_version(uow.session, application.id)
    uow.session.add(
        SupplyPlan(
            id=new_id(),
            application_id=application.id,
            version=version,
            reply=to_plain(reply),
            recorded_by=actor.user_id,
            recorded_at=uow.now,
        )
    )
    uow.record(
        events.PlanReplied(
            instance_id=application.instance_id, application_id=application.id, version=version
        ),
        actor,
    )
    return version


def record_fee(
    uow: UnitOfWork, actor: Actor, application: Application, amount: Decimal, items: Sequence[Any]
) -> None:
    """Fix what the applicant has to pay."""
    application.require_open()
    problem = rules.fee_problem(application.customer_class, amount, items)
    if problem:
        raise Invalid([{"field": "feeAmount", "message": problem}])
    uow.session.add(
        BusinessFee(
            id=new_id(),
            application_id=application.id,
            amount=to_cents(amount),
            items=to_plain(list(items)),
            recorded_by=actor.user_id,
            recorded_at=uow.now,
        )
    )
    if amount > 0:
        open_order(uow, actor, _fee_order(application, amount))
    uow.record(
        events.FeeFixed(
            instance_id=application.instance_id,
            application_id=application.id,
            amount=str(to_cents(amount)),
        ),
        actor,
    )


def _fee_order(application: Application, amount: Decimal) -> NewOrder:
    return NewOrder(
        org_id=application.org_id,
        amount=to_cents(amount),
        subject=f"业务费 {application.number}",
        payer=application.apply_name,
        instance_id=application.instance_id,
    )


def open_account(
    uow: UnitOfWork,
    actor: Actor,
    application: Application,
    meter: tuple[str, Decimal],
    at: datetime,
) -> str:
    """Begin the supply with a meter (its number and first reading); return the account number."""
    application.require_open()
    account = _account_of(uow, application)
    if application.status != ENERGISED:
        customer_service.open_account(uow, actor, account, meter, at)
        application.status, application.energised_at = ENERGISED, at
    return account.account_no


def close_application(
    uow: UnitOfWork, actor: Actor, application: Application, status: str, reason: str
) -> None:
    """Bring an application to its end; doing so twice changes nothing."""
    if application.status == status:
        return
    application.close(status, uow.now, reason)
    uow.record(
        events.ApplicationClosed(
            instance_id=application.instance_id,
            application_id=application.id,
            number=application.number,
            status=status,
            reason=reason,
        ),
        actor,
    )


def _account_of(uow: UnitOfWork, application: Application) -> SupplyAccount:
    if application.account_id is not None:
        found = uow.session.get(SupplyAccount, application.account_id)
        if found is None:
            raise NotFound("supply_account", application.account_id)
        return found
    # The diagram acts here, not the person at the counter: the customer comes into being
    # because the application was accepted.
    new_customer = customer_service.NewCustomer(
        name=application.apply_name,
        org_id=application.org_id,
        type=application.customer_type or "RESIDENT",
        phone=application.phone,
        address=application.address,
    )
    customer = customer_service.create_customer(uow, SYSTEM, new_customer)
    voltage = rules.default_voltage(application.customer_class, application.voltage)
    is_dual = application.customer_class == "HV2"
    account = customer_service.preopen_account(
        uow,
        customer_service.NewAccount(
            customer_id=customer.id,
            org_id=application.org_id,
            address=application.address,
            capacity=application.capacity,
            category=rules.CATEGORY.get(application.customer_class, "RESIDENTIAL"),
            voltage=voltage,
            supply_mode=places.supply_mode(voltage, is_dual),
        ),
    )
    application.account_id = account.id
    return account
