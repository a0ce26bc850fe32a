"""Facts about outages."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OutageEvent(Event):
    """A fact about one outage."""

    instance_id: str
    outage_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class OutageRegistered(OutageEvent):
    """An outage was asked for, or a fault was reported."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class OutagePublished(OutageEvent):
    """The public was told about an outage."""

    channels: list[str]
    plan_from: str


@dataclass(frozen=True, kw_only=True)
class OutageRepublished(OutageEvent):
    """All who had been told about an outage were told about a change."""

    change: str
    plan_from: str


@dataclass(frozen=True, kw_only=True)
class OutageBegun(OutageEvent):
    """Supply went off."""

    off_at: str


@dataclass(frozen=True, kw_only=True)
class OutageEnded(OutageEvent):
    """Supply is back, or the outage was cancelled."""

    conclusion: str
    customer_hours: str
