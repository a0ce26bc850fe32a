"""Working days and working time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.rules import (
    Day,
    DayType,
    Hours,
    WorkingCalendar,
    add_working_days,
    add_working_time,
    seed_time_rules,
    subtract_working_days,
    working_days,
    working_time,
)
from engine.deadlines.rules.calendar import NoWorkingDay
from engine.kernel.clock import COMPANY_ZONE

CALENDAR = seed_time_rules().calendar()
YEAR_2026 = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 780000).map(lambda minutes: YEAR_2026 + timedelta(minutes=minutes))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "days", "ends"),
    [
        ("2026-02-12T10:00", 5, "2026-02-26T17:30"),
        ("2026-04-29T10:00", 6, "2026-05-11T17:30"),
        ("2026-09-18T10:00", 22, "2026-10-26T17:30"),
        ("2026-09-29T10:00", 3, "2026-10-09T17:30"),
        ("2026-11-02T17:30", 1, "2026-11-03T17:30"),
        ("2026-11-02T17:31", 1, "2026-11-04T17:30"),
        ("2026-11-01T10:00", 1, "2026-11-03T17:30"),
        ("2026-10-10T10:00", 1, "2026-10-12T17:30"),
        ("2026-12-28T10:00", 5, "2027-01-05T17:30"),
        ("2026-11-02T10:00", 0, "2026-11-02T17:30"),
    ],
)
def test_a_limit_in_working_days_ends_at_close_of_business(start, days, ends):
    assert add_working_days(CALENDAR, at(start), days) == at(ends)


def test_the_year_2026_has_248_working_days():
    year = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))

    assert sum(CALENDAR.is_worked(day) for day in year) == 248


@pytest.mark.parametrize(
    ("day", "is_provisional"),
    [
        (date(2026, 2, 17), False),
        (date(2026, 3, 2), False),
        (date(2027, 2, 8), True),
        (date(2027, 3, 1), True),
        (date(2028, 3, 1), True),
    ],
)
def test_a_year_without_an_official_arrangement_is_provisional(day, is_provisional):
    assert CALENDAR.is_provisional(day) is is_provisional


def test_working_time_leaves_out_the_midday_break_and_the_night():
    assert working_time(CALENDAR, at("2026-11-02T11:00"), at("2026-11-03T09:00")) == timedelta(
        hours=5, minutes=30
    )


def test_hours_of_a_day_can_differ():
    short = Day(DayType.WORK, hours=Hours.read("09:00-12:00"))
    calendar = WorkingCalendar({date(2026, 11, 3): short})

    assert add_working_days(calendar, at("2026-11-02T09:00"), 1) == at("2026-11-03T12:00")


@pytest.mark.parametrize("text", ["", "12:00-08:30", "08:30-12:00,11:00-17:30", "morning"])
def test_hours_out_of_order_are_refused(text):
    with pytest.raises(ValueError):
        Hours.read(text)


def test_a_calendar_without_work_is_refused():
    start = date(2026, 11, 1)
    rest = {start + timedelta(days=n): Day(DayType.HOLIDAY) for n in range(400)}

    with pytest.raises(NoWorkingDay):
        add_working_days(WorkingCalendar(rest), at("2026-11-02T09:00"), 1)


@given(MOMENTS, st.integers(0, 40))
def test_counting_the_days_of_a_limit_gives_the_limit(start, days):
    assert working_days(CALENDAR, start, add_working_days(CALENDAR, start, days)) == days


@given(MOMENTS, st.integers(0, 20), st.integers(0, 20))
def test_limits_add_up(start, first, second):
    once = add_working_days(CALENDAR, start, first + second)

    assert add_working_days(CALENDAR, add_working_days(CALENDAR, start, first), second) == once


@given(MOMENTS, st.integers(1, 20))
def test_going_back_undoes_going_forward(start, days):
    first = add_working_days(CALENDAR, start, 0)

    there = add_working_days(CALENDAR, start, days)

    assert subtract_working_days(CALENDAR, there, days) == first


@given(MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(hours=200)))
def test_working_time_added_is_working_time_passed(start, amount):
    assert working_time(CALENDAR, start, add_working_time(CALENDAR, start, amount)) == amount


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_can_be_cut_anywhere(one, two, three):
    first, middle, last = sorted((one, two, three))

    parts = working_time(CALENDAR, first, middle) + working_time(CALENDAR, middle, last)

    assert parts == working_time(CALENDAR, first, last)
