"""Questions about orders, receipts, exceptions and refunds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.payments.model import OPEN, PaymentException, PaymentOrder, Receipt, Refund
from engine.payments.rules import UNMATCHED

PAGE = 20
VIEWS = ("open", "paid", "unmatched", "exceptions")


@dataclass(frozen=True)
class Line:
    """One line of the clerk's list: an order with its receipt, or a payment that does not fit."""

    order: PaymentOrder | None
    receipt: Receipt | None = None
    doubt: PaymentException | None = None


@dataclass(frozen=True)
class Page:
    """A page of the clerk's list; `has_more` tells whether another follows."""

    rows: Sequence[Line]
    has_more: bool


def get_order(session: Session, order_id: str) -> PaymentOrder:
    """Return an order."""
    found = session.get(PaymentOrder, order_id)
    if found is None:
        raise NotFound("payment_order", order_id)
    return found


def order_by_number(session: Session, number: str) -> PaymentOrder | None:
    """Return the order with a number, if there is one."""
    return session.scalars(select(PaymentOrder).where(PaymentOrder.number == number)).first()


def lock_order(session: Session, order_id: str) -> PaymentOrder:
    """Return an order as it is now, locked until the transaction ends."""
    statement = select(PaymentOrder).where(PaymentOrder.id == order_id).with_for_update()
    found = session.scalars(statement, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound("payment_order", order_id)
    return found


def orders_of_case(session: Session, instance_id: str) -> list[PaymentOrder]:
    """Return what a case asks to be paid, the latest first."""
    statement = select(PaymentOrder).where(PaymentOrder.instance_id == instance_id)
    return list(session.scalars(statement.order_by(PaymentOrder.id.desc())))


def open_order_of_case(session: Session, instance_id: str) -> PaymentOrder | None:
    """Return the order of a case that waits to be paid, if there is one."""
    found = orders_of_case(session, instance_id)
    return next((order for order in found if order.is_open), None)


def receipt_of(session: Session, order_id: str) -> Receipt | None:
    """Return the receipt of an order, if it was paid."""
    statement = select(Receipt).where(Receipt.order_id == order_id, Receipt.amount > 0)
    return session.scalars(statement.order_by(Receipt.id)).first()


def receipt_by_provider(session: Session, provider: str, provider_no: str) -> Receipt | None:
    """Return what was received under a provider's number, if anything was."""
    statement = select(Receipt).where(
        Receipt.provider == provider, Receipt.provider_no == provider_no
    )
    return session.scalars(statement).first()


def receipt_by_number(session: Session, number: str) -> Receipt | None:
    """Return the receipt with a number, if there is one."""
    return session.scalars(select(Receipt).where(Receipt.number == number)).first()


def lock_receipt(session: Session, receipt_id: str) -> Receipt:
    """Return a receipt, locked until the transaction ends."""
    statement = select(Receipt).where(Receipt.id == receipt_id).with_for_update()
    found = session.scalars(statement).first()
    if found is None:
        raise NotFound("receipt", receipt_id)
    return found


def lock_exception(session: Session, exception_id: str) -> PaymentException:
    """Return a payment that does not fit, locked until the transaction ends."""
    found_id = PaymentException.id == exception_id
    statement = select(PaymentException).where(found_id).with_for_update()
    found = session.scalars(statement, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound("payment_exception", exception_id)
    return found


def exception_by_provider(
    session: Session, provider: str, provider_no: str, reason: str
) -> PaymentException | None:
    """Return the doubt about a provider's payment, if it was noted already."""
    statement = select(PaymentException).where(
        PaymentException.provider == provider,
        PaymentException.provider_no == provider_no,
        PaymentException.reason == reason,
    )
    return session.scalars(statement).first()


def refund_of_case(session: Session, instance_id: str) -> Refund | None:
    """Return the refund a case is about."""
    statement = select(Refund).where(Refund.instance_id == instance_id)
    return session.scalars(statement.order_by(Refund.id.desc())).first()


def refunds_of_receipt(session: Session, receipt_id: str, besides: str = "") -> list[Decimal]:
    """Return the amounts asked or paid back of a receipt, those given up left out."""
    statement = select(Refund.amount).where(
        Refund.receipt_id == receipt_id, Refund.status != "closed", Refund.id != besides
    )
    return list(session.scalars(statement))


def page(session: Session, actor: Actor, view: str, text: str = "", number: int = 1) -> Page:
    """Return a page of the clerk's list within his reach, the latest first."""
    statement = {
        "open": _orders(actor, OPEN, text),
        "paid": _receipts(actor, text),
        "unmatched": _doubts(actor, text, unmatched=True),
        "exceptions": _doubts(actor, text, unmatched=False),
    }[view]
    first = (max(number, 1) - 1) * PAGE
    rows = session.execute(statement.offset(first).limit(PAGE + 1)).all()
    lines = [_line(view, row) for row in rows[:PAGE]]
    return Page(lines, len(rows) > PAGE)


def count_doubts(session: Session, actor: Actor) -> dict[str, int]:
    """Return how many payments within reach wait to be looked into, by view."""
    statement = select(PaymentException.reason).where(
        PaymentException.status == OPEN, within(PaymentException.org_path, actor)
    )
    reasons = list(session.scalars(statement.limit(1000)))
    unmatched = sum(reason in UNMATCHED for reason in reasons)
    return {"unmatched": unmatched, "exceptions": len(reasons) - unmatched}


def _line(view: str, row: Sequence[object]) -> Line:
    if view == "open":
        return Line(row[0])  # type: ignore[arg-type]  # the one entity of the statement
    if view == "paid":
        return Line(row[1], row[0])  # type: ignore[arg-type]  # receipt and order
    return Line(row[1], doubt=row[0])  # type: ignore[arg-type]  # doubt and order


def _orders(actor: Actor, status: str, text: str) -> Select[PaymentOrder]:
    statement = select(PaymentOrder).where(within(PaymentOrder.org_path, actor))
    statement = statement.where(PaymentOrder.status == status, _named(text))
    return statement.order_by(PaymentOrder.id.desc())


def _receipts(actor: Actor, text: str) -> Select[Receipt, PaymentOrder]:
    statement = select(Receipt, PaymentOrder).join(
        PaymentOrder, PaymentOrder.id == Receipt.order_id
    )
    fits = or_(_named(text), Receipt.number.contains(text, autoescape=True))
    return statement.where(within(Receipt.org_path, actor), fits).order_by(Receipt.id.desc())


def _doubts(actor: Actor, text: str, *, unmatched: bool) -> Select[PaymentException, PaymentOrder]:
    is_unmatched = PaymentException.reason.in_(sorted(UNMATCHED))
    statement = select(PaymentException, PaymentOrder).outerjoin(
        PaymentOrder, PaymentOrder.id == PaymentException.order_id
    )
    fits = or_(
        PaymentException.provider_no.contains(text, autoescape=True),
        PaymentException.order_number.contains(text, autoescape=True),
    )
    return statement.where(
        within(PaymentException.org_path, actor), is_unmatched if unmatched else ~is_unmatched, fits
    ).order_by(PaymentException.status, PaymentException.id.desc())


def _named(text: str) -> ColumnElement[bool]:
    return or_(
        PaymentOrder.number.contains(text, autoescape=True),
        PaymentOrder.payer.contains(text, autoescape=True),
        PaymentOrder.account_no.contains(text, autoescape=True),
        PaymentOrder.subject.contains(text, autoescape=True),
    )
