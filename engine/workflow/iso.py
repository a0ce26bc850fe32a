"""Moments, spans and cycles of time as ISO 8601 writes them, for timer events."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.temporal import YearMonthDuration, add_months, instant, read_date_time
from engine.workflow.problems import Fault

_SPAN = re.compile(
    r"P(?=[\dT])(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,6})\d*)?S)?)?",
    re.ASCII,
)
_CYCLE = re.compile(r"R(\d*)/(.+)", re.ASCII)
_LARGEST = 100_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: calendar months, then an exact rest."""

    months: int
    rest: timedelta
    text: str

    def after(self, moment: datetime) -> datetime:
        """Return the moment one span later; months are those of the company's calendar."""
        try:
            if self.months:
                local = moment.astimezone(COMPANY_ZONE)
                moment = add_months(local, self.months).astimezone(UTC)  # type: ignore[attr-defined]
            return moment + self.rest
        except (OverflowError, FeelError):
            raise Fault("timer-out-of-range", f"{self.text} leads out of the calendar") from None

    @property
    def is_positive(self) -> bool:
        """Say whether the span moves time forward."""
        return self.months > 0 or self.rest > timedelta()


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repetition: how often (None = for ever), from when (None = from now), every how long."""

    times: int | None
    start: datetime | None
    every: Span


def read_span(text: str) -> Span | None:
    """Read `P1Y2M10DT2H30M`; None when the text is no span."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    numbers = [int(part or 0) for part in match.group(1, 2, 3, 4, 5, 6, 7)]
    if max(numbers) > _LARGEST:
        return None
    years, months, weeks, days, hours, minutes, seconds = numbers
    micro = int((match[8] or "0").ljust(6, "0"))
    try:
        rest = timedelta(
            weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds,
            microseconds=micro,
        )  # fmt: skip
    except OverflowError:
        return None
    return Span(12 * years + months, rest, text.strip())


def read_moment(text: str) -> datetime | None:
    """Read a date or date-time, the company's zone where it names none; None if it is none."""
    try:
        return read_date_time(text.strip().replace(" ", "T", 1)).astimezone(UTC)
    except (FeelError, OverflowError):
        return None


def read_cycle(text: str) -> Cycle | None:
    """Read `R3/PT10M`, `R/2026-01-01T08:00/P1D` or a bare span (once); None if it is no cycle."""
    match = _CYCLE.fullmatch(text.strip())
    if match is None:
        return None
    times = int(match[1]) if match[1] else None
    first, _, second = match[2].partition("/")
    start = read_moment(first) if second else None
    every = read_span(second or first)
    if every is None or (second and start is None) or not every.is_positive or times == 0:
        return None
    return Cycle(times, start, every)


def due_from(value: object, now: datetime) -> datetime | timedelta | None:
    """Return what a due-date expression means: a moment, a span, or nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        span = read_span(value)
        found = read_moment(value) if span is None else None
        if span is not None:
            return span.after(now) if span.months else span.rest
        if found is None:
            raise Fault("due-date-invalid", f"{value!r:.80} is neither a moment nor a duration")
        return found
    if isinstance(value, timedelta):
        return value
    return moment_of(value, now)


def moment_of(value: object, now: datetime) -> datetime:
    """Return the moment a FEEL value (or ISO text) names, spans counted from now."""
    if isinstance(value, str):
        span = read_span(value)
        if span is not None:
            return span.after(now)
        found = read_moment(value)
        if found is not None:
            return found
    elif isinstance(value, date):
        return instant(value).astimezone(UTC)
    elif isinstance(value, timedelta):
        return Span(0, value, str(value)).after(now)
    elif isinstance(value, YearMonthDuration):
        return Span(value.months, timedelta(), str(value)).after(now)
    raise Fault("timer-invalid", f"{value!r:.80} is neither a moment nor a duration")
