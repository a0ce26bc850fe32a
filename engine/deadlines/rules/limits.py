"""Limits: when something is due, when to warn, and how pauses move both."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from engine.deadlines.rules.calendar import (
    WorkingCalendar,
    add_working_days,
    add_working_time,
    subtract_working_days,
    subtract_working_time,
    working_time,
)
from engine.deadlines.rules.days import OFFICE
from engine.kernel.clock import COMPANY_ZONE


class Unit(StrEnum):
    """What a limit counts: working days, hours of work, or natural time."""

    WD = "WD"
    WH = "WH"
    DAY = "DAY"
    HOUR = "HOUR"
    MIN = "MIN"
    MONTH = "MONTH"


NATURAL = {
    Unit.DAY: timedelta(days=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.MIN: timedelta(minutes=1),
}
Pauses = Sequence[tuple[datetime, datetime | None]]
WORKING = frozenset({Unit.WD, Unit.WH})
SHORT_UNITS = {"WD": Unit.WD, "WH": Unit.WH, "D": Unit.DAY, "H": Unit.HOUR, "M": Unit.MIN}
WARNING = re.compile(r"(?P<share>\d{1,3})%|(?P<sign>[+-])(?P<amount>\d{1,4})(?P<unit>W?[DH]|M)")


@dataclass(frozen=True)
class Policy:
    """One limit: how long, counted how, on what basis, valid for whom, where and when.

    An empty `sla_class` or `region` fits every case that has no limit of its own. The light
    turns yellow by `yellow_rule`, without one at the first warning. `calendar` says whose
    hours count: `OFFICE`, or `SHIFT` for people who work in turns.
    """

    code: str
    amount: int
    unit: Unit
    warn_rule: str = "80%"
    ladder: str = "E1"
    item_zh: str = ""
    item_en: str = ""
    biz_type: str = ""
    basis_doc: str = ""
    basis_art: str = ""
    sla_class: str = ""
    region: str = ""
    starts_with: str = "task"
    is_promise: bool = False
    scope: str = "COMPANY"
    scope_org_id: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    source_text: str = ""
    yellow_rule: str = ""
    calendar: str = OFFICE
    id: str = field(default="", compare=False)

    @property
    def is_working(self) -> bool:
        """Tell whether the limit runs in working time."""
        return self.unit in WORKING

    def is_valid(self, on: date) -> bool:
        """Tell whether the limit is in force on a date."""
        started = self.effective_from is None or self.effective_from <= on
        return started and (self.effective_to is None or on <= self.effective_to)


class Pause(NamedTuple):
    """A span during which the clock stood still; an open one has no end yet."""

    from_at: datetime
    to_at: datetime | None = None


@dataclass(frozen=True)
class WarnPoint:
    """When to warn: at a share of the span, or so long after the start or before the end."""

    share: int | None = None
    sign: str = ""
    amount: int = 0
    unit: Unit = Unit.HOUR


def read_warn_rule(text: str) -> tuple[WarnPoint, ...]:
    """Read `50%,80%`, `-2WD` (before the end) or `+4H` (after the start)."""
    return tuple(_read_warning(part.strip()) for part in text.split(",") if part.strip())


def due(
    policy: Policy,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Pauses = (),
    now: datetime | None = None,
) -> datetime:
    """Return when a limit that started at a moment ends; an open pause lasts until now."""
    return _shifted(_end(policy, start, calendar), policy, start, calendar, merged(pauses, now))


def moment_at_share(
    policy: Policy,
    start: datetime,
    calendar: WorkingCalendar,
    share: int,
    pauses: Pauses = (),
) -> datetime:
    """Return the moment when a share (in percent) of the limit has passed in its own clock."""
    span = _between(policy, calendar, start, _end(policy, start, calendar))
    moment = _add(policy, calendar, start, span * share / 100)
    return _shifted(moment, policy, start, calendar, merged(pauses, None))


def warn_moments(
    policy: Policy,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Pauses = (),
    rule: str | None = None,
) -> list[datetime]:
    """Return when to warn, in order; moments outside start and end are left out."""
    ends = due(policy, start, calendar, pauses)
    found = {
        _warning_moment(warning, policy, start, calendar, pauses)
        for warning in read_warn_rule(policy.warn_rule if rule is None else rule)
    }
    return sorted(moment for moment in found if start < moment < ends)


def yellow_moment(
    policy: Policy,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Pauses = (),
    rule: str | None = None,
) -> datetime | None:
    """Return when the light turns yellow: by the limit's own rule, else at its first warning."""
    own = warn_moments(policy, start, calendar, pauses, policy.yellow_rule)
    return next(iter(own or warn_moments(policy, start, calendar, pauses, rule)), None)


def merged(pauses: Pauses, until: datetime | None) -> list[tuple[datetime, datetime]]:
    """Return the spans of the pauses in order, overlapping ones joined, open ones until then.

    Without a moment nobody knows how long an open pause will last, so it counts nothing.
    """
    spans: list[tuple[datetime, datetime]] = []
    for start, end in sorted((begun, ended or until or begun) for begun, ended in pauses):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _end(policy: Policy, start: datetime, calendar: WorkingCalendar) -> datetime:
    if policy.unit is Unit.WD:
        return add_working_days(calendar, start, policy.amount)
    if policy.unit is Unit.WH:
        return add_working_time(calendar, start, timedelta(hours=policy.amount))
    if policy.unit is Unit.MONTH:
        return _add_months(start, policy.amount)
    return start + NATURAL[policy.unit] * policy.amount


def _add_months(start: datetime, months: int) -> datetime:
    local = start.astimezone(COMPANY_ZONE)
    years, month = divmod(local.month - 1 + months, 12)
    year = local.year + years
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(start.tzinfo)


def _shifted(
    moment: datetime,
    policy: Policy,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Sequence[tuple[datetime, datetime]],
) -> datetime:
    """Move a moment by the part of each pause that lies between the start and the moment."""
    for from_at, to_at in pauses:
        if from_at >= moment:
            break
        lost = _between(policy, calendar, max(from_at, start), to_at)
        moment = _add(policy, calendar, moment, lost)
    return moment


def _between(
    policy: Policy, calendar: WorkingCalendar, start: datetime, end: datetime
) -> timedelta:
    if policy.is_working:
        return working_time(calendar, start, end)
    return max(end - start, timedelta())


def _add(policy: Policy, calendar: WorkingCalendar, start: datetime, amount: timedelta) -> datetime:
    return add_working_time(calendar, start, amount) if policy.is_working else start + amount


def _warning_moment(
    warning: WarnPoint,
    policy: Policy,
    start: datetime,
    calendar: WorkingCalendar,
    pauses: Pauses,
) -> datetime:
    if warning.share is not None:
        return moment_at_share(policy, start, calendar, warning.share, pauses)
    if warning.sign == "+":
        return due(Policy(policy.code, warning.amount, warning.unit), start, calendar, pauses)
    ends = due(policy, start, calendar, pauses)
    if warning.unit is Unit.WD:
        return subtract_working_days(calendar, ends, warning.amount)
    if warning.unit is Unit.WH:
        return subtract_working_time(calendar, ends, timedelta(hours=warning.amount))
    return ends - NATURAL[warning.unit] * warning.amount


def _read_warning(text: str) -> WarnPoint:
    match = WARNING.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no warning rule; write 80%, -2WD or +4H")
    if match["share"]:
        return WarnPoint(share=int(match["share"]))
    return WarnPoint(
        sign=match["sign"], amount=int(match["amount"]), unit=SHORT_UNITS[match["unit"]]
    )
