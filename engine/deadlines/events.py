"""Facts about calendars and limits."""

from dataclasses import dataclass
from typing import Any

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """Days of a unit's calendar were set anew; `cleared` are those it no longer has itself."""

    org_id: str
    days: list[str]
    source: str
    cleared: list[str]


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Event):
    """The hours of work of a unit, or its shifts, were set anew."""

    org_id: str
    kind: str
    hours: list[str]


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """A limit got a new edition; `policy` is all of it."""

    policy_code: str
    amount: int
    unit: str
    scope_org_id: str | None
    policy: dict[str, Any]
    replaces: str | None


@dataclass(frozen=True, kw_only=True)
class PolicyEnded(Event):
    """An edition of a limit ends on a date."""

    policy_code: str
    policy_id: str
    last_on: str
