"""Payment orders, the receipts they end in, what does not fit, and refunds."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, Name, UtcDateTime
from engine.kernel.errors import Conflict

OPEN = "open"
PAID = "paid"
CLOSED = "closed"
SETTLED = "settled"
REQUESTED = "requested"
# What an order is for: the business fee of a case, or a bill of an account.
FEE = "fee"
BILL = "bill"
# Who took money at a desk; every other provider is one with a key.
COUNTER = "counter"


class OrderNotOpen(Conflict):
    """The order was paid or closed meanwhile."""

    code = "order_not_open"


class ExceptionSettled(Conflict):
    """Somebody has settled this already."""

    code = "exception_settled"


class RefundNotOpen(Conflict):
    """The refund was paid or given up already."""

    code = "refund_not_open"


class PaymentOrder(Base):
    """What somebody is asked to pay, once; the amount never changes."""

    __tablename__ = "payment_order"
    __table_args__ = (Index("ix_payment_order_org_path_opened_at", "org_path", "opened_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(10))
    instance_id: Mapped[str | None] = mapped_column(Id, index=True)
    account_no: Mapped[str] = mapped_column(String(20), default="")
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    payer: Mapped[str] = mapped_column(Name, default="")
    subject: Mapped[str] = mapped_column(Name)
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Tell whether it waits to be paid."""
        return self.status == OPEN

    def require_open(self) -> None:
        """Raise unless the order waits to be paid."""
        if not self.is_open:
            raise OrderNotOpen(f"{self.number} is {self.status}", number=self.number)


class Receipt(Base):
    """Money received or paid back (then below zero), once per number of its provider."""

    __tablename__ = "payment_receipt"
    __table_args__ = (
        UniqueConstraint("provider", "provider_no"),
        Index("ix_payment_receipt_org_path_recorded_at", "org_path", "recorded_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("payment_order.id"), index=True)
    provider: Mapped[str] = mapped_column(String(20))
    provider_no: Mapped[str] = mapped_column(String(64))
    way: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    invoice_no: Mapped[str] = mapped_column(String(60), default="")
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    paid_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(64))
    recorded_by_name: Mapped[str] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaymentException(Base):
    """A payment a provider told us of that does not fit its order; a clerk looks into it."""

    __tablename__ = "payment_exception"
    __table_args__ = (
        UniqueConstraint("provider", "provider_no", "reason"),
        Index("ix_payment_exception_status_told_at", "status", "told_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    provider: Mapped[str] = mapped_column(String(20))
    provider_no: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(20))
    order_number: Mapped[str] = mapped_column(String(64))
    order_id: Mapped[str | None] = mapped_column(Id)
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    expected: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    org_path: Mapped[str] = mapped_column(String(255))
    paid_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(10), default=OPEN)
    settled_as: Mapped[str] = mapped_column(String(20), default="")
    remark: Mapped[str] = mapped_column(String(500), default="")
    settled_by: Mapped[str | None] = mapped_column(String(64))
    settled_by_name: Mapped[str | None] = mapped_column(String(100))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def require_open(self) -> None:
        """Raise when somebody has settled it."""
        if self.status != OPEN:
            raise ExceptionSettled(
                f"{self.provider_no} is settled", by=self.settled_by_name, at=self.settled_at
            )


class Refund(Base):
    """Money to be paid back, from the request to the payment."""

    __tablename__ = "refund"
    __table_args__ = (Index("ix_refund_org_path_requested_at", "org_path", "requested_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    receipt_id: Mapped[str | None] = mapped_column(Id, index=True)
    account_no: Mapped[str] = mapped_column(String(20), default="")
    payee: Mapped[str] = mapped_column(Name, default="")
    reason: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(10), default=REQUESTED)
    requested_by: Mapped[str] = mapped_column(String(64))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voucher_no: Mapped[str] = mapped_column(String(60), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def require_open(self) -> None:
        """Raise when it was paid or given up."""
        if self.status != REQUESTED:
            raise RefundNotOpen(f"{self.number} is {self.status}", number=self.number)
