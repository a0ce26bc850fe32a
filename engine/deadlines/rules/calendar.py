"""Which days are worked, between which hours, and how working time adds up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from engine.deadlines.rules.days import (
    OFFICE_HOURS,
    ONE_DAY,
    WORKED,
    Day,
    DayType,
    Hours,
    Pattern,
    Span,
    local_date,
    shift_spans,
    within_day,
)
from engine.kernel.errors import Misconfigured

# The longest rest anybody plans is two weeks; a year without work is a broken calendar.
LONGEST_REST = 366
INSTANT = timedelta(microseconds=1)


class NoWorkingDay(Misconfigured):
    """The calendar has no working day within a year."""

    code = "no_working_day"


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of one unit; a day not listed follows its weekday.

    `patterns` are the hours of the office by weekday. Where there are `shifts`, they count
    instead, by day and by night, and on holidays if they say so.
    """

    days: Mapping[date, Day] = field(default_factory=dict)
    hours: Hours = OFFICE_HOURS
    patterns: tuple[Pattern, ...] = ()
    shifts: tuple[Pattern, ...] = ()
    _spans: dict[date, list[Span]] = field(default_factory=dict, compare=False, repr=False)
    _types: dict[date, DayType] = field(default_factory=dict, compare=False, repr=False)

    def type_of(self, on: date) -> DayType:
        """Return what kind of day a date is."""
        known = self._types.get(on)
        if known is None:
            known = self._types[on] = self._type_of(on)
        return known

    def _type_of(self, on: date) -> DayType:
        listed = self.days.get(on)
        if listed and not self.shifts:
            return listed.type
        if self.shifts:
            rest = listed.type if listed and listed.type not in WORKED else DayType.WEEKEND
            return DayType.WORK if self.spans(on) else rest
        return DayType.WORK if self._usual_hours(on) else DayType.WEEKEND

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
        # What a unit adds for itself says nothing about the nation's arrangement.
        listed = {on.year for on, day in self.days.items() if not day.local}
        return frozenset(listed - {on.year for on, day in self.days.items() if day.provisional})

    def spans(self, on: date) -> list[Span]:
        """Return the spans of work of a date, none on a day of rest."""
        if on not in self._spans:
            self._spans[on] = self._worked_spans(on)
        return self._spans[on]

    def _worked_spans(self, on: date) -> list[Span]:
        if not self.shifts:
            return self._office_spans(on)
        # A night shift belongs to the day it begins on, and reaches into the next one.
        before = on - ONE_DAY
        night = shift_spans(self.shifts, before, is_holiday=self._is_holiday(before))
        today = shift_spans(self.shifts, on, is_holiday=self._is_holiday(on))
        if not any(shift.is_valid(on) for shift in self.shifts):
            today = self._office_spans(on)
        return within_day([*night, *today], on)

    def _office_spans(self, on: date) -> list[Span]:
        hours = self.hours_of(on)
        return hours.on(on) if hours else []

    def hours_of(self, on: date) -> Hours | None:
        """Return the office hours of a date, none on a day of rest."""
        listed = self.days.get(on)
        if listed is None:
            return self._usual_hours(on)
        if listed.type not in WORKED:
            return None
        return listed.hours or self._usual_hours(on) or self._plain_hours(on)

    def _is_holiday(self, on: date) -> bool:
        listed = self.days.get(on)
        return listed is not None and listed.type is DayType.HOLIDAY

    def _usual_hours(self, on: date) -> Hours | None:
        """Return the hours a weekday promises."""
        valid = self._valid(on)
        if not valid:
            return self.hours if on.weekday() < 5 else None
        return next((each.hours for each in valid if each.covers(on)), None)

    def _plain_hours(self, on: date) -> Hours:
        """Return the hours of a day that is worked although its weekday is not."""
        return next((each.hours for each in self._valid(on)), self.hours)

    def _valid(self, on: date) -> list[Pattern]:
        """Return the hours in force: those that began last, as a season does, alone."""
        valid = [each for each in self.patterns if each.is_valid(on)]
        latest = max((each.valid_from or date.min for each in valid), default=date.min)
        return [each for each in valid if (each.valid_from or date.min) == latest]

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
    # A night that ends at midnight belongs to the day it closes.
    on = local_date(end - INSTANT)
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


def subtract_working_time(calendar: WorkingCalendar, end: datetime, amount: timedelta) -> datetime:
    """Return the moment so many hours of work before another."""
    if amount <= timedelta():
        return end
    for on in calendar.worked_after(local_date(end) + ONE_DAY, -ONE_DAY):
        for opening, closing in reversed(calendar.spans(on)):
            available = max(min(closing, end) - opening, timedelta())
            if amount <= available:
                return min(closing, end) - amount
            amount -= available
    raise AssertionError("unreachable")
