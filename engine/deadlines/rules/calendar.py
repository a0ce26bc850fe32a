"""Which days are worked, between which hours, and how working time adds up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Misconfigured

ONE_DAY = timedelta(days=1)
# The longest rest anybody plans is two weeks; a year without work is a broken calendar.
LONGEST_REST = 366


class DayType(StrEnum):
    """What kind of day it is."""

    WORK = "WORK"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    MAKEUP = "MAKEUP"


WORKED = frozenset({DayType.WORK, DayType.MAKEUP})


class NoWorkingDay(Misconfigured):
    """The calendar has no working day within a year."""

    code = "no_working_day"


@dataclass(frozen=True)
class Hours:
    """The hours of work of a day, as spans that do not touch."""

    spans: tuple[tuple[time, time], ...]

    @classmethod
    def read(cls, text: str) -> "Hours":
        """Read `08:30-12:00,13:30-17:30`; raise `ValueError` when it is not in order."""
        spans = tuple(_read_span(part) for part in text.split(","))
        edges = [edge for span in spans for edge in span]
        if any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError(f"hours of work must ascend: {text!r}")
        return cls(spans)

    def __str__(self) -> str:
        return ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in self.spans)


OFFICE_HOURS = Hours(((time(8, 30), time(12)), (time(13, 30), time(17, 30))))


@dataclass(frozen=True)
class Day:
    """A day that differs from what its weekday promises."""

    type: DayType
    name: str = ""
    hours: Hours | None = None
    provisional: bool = False


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of one unit; a day not listed follows its weekday."""

    days: Mapping[date, Day] = field(default_factory=dict)
    hours: Hours = OFFICE_HOURS

    def type_of(self, on: date) -> DayType:
        """Return what kind of day a date is."""
        listed = self.days.get(on)
        if listed:
            return listed.type
        return DayType.WEEKEND if on.weekday() >= 5 else DayType.WORK

    def is_worked(self, on: date) -> bool:
        """Tell whether people work on a date."""
        return self.type_of(on) in WORKED

    def is_provisional(self, on: date) -> bool:
        """Tell whether the official arrangement of a date's year is not known yet.

        Due dates in such a year may still move.
        """
        return on.year not in self._official_years

    @cached_property
    def _official_years(self) -> frozenset[int]:
        listed = {on.year for on in self.days}
        return frozenset(listed - {on.year for on, day in self.days.items() if day.provisional})

    def spans(self, on: date) -> list[tuple[datetime, datetime]]:
        """Return the spans of work of a date, none on a day of rest."""
        if not self.is_worked(on):
            return []
        listed = self.days.get(on)
        hours = (listed.hours if listed else None) or self.hours
        return [(_at(on, start), _at(on, end)) for start, end in hours.spans]

    def close(self, on: date) -> datetime:
        """Return the close of business of a working date."""
        return self.spans(on)[-1][1]

    def worked_after(self, on: date, step: timedelta = ONE_DAY) -> Iterator[date]:
        """Yield the working dates after (or, with a negative step, before) a date."""
        rest = 0
        while rest < LONGEST_REST:
            on += step
            rest = 0 if self.is_worked(on) else rest + 1
            if not rest:
                yield on
        raise NoWorkingDay(f"no working day within {LONGEST_REST} days of {on}", near=str(on))

    def first_day(self, start: datetime) -> date:
        """Return the working date a moment belongs to: after closing it is the next one."""
        on = local_date(start)
        if self.is_worked(on) and start <= self.close(on):
            return on
        return next(self.worked_after(on))


def add_working_days(calendar: WorkingCalendar, start: datetime, days: int) -> datetime:
    """Return the close of business of the n-th working day; the first day is not counted."""
    on = calendar.first_day(start)
    following = calendar.worked_after(on)
    for _ in range(days):
        on = next(following)
    return calendar.close(on)


def subtract_working_days(calendar: WorkingCalendar, end: datetime, days: int) -> datetime:
    """Return the close of business n working days before the day of a moment."""
    on = local_date(end)
    preceding = calendar.worked_after(on, -ONE_DAY)
    for _ in range(days):
        on = next(preceding)
    return calendar.close(on) if days else end


def working_days(calendar: WorkingCalendar, start: datetime, end: datetime) -> int:
    """Return how many working days lie between, counted as deadlines count them."""
    first, last = calendar.first_day(start), local_date(end)
    span = range(1, max(0, (last - first).days) + 1)
    return sum(calendar.is_worked(first + timedelta(days=number)) for number in span)


def working_time(calendar: WorkingCalendar, start: datetime, end: datetime) -> timedelta:
    """Return the hours of work between two moments."""
    total = timedelta()
    on, last = local_date(start), local_date(end)
    while on <= last:
        for opening, closing in calendar.spans(on):
            total += max(min(closing, end) - max(opening, start), timedelta())
        on += ONE_DAY
    return total


def add_working_time(calendar: WorkingCalendar, start: datetime, amount: timedelta) -> datetime:
    """Return the moment when so many hours of work have passed since the start."""
    if amount <= timedelta():
        return start
    on = local_date(start)
    days = calendar.worked_after(on - ONE_DAY)
    for on in days:
        for opening, closing in calendar.spans(on):
            available = max(closing - max(opening, start), timedelta())
            if amount <= available:
                return max(opening, start) + amount
            amount -= available
    raise AssertionError("unreachable")


def local_date(moment: datetime) -> date:
    """Return the company's date at a moment."""
    return moment.astimezone(COMPANY_ZONE).date()


def _at(on: date, at: time) -> datetime:
    return datetime.combine(on, at, COMPANY_ZONE).astimezone(UTC)


def _read_span(text: str) -> tuple[time, time]:
    start, _, end = text.strip().partition("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
