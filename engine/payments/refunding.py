"""Paying money back: asked for, paid once, or given up."""

from dataclasses import dataclass
from decimal import Decimal

from engine.customers import queries as customers
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.kernel.money import to_cents
from engine.payments import events, queries, rules
from engine.payments.model import CLOSED, PAID, Receipt, Refund
from engine.staff import queries as staff
from engine.staff.service import take_number

REFUND = "refund"


class SamePerson(Forbidden):
    """Whoever checked a refund does not pay it."""

    code = "refund_same_person"


@dataclass(frozen=True)
class NewRefund:
    """What is to be paid back, to whom, and from which receipt if there is one."""

    number: str
    instance_id: str
    org_id: str
    amount: Decimal
    reason: str
    receipt_no: str = ""
    account_no: str = ""


def request_refund(uow: UnitOfWork, actor: Actor, new: NewRefund) -> Refund:
    """Note that money is to be paid back; asked again with other values, those count.

    Raises `Invalid` with the field: an unknown account or receipt, or more than was paid.
    """
    unit = staff.get_unit(uow.session, new.org_id)
    receipt = _receipt(uow, new, unit.path)
    account = customers.account_by_no(uow.session, new.account_no) if new.account_no else None
    if new.account_no and account is None:
        raise Invalid(
            [{"field": "accountNo", "code": "unknown_account", "message": "unknown account"}]
        )
    former = queries.refund_of_case(uow.session, new.instance_id)
    amount = _refundable(uow, new.amount, receipt, former)
    customer = customers.get_customer(uow.session, account.customer_id) if account else None
    refund = former or Refund(
        id=new_id(),
        number=new.number,
        instance_id=new.instance_id,
        org_id=unit.id,
        org_path=unit.path,
        requested_by=actor.user_id,
        requested_at=uow.now,
    )
    refund.receipt_id = receipt.id if receipt else None
    refund.amount, refund.reason, refund.account_no = amount, new.reason[:20], new.account_no
    refund.payee = customer.name if customer else _payer(uow, receipt)
    if former is None:
        uow.session.add(refund)
    uow.session.flush()
    fact = events.RefundRequested(
        instance_id=new.instance_id, refund_number=refund.number, amount=str(amount)
    )
    uow.record(fact, actor)
    return refund


def pay_refund(uow: UnitOfWork, actor: Actor, refund: Refund, voucher_no: str) -> str:
    """Pay a refund once; returns the number of the receipt below zero, if one was paid before."""
    refund.require_open()
    refund.status, refund.ended_at, refund.voucher_no = PAID, uow.now, voucher_no[:60]
    number = ""
    if refund.receipt_id:
        former = queries.lock_receipt(uow.session, refund.receipt_id)
        number = _below_zero(uow, actor, former, refund).number
    fact = events.RefundPaid(
        instance_id=refund.instance_id,
        refund_number=refund.number,
        amount=str(refund.amount),
        receipt_number=number,
    )
    uow.record(fact, actor)
    return number


def give_up_refund(uow: UnitOfWork, actor: Actor, refund: Refund, reason: str) -> None:
    """Pay nothing back; doing so twice changes nothing."""
    if refund.status == CLOSED:
        return
    refund.require_open()
    refund.status, refund.ended_at = CLOSED, uow.now
    fact = events.RefundGivenUp(
        instance_id=refund.instance_id, refund_number=refund.number, reason=reason[:500]
    )
    uow.record(fact, actor)


def _receipt(uow: UnitOfWork, new: NewRefund, org_path: str) -> Receipt | None:
    if not new.receipt_no:
        return None
    found = queries.receipt_by_number(uow.session, new.receipt_no)
    below = found is not None and (
        found.org_path.startswith(org_path) or org_path.startswith(found.org_path)
    )
    if found is None or not below or found.amount <= 0:
        raise Invalid(
            [{"field": "receiptNo", "code": "unknown_receipt", "message": "unknown receipt"}]
        )
    return queries.lock_receipt(uow.session, found.id)


def _refundable(
    uow: UnitOfWork, wanted: Decimal, receipt: Receipt | None, former: Refund | None
) -> Decimal:
    amount = to_cents(wanted)
    if amount != wanted or not Decimal(0) < amount <= rules.LARGEST:
        raise Invalid([{"field": "refundAmount", "code": "not_payable", "message": "not payable"}])
    if receipt is not None:
        besides = former.id if former else ""
        taken = queries.refunds_of_receipt(uow.session, receipt.id, besides)
        left = rules.left_to_refund(receipt.amount, taken)
        if amount > left:
            facts = {
                "field": "refundAmount",
                "code": "more_than_paid",
                "message": "more than paid",
                "left": str(left),
            }
            raise Invalid([facts], left=str(left))
    return amount


def _payer(uow: UnitOfWork, receipt: Receipt | None) -> str:
    return queries.get_order(uow.session, receipt.order_id).payer if receipt else ""


def _below_zero(uow: UnitOfWork, actor: Actor, former: Receipt, refund: Refund) -> Receipt:
    receipt = Receipt(
        id=new_id(),
        number=take_number(uow, "TK", former.org_id),
        order_id=former.order_id,
        provider=REFUND,
        provider_no=refund.number,
        way=former.way,
        amount=-refund.amount,
        org_id=former.org_id,
        org_path=former.org_path,
        paid_at=uow.now,
        recorded_by=actor.user_id,
        recorded_by_name=actor.name,
        recorded_at=uow.now,
    )
    uow.session.add(receipt)
    uow.session.flush()
    return receipt
