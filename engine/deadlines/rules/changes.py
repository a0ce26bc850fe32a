"""Changes of calendars and limits as values: to be kept, foreseen and then made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from engine.deadlines.rules.days import Day, DayType, Hours, Pattern
from engine.deadlines.rules.limits import Policy, Unit
from engine.deadlines.rules.timetable import NATION, TimeRules

OFFICIAL_SOURCE = "OFFICIAL"
DATES = ("effective_from", "effective_to", "anchor", "valid_from", "valid_to")
SETS = ("weekdays", "cycle_days")


@dataclass(frozen=True)
class DaysChange:
    """Special days of a unit are set; a date without a day loses the unit's own entry."""

    org_id: str
    days: Mapping[date, Day | None]
    source: str = OFFICIAL_SOURCE


@dataclass(frozen=True)
class PatternsChange:
    """All patterns of one kind of a unit are replaced; none means those of the unit above."""

    org_id: str
    kind: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class PolicyChange:
    """A limit, or a new edition of one; the edition it replaces ends the day before."""

    policy: Policy
    replaces: Policy | None = None


@dataclass(frozen=True)
class PolicyEnd:
    """A limit ends on a date, the last on which it is in force."""

    policy: Policy
    last_on: date


Change = DaysChange | PatternsChange | PolicyChange | PolicyEnd
KINDS: dict[str, type[Change]] = {
    "days": DaysChange,
    "patterns": PatternsChange,
    "policy": PolicyChange,
    "policy_end": PolicyEnd,
}


def kind_of(change: Change) -> str:
    """Return the stable name of the kind of a change."""
    return next(name for name, kind in KINDS.items() if isinstance(change, kind))


def unit_of(change: Change) -> str:
    """Return the unit a change belongs to, `""` for the nation and the whole company."""
    if isinstance(change, DaysChange | PatternsChange):
        return change.org_id
    return change.policy.scope_org_id or NATION


def foreseen(rules: TimeRules, change: Change) -> TimeRules:
    """Return the time rules as they will be after a change."""
    if isinstance(change, DaysChange):
        days = {**rules.days, change.org_id: days_after(rules.days.get(change.org_id, {}), change)}
        return TimeRules(rules.policies, days, rules.patterns)
    if isinstance(change, PatternsChange):
        kept = [each for each in rules.patterns.get(change.org_id, ()) if each.kind != change.kind]
        patterns = {**rules.patterns, change.org_id: (*kept, *change.patterns)}
        return TimeRules(rules.policies, rules.days, patterns)
    code = change.policy.code
    policies = {**rules.policies, code: policies_after(rules.policies.get(code, ()), change)}
    return TimeRules(policies, rules.days, rules.patterns)


def days_after(known: Mapping[date, Day], change: DaysChange) -> dict[date, Day]:
    """Return a unit's special days after a change.

    An official arrangement of the nation ends all provisional days of its years.
    """
    is_arrangement = change.org_id == NATION and change.source == OFFICIAL_SOURCE
    years = {on.year for on in change.days} if is_arrangement else set()
    kept = {
        on: day
        for on, day in known.items()
        if on not in change.days and not (day.provisional and on.year in years)
    }
    return {**kept, **{on: day for on, day in change.days.items() if day is not None}}


def policies_after(known: Sequence[Policy], change: PolicyChange | PolicyEnd) -> list[Policy]:
    """Return the editions of a limit after a change."""
    if isinstance(change, PolicyEnd):
        return _ended(known, change.policy, change.last_on)
    begins = change.policy.effective_from
    if change.replaces is None or begins is None:
        return [*known, change.policy]
    return [*_ended(known, change.replaces, begins - timedelta(days=1)), change.policy]


def _ended(known: Sequence[Policy], policy: Policy, last_on: date) -> list[Policy]:
    return [replace(each, effective_to=last_on) if each == policy else each for each in known]


def to_json(change: Change) -> dict[str, Any]:
    """Return a change as plain values."""
    if isinstance(change, DaysChange):
        days = {on.isoformat(): day and plain_day(day) for on, day in change.days.items()}
        return {"org_id": change.org_id, "days": days, "source": change.source}
    if isinstance(change, PatternsChange):
        patterns = [_plain(pattern) for pattern in change.patterns]
        return {"org_id": change.org_id, "kind": change.kind, "patterns": patterns}
    if isinstance(change, PolicyEnd):
        return {"policy": _plain(change.policy), "last_on": change.last_on.isoformat()}
    replaces = change.replaces and _plain(change.replaces)
    return {"policy": _plain(change.policy), "replaces": replaces}


def from_json(kind: str, values: Mapping[str, Any]) -> Change:
    """Return the change that plain values stand for."""
    if kind == "days":
        days = {date.fromisoformat(on): day and read_day(day) for on, day in values["days"].items()}
        return DaysChange(values["org_id"], days, values["source"])
    if kind == "patterns":
        patterns = tuple(_pattern(each) for each in values["patterns"])
        return PatternsChange(values["org_id"], values["kind"], patterns)
    policy = _policy(values["policy"])
    if kind == "policy_end":
        return PolicyEnd(policy, date.fromisoformat(values["last_on"]))
    return PolicyChange(policy, _policy(values["replaces"]) if values["replaces"] else None)


def plain_day(day: Day) -> dict[str, Any]:
    """Return a day as plain values."""
    return {**_plain(day), "type": day.type.value}


def read_day(values: Mapping[str, Any]) -> Day:
    """Return the day that plain values stand for."""
    return Day(**{**_read(values), "type": DayType(values["type"])})


def _pattern(values: Mapping[str, Any]) -> Pattern:
    return Pattern(**_read(values))


def _policy(values: Mapping[str, Any]) -> Policy:
    return Policy(**{**_read(values), "unit": Unit(values["unit"])})


def _plain(thing: Any) -> dict[str, Any]:
    """Return the fields of a value as JSON can hold them."""
    found: dict[str, Any] = {}
    for each in fields(thing):
        value = getattr(thing, each.name)
        if each.name in DATES:
            value = value and value.isoformat()
        elif each.name in SETS:
            value = sorted(value)
        elif isinstance(value, Hours | Unit):
            value = str(value)
        found[each.name] = value
    return found


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for name in found.keys() & set(DATES):
        found[name] = date.fromisoformat(found[name]) if found[name] else None
    for name in found.keys() & set(SETS):
        found[name] = frozenset(found[name])
    if isinstance(found.get("hours"), str):
        found["hours"] = Hours.read(found["hours"], overnight=True)
    return found
