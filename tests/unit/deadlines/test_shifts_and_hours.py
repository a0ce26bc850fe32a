"""Hours of a unit's own, shifts by day and night, and limits in hours of work."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.deadlines.rules import (
    OFFICE,
    SHIFT,
    Day,
    DayType,
    Hours,
    Pattern,
    Policy,
    Unit,
    due,
    subtract_working_time,
    working_time,
)
from engine.deadlines.rules.calendar import WorkingCalendar
from engine.deadlines.rules.checks import pattern_problems
from engine.deadlines.rules.timetable import Case, seed_time_rules, time_rules
from engine.kernel.clock import COMPANY_ZONE

EIGHT = timedelta(hours=8)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE).astimezone(UTC)


def shift(hours: str, **more) -> Pattern:
    return Pattern(SHIFT, Hours.read(hours, overnight=True), name=hours, **more)


ROUND_THE_CLOCK = WorkingCalendar(
    shifts=tuple(
        shift(hours, works_holidays=True) for hours in ("00:00-08:00", "08:00-16:00", "16:00-00:00")
    )
)
NIGHTS = WorkingCalendar(shifts=(shift("22:00-06:00"),))


def test_three_shifts_leave_no_gap():
    start, end = at("2026-10-01T03:00"), at("2026-10-04T03:00")

    assert working_time(ROUND_THE_CLOCK, start, end) == timedelta(days=3)


def test_a_night_shift_reaches_into_the_next_day():
    assert working_time(NIGHTS, at("2026-11-02T00:00"), at("2026-11-03T00:00")) == EIGHT
    ends = due(Policy("P", 4, Unit.WH), at("2026-11-02T22:30"), NIGHTS)
    assert ends == at("2026-11-03T02:30")


def test_a_night_before_a_holiday_ends_in_the_morning_of_it():
    calendar = WorkingCalendar({date(2026, 11, 3): Day(DayType.HOLIDAY)}, shifts=NIGHTS.shifts)

    spans = calendar.spans(date(2026, 11, 3))

    assert spans == [(at("2026-11-03T00:00"), at("2026-11-03T06:00"))]


def test_a_turn_counts_its_days_from_its_first():
    two_of_four = shift(
        "08:00-20:00", cycle_length=4, cycle_days=frozenset({1, 2}), anchor=date(2026, 11, 2)
    )

    worked = [on.day for on in (date(2026, 11, n) for n in range(1, 11)) if two_of_four.covers(on)]

    assert worked == [2, 3, 6, 7, 10]


def test_a_day_of_rest_has_no_shift_unless_it_works_holidays():
    holiday = {date(2026, 11, 3): Day(DayType.HOLIDAY)}
    resting = WorkingCalendar(holiday, shifts=(shift("08:00-16:00"),))
    working = WorkingCalendar(holiday, shifts=(shift("08:00-16:00", works_holidays=True),))

    assert not resting.is_worked(date(2026, 11, 3))
    assert working.is_worked(date(2026, 11, 3))


def test_when_no_shift_is_valid_the_office_counts():
    calendar = WorkingCalendar(shifts=(shift("22:00-06:00", valid_to=date(2026, 10, 31)),))

    assert calendar.spans(date(2026, 11, 3))[0][0] == at("2026-11-03T08:30")


def test_a_unit_has_hours_of_its_own_and_its_season():
    usual = Pattern(OFFICE, Hours.read("09:00-17:00"), weekdays=frozenset(range(6)))
    summer = Pattern(
        OFFICE,
        Hours.read("07:30-11:30,15:00-18:00"),
        weekdays=frozenset(range(5)),
        valid_from=date(2026, 6, 1),
        valid_to=date(2026, 8, 31),
    )
    calendar = WorkingCalendar(patterns=(usual, summer))

    assert calendar.close(date(2026, 5, 30)) == at("2026-05-30T17:00")
    assert calendar.close(date(2026, 7, 1)) == at("2026-07-01T18:00")
    assert not calendar.is_worked(date(2026, 7, 4))


def test_the_nearest_unit_with_hours_is_heard_and_shifts_count_only_where_asked():
    crew = Pattern(SHIFT, Hours.read("20:00-08:00", overnight=True), name="夜班")
    late = Pattern(OFFICE, Hours.read("10:00-18:00"), weekdays=frozenset(range(5)))
    rules = time_rules(
        [Policy("OFF", 1, Unit.WH), Policy("CREW", 1, Unit.WH, calendar=SHIFT)],
        {},
        {"20": [late], "2001": [crew]},
    )
    case, start = Case("/10/20/2001/"), at("2026-11-02T08:00")

    assert rules.due("OFF", start, case) == at("2026-11-02T11:00")
    assert rules.due("CREW", start, case) == at("2026-11-02T21:00")
    assert rules.due("CREW", start, Case("/10/20/")) == at("2026-11-02T11:00")


def test_hours_of_work_are_counted_back_over_the_weekend():
    calendar = seed_time_rules().calendar()

    assert subtract_working_time(calendar, at("2026-11-09T10:30"), timedelta(hours=4)) == at(
        "2026-11-06T15:30"
    )


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        (Pattern(SHIFT, Hours.read("08:00-16:00")), "shift_name"),
        (Pattern(OFFICE, Hours.read("22:00-06:00", overnight=True)), "office_night"),
        (Pattern(OFFICE, Hours.read("08:00-16:00"), weekdays=frozenset()), "weekdays"),
        (shift("08:00-16:00", cycle_length=4, cycle_days=frozenset({5})), "turn"),
        (
            Pattern(
                OFFICE,
                Hours.read("08:00-16:00"),
                valid_from=date(2026, 2, 1),
                valid_to=date(2026, 1, 1),
            ),
            "date_order",
        ),
    ],
)
def test_impossible_hours_are_named(pattern, code):
    assert [(one["field"], one["code"]) for one in pattern_problems([pattern])] == [("row 1", code)]


@pytest.mark.parametrize("text", ["08:00", "12:00-08:00", "08:00-12:00,11:00-13:00", "25:00-26:00"])
def test_hours_that_are_not_in_order_are_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Hours.read(text)


def test_a_limit_of_the_company_is_nearer_than_one_of_the_nation():
    nation = Policy("P", 9, Unit.WD, scope="NATION", effective_from=date(2026, 5, 1))
    company = Policy("P", 8, Unit.WD, scope="COMPANY", effective_from=date(2020, 1, 1))
    city = Policy("P", 7, Unit.WD, scope="CITY", scope_org_id="2001")
    rules = time_rules([nation, company, city], {})

    assert rules.policy("P", date(2026, 11, 2)).amount == 8
    assert rules.policy("P", date(2026, 11, 2), Case("/10/20/2001/")).amount == 7
