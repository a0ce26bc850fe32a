"""Every limit and calendar at once, as a value that answers without a database."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from engine.deadlines.rules.calendar import WorkingCalendar
from engine.deadlines.rules.days import OFFICE, SHIFT, Day, DayType, Hours, Pattern, local_date
from engine.deadlines.rules.limits import (
    Pauses,
    Policy,
    Unit,
    due,
    moment_at_share,
    warn_moments,
    yellow_moment,
)
from engine.kernel.errors import NotFound

NATION = ""
CASE_CLOCK = "case"
CALENDARS = ("calendar-2026.csv", "calendar-2027.csv")
TEXTS = (
    "code",
    "sla_class",
    "region",
    "item_zh",
    "item_en",
    "biz_type",
    "starts_with",
    "warn_rule",
    "ladder",
    "basis_doc",
    "basis_art",
    "scope",
)


class UnknownPolicy(NotFound):
    """No limit with this code is in force there and then."""

    code = "unknown_policy"

    def __init__(self, policy: str, sla_class: str = "", region: str = "") -> None:
        super().__init__(
            "sla_policy", " ".join(part for part in (policy, sla_class, region) if part)
        )


@dataclass(frozen=True)
class Case:
    """What a limit depends on: the unit, the class of the case, the region of the site."""

    org_path: str = ""
    sla_class: str = ""
    region: str = ""

    @classmethod
    def of(cls, org_path: str, variables: Mapping[str, Any]) -> "Case":
        """Return the case a process instance with these variables is."""
        sla_class, region = variables.get("slaClass"), variables.get("regionType")
        return cls(org_path, str(sla_class or ""), str(region or ""))


ANY_CASE = Case()


@dataclass(frozen=True)
class TimeRules:
    """The limits by code, and days and patterns by unit (`""` is the whole nation)."""

    policies: Mapping[str, Sequence[Policy]]
    days: Mapping[str, Mapping[date, Day]]
    patterns: Mapping[str, Sequence[Pattern]] = field(default_factory=dict)
    _calendars: dict[tuple[str, str], WorkingCalendar] = field(default_factory=dict, compare=False)

    def calendar(self, org_path: str = "", kind: str = OFFICE) -> WorkingCalendar:
        """Return the calendar of a unit; what is nearer to it overrides what is farther.

        Hours come from the nearest unit that has any of the kind; without shifts anywhere
        the office counts.
        """
        if (org_path, kind) not in self._calendars:
            days: dict[date, Day] = {}
            for unit in (NATION, *_units(org_path)):
                days.update(self.days.get(unit, {}))
            self._calendars[org_path, kind] = WorkingCalendar(
                days,
                patterns=self._nearest(org_path, OFFICE),
                shifts=self._nearest(org_path, SHIFT) if kind == SHIFT else (),
            )
        return self._calendars[org_path, kind]

    def _nearest(self, org_path: str, kind: str) -> tuple[Pattern, ...]:
        for unit in (*reversed(_units(org_path)), NATION):
            own = tuple(each for each in self.patterns.get(unit, ()) if each.kind == kind)
            if own:
                return own
        return ()

    def policy(self, code: str, on: date, case: Case = ANY_CASE) -> Policy:
        """Return the limit of a case on a date: the closest fit, the nearest scope, the latest."""
        units = _units(case.org_path)
        found = [
            (_fit(each), _nearness(each, units), each.effective_from or date.min, each)
            for each in self.policies.get(code, ())
            if _fits(each, case, units) and each.is_valid(on)
        ]
        if not found:
            raise UnknownPolicy(code, case.sla_class, case.region)
        return max(found, key=lambda entry: entry[:3])[3]

    def due(
        self,
        code: str,
        start: datetime,
        case: Case = ANY_CASE,
        pauses: Pauses = (),
        now: datetime | None = None,
    ) -> datetime:
        """Return when a limit that started at a moment ends; an open pause lasts until now."""
        policy, calendar = self._counted(code, start, case)
        return due(policy, start, calendar, pauses, now)

    def warn_at(
        self,
        code: str,
        start: datetime,
        share: int | None = None,
        case: Case = ANY_CASE,
        pauses: Pauses = (),
    ) -> datetime | None:
        """Return the moment at a share (in percent) of a limit, by default its first warning."""
        if share is None:
            return next(iter(self.warnings(code, start, case, pauses)), None)
        policy, calendar = self._counted(code, start, case)
        return moment_at_share(policy, start, calendar, share, pauses)

    def warnings(
        self,
        code: str,
        start: datetime,
        case: Case = ANY_CASE,
        pauses: Pauses = (),
        rule: str | None = None,
    ) -> list[datetime]:
        """Return all moments to warn at, by the limit's own rule or another."""
        policy, calendar = self._counted(code, start, case)
        return warn_moments(policy, start, calendar, pauses, rule)

    def yellow_at(
        self,
        code: str,
        start: datetime,
        case: Case = ANY_CASE,
        pauses: Pauses = (),
        rule: str | None = None,
    ) -> datetime | None:
        """Return when the light turns yellow, by the limit's own rule or its first warning."""
        policy, calendar = self._counted(code, start, case)
        return yellow_moment(policy, start, calendar, pauses, rule)

    def _counted(self, code: str, start: datetime, case: Case) -> tuple[Policy, WorkingCalendar]:
        """Return the limit that counts from a moment, and the calendar it counts by."""
        policy = self.policy(code, local_date(start), case)
        return policy, self.calendar(case.org_path, policy.calendar)


