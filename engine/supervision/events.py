"""Facts about orders of supervision."""

from dataclasses import dataclass
from datetime import datetime

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    """Something happened to an order of supervision."""

    instance_id: str
    order_id: str
    number: str
    business_key: str
    title: str
    colour: str
    unit_id: str


@dataclass(frozen=True, kw_only=True)
class SupervisionOpened(OrderEvent):
    """A unit was ordered to answer for a case."""

    receivers: tuple[str, ...]
    reason: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class SupervisionRaised(OrderEvent):
    """An order became graver: the reply is overdue, or there was another cause."""

    level: int
    receivers: tuple[str, ...]
    keepers: tuple[str, ...]
    due_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class SupervisionAnswered(OrderEvent):
    """The unit replied."""

    keepers: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class SupervisionReturned(OrderEvent):
    """The reply was not good enough; a better one is due."""

    receivers: tuple[str, ...]
    text: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionAsked(OrderEvent):
    """The unit asked for more time."""

    keepers: tuple[str, ...]
    text: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionDecided(OrderEvent):
    """More time was granted or refused."""

    receivers: tuple[str, ...]
    is_granted: bool
    text: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class SupervisionClosed(OrderEvent):
    """The reply was judged and the order is over."""

    receivers: tuple[str, ...]
    grade: str
    conclusion: str
