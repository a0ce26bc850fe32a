"""Limits, days and hours as they are typed into forms; what cannot be read is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.deadlines.model import LOCAL
from engine.deadlines.rules import OFFICE, Day, DayType, Hours, Pattern, Policy, Unit
from engine.deadlines.rules.changes import DaysChange
from engine.deadlines.rules.checks import Found, problem
from engine.escalations.rules import LADDERS
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid

LONGEST_RANGE = 60
TEXTS = {
    "item_zh": 200,
    "item_en": 200,
    "basis_doc": 200,
    "basis_art": 60,
    "source_text": 4000,
    "warn_rule": 60,
    "yellow_rule": 20,
}
Form = MultiDict[str, str]


@dataclass
class Reader:
    """Reads fields of a form and keeps what is wrong with them."""

    form: Form
    problems: list[Found] = field(default_factory=list)

    def text(self, name: str, longest: int = 200) -> str:
        """Return a text without blanks around it."""
        found = self.form.get(name, "").strip()
        if len(found) > longest:
            self.problems.append(problem(name, "length", f"at most {longest} characters"))
        return found[:longest]

    def choice(self, name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
        """Return one of the known values."""
        found = self.form.get(name, "")
        if found not in known:
            self.problems.append(problem(name, "unknown", "not one of the choices"))
            return next(iter(known))
        return found

    def number(self, name: str) -> int:
        """Return a whole number, 0 when nothing is typed."""
        found = self.form.get(name, "").strip()
        if not found.isascii() or not found.isdigit():
            if found:
                self.problems.append(problem(name, "number", "a whole number"))
            return 0
        return min(int(found), 10**6)

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """Return a date, none when nothing is typed."""
        found = self.form.get(name, "").strip()
        if not found:
            if needed:
                self.problems.append(problem(name, "required", "is needed"))
            return None
        try:
            on = date.fromisoformat(found)
        except ValueError:
            on = None
        if on is None or not 1990 <= on.year <= 2100:
            self.problems.append(problem(name, "bad_date", "a date such as 2027-01-01"))
            return None
        return on

    def moment(self, name: str) -> datetime | None:
        """Return a moment in company time, none when nothing is typed."""
        found = self.form.get(name, "").strip()
        if not found:
            return None
        try:
            at = datetime.fromisoformat(found).replace(tzinfo=COMPANY_ZONE)
        except ValueError:
            at = None
        if at is None or not 2000 <= at.year <= 2100:
            self.problems.append(problem(name, "bad_moment", "such as 2027-01-01T09:00"))
            return None
        return at

    def hours(self, name: str, *, overnight: bool = False) -> Hours | None:
        """Return hours of work, none when nothing is typed."""
        found = self.text(name, 120).replace("，", ",").replace("：", ":").replace("–", "-")
        if not found:
            return None
        try:
            return Hours.read(found, overnight=overnight)
        except ValueError:
            self.problems.append(problem(name, "bad_hours", "such as 08:30-12:00,13:30-17:30"))
            return None

    def require_good(self) -> None:
        """Raise `Invalid` with all that is wrong so far."""
        if self.problems:
            raise Invalid(self.problems)


def read_policy(form: Form) -> Policy:
    """Return the limit a form describes; raise `Invalid` for what cannot be read."""
    read = Reader(form)
    texts = {name: read.text(name, longest) for name, longest in TEXTS.items()}
    unit_id = read.text("scope_org_id", 32)
    policy = Policy(
        code=read.text("code", 64).upper(),
        amount=read.number("amount"),
        unit=Unit(read.choice("unit", tuple(Unit))),
        ladder=read.choice("ladder", (*LADDERS, "none")),
        biz_type=read.text("biz_type", 20),
        sla_class=read.text("sla_class", 20),
        region=read.text("region", 16),
        starts_with=read.choice("starts_with", ("task", "instance")),
        is_promise=form.get("is_promise") == "yes",
        scope=read.choice("scope", ("COMPANY", "NATION", "PROVINCE", "CITY")),
        scope_org_id=unit_id or None,
        effective_from=read.day("effective_from", needed=True),
        effective_to=read.day("effective_to"),
        calendar=read.choice("calendar", ("OFFICE", "SHIFT")),
        **texts,
    )
    if policy.scope in ("PROVINCE", "CITY") and not unit_id:
        read.problems.append(problem("scope_org_id", "required", "which unit"))
    if policy.scope in ("NATION", "COMPANY") and unit_id:
        read.problems.append(problem("scope_org_id", "scope_of_all", "counts for all units"))
    read.require_good()
    return policy


def read_days(form: Form) -> DaysChange:
    """Return the days a form sets for a unit, one or several in a row."""
    read = Reader(form)
    org_id = read.text("unit", 32)
    first = read.day("from", needed=True)
    last = read.day("to") or first
    kind = read.choice("kind", ("HOLIDAY", "MAKEUP", "CLEAR"))
    name, hours = read.text("name", 100), read.hours("hours")
    if kind != "MAKEUP" and hours:
        read.problems.append(problem("hours", "no_hours", "only a make-up day has hours"))
    length = (last - first).days if first and last else 0
    if length < 0:
        read.problems.append(problem("to", "date_order", "ends before it begins"))
    if length >= LONGEST_RANGE:
        read.problems.append(problem("to", "range", f"at most {LONGEST_RANGE} days"))
    read.require_good()
    day = None if kind == "CLEAR" else Day(DayType(kind), name, hours, local=True)
    start = first or date.min
    days = {start + timedelta(days=number): day for number in range(length + 1)}
    return DaysChange(org_id, days, LOCAL)


def read_patterns(form: Form, kind: str) -> tuple[Pattern, ...]:
    """Return the hours of a unit a form describes; a row without hours is left out.

    The fields of row 3 are `hours-3`, `name-3` and so on; weekdays are boxes `day-3`.
    """
    read = Reader(form)
    rows = sorted(
        int(name.partition("-")[2])
        for name in form
        if name.startswith("hours-") and name.partition("-")[2].isdigit()
    )
    found = [_read_pattern(read, kind, number) for number in rows[:20]]
    read.require_good()
    return tuple(pattern for pattern in found if pattern is not None)


def _read_pattern(read: Reader, kind: str, number: int) -> Pattern | None:
    hours = read.hours(f"hours-{number}", overnight=kind != OFFICE)
    if hours is None:
        return None
    boxes = [box for box in read.form.getlist(f"day-{number}") if box in "0123456"]
    return Pattern(
        kind,
        hours,
        name=read.text(f"name-{number}", 60),
        name_en=read.text(f"name_en-{number}", 60),
        weekdays=frozenset(int(box) for box in boxes if box),
        cycle_length=read.number(f"cycle_length-{number}"),
        cycle_days=_days(read, f"cycle_days-{number}"),
        anchor=read.day(f"anchor-{number}"),
        works_holidays=read.form.get(f"works_holidays-{number}") == "yes",
        valid_from=read.day(f"valid_from-{number}"),
        valid_to=read.day(f"valid_to-{number}"),
    )


def _days(read: Reader, name: str) -> frozenset[int]:
    parts = [part.strip() for part in read.text(name).replace("，", ",").split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and int(part) < 1000 for part in parts):
        read.problems.append(problem(name, "turn_days", "such as 1,2"))
        return frozenset()
    return frozenset(int(part) for part in parts)