@cache
def seed_time_rules() -> TimeRules:
    """Return the limits and calendars that are delivered with GridFlow."""
    return time_rules(seed_policies(), {NATION: seed_days()})


def time_rules(
    policies: Iterable[Policy],
    days: Mapping[str, Mapping[date, Day]],
    patterns: Mapping[str, Sequence[Pattern]] | None = None,
) -> TimeRules:
    """Return the time rules made of limits, days and patterns."""
    by_code: dict[str, list[Policy]] = {}
    for policy in policies:
        by_code.setdefault(policy.code, []).append(policy)
    return TimeRules(by_code, days, patterns or {})


def seed_days() -> dict[date, Day]:
    """Return the national calendar delivered with GridFlow."""
    return {
        date.fromisoformat(row["date"]): Day(
            type=DayType(row["type"]),
            name=row["name"],
            hours=Hours.read(row["hours"]) if row["hours"] else None,
            provisional=row["source"] == "PROVISIONAL",
        )
        for name in CALENDARS
        for row in seed_rows(name)
    }


def seed_policies() -> list[Policy]:
    """Return the limits delivered with GridFlow."""
    return [read_policy(row) for row in seed_rows("policies.csv")]


def read_policy(row: Mapping[str, str]) -> Policy:
    """Return the limit a row of the table stands for."""
    texts = {name: row[name] for name in TEXTS}
    return Policy(
        amount=int(row["amount"]),
        unit=Unit(row["unit"]),
        is_promise=row["promise"] == "yes",
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_to=date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        **texts,
    )


def stops_promise(reason: str) -> bool:
    """Tell whether a reason to pause stops the promise to the customer; unknown ones do."""
    return _clocks_by_reason().get(reason, CASE_CLOCK) == CASE_CLOCK


@cache
def _clocks_by_reason() -> Mapping[str, str]:
    return {row["code"]: row["clock"] for row in seed_rows("pause_reasons.csv")}


def seed_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table delivered with GridFlow."""
    text = (files("engine.deadlines") / "seed" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _units(org_path: str) -> list[str]:
    return [unit for unit in org_path.split("/") if unit]


def _fits(policy: Policy, case: Case, units: Sequence[str]) -> bool:
    return (
        policy.sla_class in ("", case.sla_class)
        and policy.region in ("", case.region)
        and (not policy.scope_org_id or policy.scope_org_id in units)
    )


def _fit(policy: Policy) -> int:
    return 2 * bool(policy.sla_class) + bool(policy.region)


def _nearness(policy: Policy, units: Sequence[str]) -> int:
    """Return how near a limit is: a unit's own, then the company's, then the nation's."""
    if policy.scope_org_id:
        return units.index(policy.scope_org_id)
    return -2 if policy.scope == "NATION" else -1
