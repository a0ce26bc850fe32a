"""Facts about calendars and limits."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """Days of a unit's calendar were set anew."""

    org_id: str
    days: list[str]
    source: str


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """A limit got a new edition."""

    policy_code: str
    amount: int
    unit: str
    scope_org_id: str | None
