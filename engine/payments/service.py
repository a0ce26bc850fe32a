"""What is done with payment orders: open, take money for them, close."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.access.rules import Permission
from engine.customers import queries as customers
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.kernel.money import to_cents
from engine.payments import events, queries
from engine.payments.model import BILL, CLOSED, COUNTER, FEE, PAID, PaymentOrder, Receipt
from engine.payments.rules import LARGEST
from engine.scheduler.service import NewJob, schedule
from engine.staff import queries as staff
from engine.staff.service import take_number
from engine.tasks.service import keep_chain

GO_ON = "payments.go_on"
AT_THE_COUNTER = ("CASH", "POS", "BANK")


@dataclass(frozen=True)
class NewOrder:
    """What is to be paid, by whom, and to which unit; `instance_id` is empty for a bill."""

    org_id: str
    amount: Decimal
    subject: str
    payer: str = ""
    account_no: str = ""
    instance_id: str = ""


@dataclass(frozen=True)
class Paid:
    """Money that came in: from whom we know it, under which number, how and when."""

    provider: str
    provider_no: str
    way: str
    paid_at: datetime
    invoice_no: str = ""


def open_order(uow: UnitOfWork, actor: Actor, new: NewOrder) -> PaymentOrder:
    """Ask for money; a case asks for one thing at a time, so an earlier open order is closed.

    The case of the order must be locked. Raises `Invalid` for an amount that cannot be paid.
    """
    amount = _payable("amount", new.amount)
    unit = staff.get_unit(uow.session, new.org_id)
    former = _asked_before(uow, new, amount)
    if former is not None:
        return former
    replaced = queries.open_order_of_case(uow.session, new.instance_id) if new.instance_id else None
    if replaced is not None:
        close_order(uow, actor, replaced, "replaced")
    order = PaymentOrder(
        id=new_id(),
        number=take_number(uow, "JF", unit.id),
        purpose=FEE if new.instance_id else BILL,
        instance_id=new.instance_id or None,
        account_no=new.account_no,
        org_id=unit.id,
        org_path=unit.path,
        payer=new.payer[:200],
        subject=new.subject[:200],
        amount=amount,
        opened_by=actor.user_id,
        opened_at=uow.now,
    )
    uow.session.add(order)
    uow.session.flush()
    uow.record(events.PaymentAsked(**_facts(order), subject=order.subject), actor)
    return order


def _asked_before(uow: UnitOfWork, new: NewOrder, amount: Decimal) -> PaymentOrder | None:
    """Return what a case asked for in the very same words, open or paid.

    A case that was sent back comes by again: what was paid then is not to be paid twice.
    """
    orders = queries.orders_of_case(uow.session, new.instance_id) if new.instance_id else []
    same = (order for order in orders if (order.amount, order.subject) == (amount, new.subject))
    found = next((order for order in same if order.status != CLOSED), None)
    if found is not None and found.status == PAID:
        schedule(uow, NewJob(GO_ON, uow.now, new.instance_id, new.instance_id))
    return found


def open_bill(
    uow: UnitOfWork, actor: Actor, account_no: str, amount: Decimal, subject: str
) -> PaymentOrder:
    """Ask the customer of an account for money, as a clerk of his unit does."""
    account = customers.account_by_no(uow.session, account_no.strip())
    if account is None or not actor.sees(account.org_path):
        raise Invalid(
            [{"field": "account_no", "code": "unknown_account", "message": "unknown account"}]
        )
    require(actor, Permission.PAYMENT_COLLECT, account.org_path)
    if not subject.strip():
        raise Invalid([{"field": "subject", "code": "required", "message": "required"}])
    customer = customers.get_customer(uow.session, account.customer_id)
    new = NewOrder(account.org_id, amount, subject.strip(), customer.name, account.account_no)
    return open_order(uow, actor, new)


def close_order(uow: UnitOfWork, actor: Actor, order: PaymentOrder, reason: str) -> None:
    """Ask for the money of a locked order no more."""
    order.require_open()
    order.status, order.ended_at = CLOSED, uow.now
    uow.record(events.PaymentClosed(**_facts(order), reason=reason), actor)


def withdraw_bill(uow: UnitOfWork, actor: Actor, order_id: str, reason: str) -> None:
    """Take back what a clerk asked for by mistake; the fee of a case belongs to its case."""
    order = queries.lock_order(uow.session, order_id)
    require(actor, Permission.PAYMENT_COLLECT, order.org_path)
    if order.purpose != BILL or not reason.strip():
        raise Invalid([{"field": "reason", "code": "required", "message": "required"}])
    close_order(uow, actor, order, reason.strip()[:500])


def take_payment(uow: UnitOfWork, actor: Actor, order: PaymentOrder, paid: Paid) -> Receipt:
    """Give the receipt of a locked open order; receipts of a unit and day have no gaps."""
    order.require_open()
    order.status, order.ended_at = PAID, uow.now
    receipt = Receipt(
        id=new_id(),
        number=take_number(uow, "SJ", order.org_id),
        order_id=order.id,
        provider=paid.provider,
        provider_no=paid.provider_no,
        way=paid.way,
        amount=order.amount,
        invoice_no=paid.invoice_no,
        org_id=order.org_id,
        org_path=order.org_path,
        paid_at=paid.paid_at,
        recorded_by=actor.user_id,
        recorded_by_name=actor.name,
        recorded_at=uow.now,
    )
    uow.session.add(receipt)
    uow.session.flush()
    fact = events.PaymentReceived(
        **_facts(order),
        receipt_number=receipt.number,
        provider=paid.provider,
        provider_no=paid.provider_no,
    )
    uow.record(fact, actor)
    return receipt


def settle_at_counter(
    uow: UnitOfWork, actor: Actor, instance_id: str, amount: Decimal, paid: Paid
) -> Receipt | None:
    """Return the receipt of what a case asked for: of the provider, else of the counter now.

    The money of a counter must be the amount asked for, and cannot be said to be online.
    """
    orders = queries.orders_of_case(uow.session, instance_id)
    if not orders:
        return None
    order = queries.lock_order(uow.session, orders[0].id)
    if not order.is_open:
        return queries.receipt_of(uow.session, order.id)
    if paid.way not in AT_THE_COUNTER:
        raise Invalid(
            [
                {
                    "field": "payMode",
                    "code": "online_comes_from_the_provider",
                    "message": "online comes from the provider",
                }
            ]
        )
    if to_cents(amount) != order.amount:
        facts = {
            "field": "paidAmount",
            "code": "not_what_is_due",
            "message": "not what is due",
            "due": str(order.amount),
        }
        raise Invalid([facts], due=str(order.amount))
    return take_payment(uow, actor, order, paid)


def collect_bill(uow: UnitOfWork, actor: Actor, order_id: str, way: str, invoice: str) -> Receipt:
    """Take the money of a bill at the counter."""
    order = queries.lock_order(uow.session, order_id)
    require(actor, Permission.PAYMENT_COLLECT, order.org_path)
    if order.purpose != BILL or way not in AT_THE_COUNTER:
        raise Invalid([{"field": "way", "code": "unknown", "message": "unknown"}])
    paid = Paid(COUNTER, order.number, way, uow.now, invoice.strip()[:60])
    return take_payment(uow, actor, order, paid)


def lock_case_of(uow: UnitOfWork, order: PaymentOrder) -> ProcessInstance | None:
    """Lock the case an order belongs to; always before the order itself."""
    return lock_instance(uow, order.instance_id) if order.instance_id else None


def let_case_go_on(uow: UnitOfWork, case: ProcessInstance | None) -> None:
    """Have the step that waits for the payment completed by a job, and keep the chain."""
    if case is not None:
        schedule(uow, NewJob(GO_ON, uow.now, case.id, case.id))
        keep_chain(uow, case)


def _payable(field: str, amount: Decimal) -> Decimal:
    cents = to_cents(amount)
    if cents != amount or not Decimal(0) < cents <= LARGEST:
        raise Invalid([{"field": field, "code": "not_payable", "message": "not payable"}])
    return cents


def _facts(order: PaymentOrder) -> dict[str, str]:
    return {
        "instance_id": order.instance_id or "",
        "order_number": order.number,
        "amount": str(order.amount),
    }
