"""Facts about money; those of a case carry its id, the others stand in the system's chain."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentEvent(Event):
    """A fact about one payment order; `instance_id` is empty for a bill."""

    instance_id: str
    order_number: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class PaymentAsked(PaymentEvent):
    """Somebody is asked to pay."""

    subject: str


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(PaymentEvent):
    """An order was paid, and a receipt given."""

    receipt_number: str
    provider: str
    provider_no: str


@dataclass(frozen=True, kw_only=True)
class PaymentClosed(PaymentEvent):
    """An order is no longer to be paid."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class PaymentDoubted(Event):
    """A provider told of a payment that does not fit; a clerk has to look into it."""

    provider: str
    provider_no: str
    order_number: str
    reason: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class PaymentSettled(Event):
    """A clerk has settled a payment that did not fit."""

    provider: str
    provider_no: str
    settled_as: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class RefundRequested(Event):
    """Somebody asked to pay money back."""

    instance_id: str
    refund_number: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class RefundPaid(Event):
    """Money was paid back, and a receipt below zero given."""

    instance_id: str
    refund_number: str
    amount: str
    receipt_number: str


@dataclass(frozen=True, kw_only=True)
class RefundGivenUp(Event):
    """The money is not paid back."""

    instance_id: str
    refund_number: str
    reason: str
