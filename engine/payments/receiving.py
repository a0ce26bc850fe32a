"""What payment providers tell us: each payment counts once, what does not fit is kept."""

from dataclasses import dataclass

from sqlalchemy.dialects import mysql, sqlite

from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.ids import new_id
from engine.payments import queries, rules
from engine.payments.events import PaymentDoubted
from engine.payments.model import OPEN, PAID, PaymentException, PaymentOrder, Receipt
from engine.payments.rules import Callback
from engine.payments.service import Paid, let_case_go_on, lock_case_of, take_payment
from engine.staff import queries as staff

ACCEPTED = "accepted"
REPEATED = "repeated"
DOUBTED = "doubted"
PROVIDER = Actor(user_id="payment", name="在线支付", is_system=True)


@dataclass(frozen=True)
class Received:
    """What became of a callback: accepted, repeated, or doubted with the reason."""

    state: str
    receipt_number: str = ""
    reason: str = ""


def receive_payment(uow: UnitOfWork, told: Callback) -> Received:
    """Take a provider's payment. Its number counts once, however often it is told.

    What does not fit an open order of this amount is kept for a clerk and changes nothing.
    The caller commits in every case.
    """
    order = queries.order_by_number(uow.session, told.order_number)
    case = lock_case_of(uow, order) if order is not None else None
    if order is not None:
        order = queries.lock_order(uow.session, order.id)
    known = queries.receipt_by_provider(uow.session, told.provider, told.provider_no)
    reason = _doubt(told, order, case, known)
    if reason:
        _keep_doubt(uow, told, order, reason)
        return Received(DOUBTED, reason=reason)
    if known is not None:
        return Received(REPEATED, known.number)
    assert order is not None, "without an order there is a doubt"
    paid = Paid(told.provider, told.provider_no, told.way, told.paid_at)
    receipt = take_payment(uow, PROVIDER, order, paid)
    let_case_go_on(uow, case)
    return Received(ACCEPTED, receipt.number)


def _doubt(
    told: Callback,
    order: PaymentOrder | None,
    case: ProcessInstance | None,
    known: Receipt | None,
) -> str:
    """Return why a payment does not fit; nothing when it does."""
    if known is not None:
        same = order is not None and (known.order_id, known.amount) == (order.id, told.amount)
        return "" if same else rules.CHANGED
    if order is None:
        return rules.UNKNOWN_ORDER
    if order.status == PAID:
        return rules.PAID_AGAIN
    if not order.is_open or (case is not None and not case.is_live):
        return rules.ORDER_CLOSED
    return "" if told.amount == order.amount else rules.MISMATCH


def _keep_doubt(uow: UnitOfWork, told: Callback, order: PaymentOrder | None, reason: str) -> None:
    root = staff.directory(uow.session).root()
    values = {
        "id": new_id(),
        "provider": told.provider,
        "provider_no": told.provider_no,
        "reason": reason,
        "order_number": told.order_number,
        "order_id": order.id if order else None,
        "amount": told.amount,
        "expected": order.amount if order else None,
        # Money nobody can be found for is a matter of the group.
        "org_path": order.org_path if order else (root.path if root else "/"),
        "paid_at": told.paid_at,
        "told_at": uow.now,
        "status": OPEN,
        "settled_as": "",
        "remark": "",
    }
    # One statement, so that two who tell the same at once cannot collide.
    if uow.session.get_bind().dialect.name == "sqlite":
        lite = sqlite.insert(PaymentException).values(values).on_conflict_do_nothing()
        uow.session.execute(lite)
    else:
        maria = mysql.insert(PaymentException).values(values)
        again = PaymentException.__table__.c.provider
        uow.session.execute(maria.on_duplicate_key_update(provider=again))
    kept = queries.exception_by_provider(uow.session, told.provider, told.provider_no, reason)
    if kept is not None and kept.id == values["id"]:
        fact = PaymentDoubted(
            provider=told.provider,
            provider_no=told.provider_no,
            order_number=told.order_number,
            reason=reason,
            amount=str(told.amount),
        )
        uow.record(fact, PROVIDER)
