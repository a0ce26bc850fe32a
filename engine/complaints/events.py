"""Facts about service orders; never who called or what was said."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    """A fact about one service order."""

    instance_id: str
    order_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderRegistered(OrderEvent):
    """Somebody told the hotline something."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class OrderDispatched(OrderEvent):
    """A unit, and perhaps a crew, became responsible."""

    org_id: str
    crew_group: str
    round: int


@dataclass(frozen=True, kw_only=True)
class OrderReplied(OrderEvent):
    """The caller got a reply."""

    replied_at: str


@dataclass(frozen=True, kw_only=True)
class OrderClosed(OrderEvent):
    """Nothing is left to be done."""

    conclusion: str
