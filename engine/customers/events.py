"""Facts about customers and accounts; names of fields, never personal values."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(Event):
    """Somebody became a customer."""

    customer_id: str
    number: str
    org_id: str


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(Event):
    """A customer's particulars were changed."""

    customer_id: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class CustomerRevealed(Event):
    """Somebody looked at a customer's unmasked particulars."""

    customer_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """A place is supplied from now on."""

    account_no: str
    customer_id: str
    meter_no: str
