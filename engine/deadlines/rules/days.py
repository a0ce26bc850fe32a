"""Days, hours of work and patterns of hours: what a calendar is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from engine.kernel.clock import COMPANY_ZONE

ONE_DAY = timedelta(days=1)
# What a pattern is for: the office, whose days follow the calendar, or people on shifts.
OFFICE, SHIFT = "OFFICE", "SHIFT"
Span = tuple[datetime, datetime]


class DayType(StrEnum):
    """What kind of day it is."""

    WORK = "WORK"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    MAKEUP = "MAKEUP"


WORKED = frozenset({DayType.WORK, DayType.MAKEUP})


@dataclass(frozen=True)
class Hours:
    """The hours of work of a day, as spans that do not touch; the last may run past midnight."""

    spans: tuple[tuple[time, time], ...]

    @classmethod
    def read(cls, text: str, *, overnight: bool = False) -> "Hours":
        """Read `08:30-12:00,13:30-17:30`; raise `ValueError` when it is not in order.

        A night shift may end on the next day: `22:00-06:00`.
        """
        spans = tuple(_read_span(part) for part in text.split(","))
        edges = [edge for span in spans for edge in span]
        if overnight and edges[-1] <= edges[0]:
            edges.pop()
        if any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError(f"hours of work must ascend: {text!r}")
        return cls(spans)

    def on(self, on: date) -> list[Span]:
        """Return the spans of work that begin on a date."""
        return [
            (at(on, start), at(on + ONE_DAY if end <= start else on, end))
            for start, end in self.spans
        ]

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
    local: bool = False


@dataclass(frozen=True)
class Pattern:
    """Hours of work that come again: on weekdays (Monday is 0), or on some days of a turn.

    With a turn, `cycle_days` of every `cycle_length` days are worked, counted from `anchor`,
    which is day 1; weekdays then mean nothing.
    """

    kind: str
    hours: Hours
    name: str = ""
    name_en: str = ""
    weekdays: frozenset[int] = frozenset(range(7))
    cycle_length: int = 0
    cycle_days: frozenset[int] = frozenset()
    anchor: date | None = None
    works_holidays: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        """Tell whether the pattern is in force on a date."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)

    def covers(self, on: date) -> bool:
        """Tell whether the pattern has a date worked."""
        if not self.is_valid(on):
            return False
        if self.cycle_length and self.anchor:
            return (on - self.anchor).days % self.cycle_length + 1 in self.cycle_days
        return on.weekday() in self.weekdays


def shift_spans(shifts: Sequence[Pattern], on: date, *, is_holiday: bool) -> list[Span]:
    """Return the spans of the shifts that begin on a date."""
    return [
        span
        for shift in shifts
        if shift.covers(on) and (shift.works_holidays or not is_holiday)
        for span in shift.hours.on(on)
    ]


def within_day(spans: Sequence[Span], on: date) -> list[Span]:
    """Return the parts of spans that lie within a date, joined where they touch, in order."""
    opening, closing = at(on, time()), at(on + ONE_DAY, time())
    cut = sorted((max(start, opening), min(end, closing)) for start, end in spans)
    joined: list[Span] = []
    for start, end in cut:
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def at(on: date, clock_time: time) -> datetime:
    """Return the moment of a time of day in the company's zone."""
    return datetime.combine(on, clock_time, COMPANY_ZONE).astimezone(UTC)


def local_date(moment: datetime) -> date:
    """Return the company's date at a moment."""
    return moment.astimezone(COMPANY_ZONE).date()


def _read_span(text: str) -> tuple[time, time]:
    start, _, end = text.strip().partition("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
