"""What is done with customers, accounts and interruptions of supply."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.access.rules import Permission
from engine.customers import queries, rules
from engine.customers.events import (
    AccountOpened,
    CustomerChanged,
    CustomerCreated,
    CustomerRevealed,
)
from engine.customers.model import (
    NORMAL,
    PREOPEN,
    Customer,
    MeteringPoint,
    SupplyAccount,
    SupplyInterruption,
)
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff
from engine.staff import service as staff_service


@dataclass(frozen=True)
class NewCustomer:
    """What is known about a customer when the record is made."""

    name: str
    org_id: str
    type: str = "RESIDENT"
    phone: str = ""
    email: str = ""
    address: str = ""
    certificate: str = ""
    important_level: str = "NONE"


@dataclass(frozen=True)
class NewAccount:
    """What is known about a place that is to be supplied."""

    customer_id: str
    org_id: str
    address: str
    capacity: Decimal
    category: str = "RESIDENTIAL"
    voltage: str = "220V"
    supply_mode: str = "LOW_SINGLE"
    transformer_id: str | None = None
    line_id: str | None = None


def create_customer(uow: UnitOfWork, actor: Actor, new: NewCustomer) -> Customer:
    """Make the record of a customer within the actor's reach."""
    unit = staff.get_unit(uow.session, new.org_id)
    require(actor, Permission.CUSTOMER_CREATE, unit.path)
    if not new.name.strip():
        raise Invalid([{"field": "name", "message": "required"}])
    if new.important_level not in rules.IMPORTANT:
        raise Invalid([{"field": "important_level", "message": "unknown"}])
    customer = Customer(
        id=new_id(),
        number=staff_service.take_number(uow, "KH", unit.id),
        name=new.name.strip(),
        type=new.type,
        phone=new.phone,
        email=new.email,
        address=new.address,
        cert_mask=rules.mask_certificate(new.certificate),
        cert_digest=rules.certificate_digest(new.certificate),
        important_level=new.important_level,
        org_id=unit.id,
        org_path=unit.path,
        created_at=uow.now,
    )
    uow.session.add(customer)
    uow.session.flush()
    uow.record(
        CustomerCreated(customer_id=customer.id, number=customer.number, org_id=unit.id), actor
    )
    return customer


def change_customer(
    uow: UnitOfWork, actor: Actor, customer_id: str, changes: dict[str, str]
) -> Customer:
    """Change how a customer is reached; name and supply change by a process only."""
    customer = queries.get_customer(uow.session, customer_id)
    require(actor, Permission.CUSTOMER_EDIT, customer.org_path)
    wrong = sorted(set(changes) - rules.EDITABLE)
    if wrong:
        raise Invalid([{"field": name, "message": "changed_by_process_only"} for name in wrong])
    for name, value in changes.items():
        setattr(customer, name, value)
    uow.record(CustomerChanged(customer_id=customer_id, fields=sorted(changes)), actor)
    return customer


def reveal_customer(uow: UnitOfWork, actor: Actor, customer_id: str, reason: str) -> Customer:
    """Return a customer's particulars unmasked, and keep who asked and why."""
    customer = queries.get_customer(uow.session, customer_id)
    require(actor, Permission.CUSTOMER_UNMASK, customer.org_path)
    if not reason.strip():
        raise Invalid([{"field": "reason", "message": "required"}])
    uow.record(CustomerRevealed(customer_id=customer_id, reason=reason.strip()), actor)
    return customer


def preopen_account(uow: UnitOfWork, new: NewAccount) -> SupplyAccount:
    """Reserve an account for a place that will be supplied."""
    unit = staff.get_unit(uow.session, new.org_id)
    account = SupplyAccount(
        id=new_id(),
        account_no=staff_service.take_account_number(uow, unit.id),
        customer_id=new.customer_id,
        org_id=unit.id,
        org_path=unit.path,
        address=new.address,
        category=new.category,
        voltage=new.voltage,
        contract_capacity=new.capacity,
        supply_mode=new.supply_mode,
        transformer_id=new.transformer_id,
        line_id=new.line_id,
        status=PREOPEN,
    )
    uow.session.add(account)
    uow.session.flush()
    return account


def open_account(
    uow: UnitOfWork, actor: Actor, account: SupplyAccount, meter: tuple[str, Decimal], at: datetime
) -> None:
    """Put up a meter, given as its number and first reading, and begin the supply."""
    meter_no, reading = meter
    if not meter_no:
        raise Invalid([{"field": "meterNo", "message": "required"}])
    account.status, account.opened_at = NORMAL, at
    account.tariff_code = f"{account.category}-{account.voltage}"
    point = MeteringPoint(
        id=new_id(),
        account_id=account.id,
        meter_no=meter_no,
        first_reading=reading,
        installed_at=at,
    )
    uow.session.add(point)
    uow.session.flush()
    uow.record(
        AccountOpened(
            account_no=account.account_no, customer_id=account.customer_id, meter_no=meter_no
        ),
        actor,
    )


def plan_interruption(
    uow: UnitOfWork,
    outage_no: str,
    transformer_ids: Iterable[str],
    span: tuple[datetime, datetime | None],
) -> None:
    """Keep which transformers an outage leaves without supply, in place of what was planned."""
    for known in queries.interruptions_of(uow.session, outage_no):
        uow.session.delete(known)
    for transformer_id in transformer_ids:
        uow.session.add(
            SupplyInterruption(
                id=new_id(),
                outage_no=outage_no,
                transformer_id=transformer_id,
                starts_at=span[0],
                expected_end_at=span[1],
            )
        )
    uow.session.flush()


def end_interruption(
    uow: UnitOfWork, outage_no: str, at: datetime, is_cancelled: bool = False
) -> None:
    """Keep that supply is back, or that an outage will not take place."""
    for interruption in queries.interruptions_of(uow.session, outage_no):
        interruption.ended_at, interruption.is_cancelled = at, is_cancelled
