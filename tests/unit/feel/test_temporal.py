from datetime import UTC, date, datetime, time, timedelta

import pytest

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.feel import YearMonthDuration, parse
from engine.kernel.feel.present import present
from tests.unit.feel.evaluating import error, syntax_error, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-11-02"', date(2026, 11, 2)),
        ('date("2026-11-02")', date(2026, 11, 2)),
        ("date(2026, 11, 2)", date(2026, 11, 2)),
        ("date(day: 2, month: 11, year: 2026)", date(2026, 11, 2)),
        ('date(from: "2026-11-02")', date(2026, 11, 2)),
        ("time(hour: 8, minute: 30, second: 0)", time(8, 30)),
        ('@"2026-11-02T08:30:00".date', date(2026, 11, 2)),
        ('date(@"2026-11-02T23:00:00")', date(2026, 11, 2)),
        ('@"08:30:00"', time(8, 30)),
        ('time("08:30:00Z")', time(8, 30, tzinfo=UTC)),
        ('@"2026-11-02T08:30:00"', datetime(2026, 11, 2, 8, 30, tzinfo=COMPANY_ZONE)),
        ('@"2026-11-02T00:30:00Z"', datetime(2026, 11, 2, 0, 30, tzinfo=UTC)),
        ('date and time("2026-11-02T08:30")', datetime(2026, 11, 2, 8, 30, tzinfo=COMPANY_ZONE)),
        (
            'date and time(@"2026-11-02", @"08:30:00")',
            datetime(2026, 11, 2, 8, 30, tzinfo=COMPANY_ZONE),
        ),
        ('@"P1DT2H"', timedelta(days=1, hours=2)),
        ('duration("-PT30M")', -timedelta(minutes=30)),
        ('@"P2W"', timedelta(weeks=2)),
        ('@"P1Y2M"', YearMonthDuration(14)),
    ],
)
def test_moments_and_durations_are_written_in_iso(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-11-02" + @"P3D"', date(2026, 11, 5)),
        ('@"2026-11-02" - @"P3D"', date(2026, 10, 30)),
        ('@"2026-01-31" + @"P1M"', date(2026, 2, 28)),
        ('@"2026-11-05" - @"2026-11-02"', timedelta(days=3)),
        ('@"2026-11-02T12:00:00" - @"2026-11-02"', timedelta(hours=12)),
        ('@"23:00:00" + @"PT2H"', time(1, 0)),
        ('@"10:00:00" - @"08:30:00"', timedelta(hours=1, minutes=30)),
        ('@"PT1H" * 3', timedelta(hours=3)),
        ('@"PT1H" / 4', timedelta(minutes=15)),
        ('@"PT1H" / @"PT15M"', 4),
        ('2 * @"P1Y"', YearMonthDuration(24)),
        ('-@"P1D"', timedelta(days=-1)),
        ('@"2026-11-02T08:00:00+08:00" = @"2026-11-02T00:00:00Z"', True),
        ('@"08:00:00" = @"08:00:00+08:00"', True),
        ('@"2026-11-02" < @"2026-11-03"', True),
        ('@"P1M" < @"P1Y"', True),
        ('@"2026-11-02".weekday', 1),
        ('@"2026-11-02T08:30:15".minute', 30),
        ('@"P3DT4H5M".hours', 4),
        ('@"-P3DT4H".days', -3),
        ('@"P1Y2M".months', 2),
        ('day of week(@"2026-11-02")', "Monday"),
        ('day of year(@"2026-02-01")', 32),
        ('week of year(@"2026-01-01")', 1),
        ('month of year(@"2026-11-02")', "November"),
        ('last day of month(@"2028-02-10")', date(2028, 2, 29)),
        ('years and months duration(@"2026-01-31", @"2027-03-01")', YearMonthDuration(13)),
        ('string(@"2026-11-02T08:30:00Z")', "2026-11-02T08:30:00+00:00"),
    ],
)
def test_moments_and_durations_can_be_calculated_with(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    ['date("2026-02-30")', 'time("25:00")', 'duration("P1MT1H")', 'duration("P")',
     "date(2026, 13, 1)", '@"9999-12-31" + @"P1D"', '@"2026-01-01" + @"P9999Y"'],
)  # fmt: skip
def test_there_is_no_such_moment(text):
    assert error(text).kind == "temporal"


def test_an_unreadable_literal_is_a_syntax_error():
    assert '"2026-02-30" is not a date' in syntax_error('1 + @"2026-02-30"').message


def test_days_and_moments_do_not_compare():
    assert error('@"2026-11-02" < @"2026-11-02T00:00:00"').kind == "type"


def test_the_present_comes_from_the_host():
    now = datetime(2026, 11, 2, tzinfo=UTC)
    found = parse('now() + @"PT1H" > now()').evaluate({}, {"now": lambda: now})

    assert found is True


def test_a_moment_without_a_zone_is_the_companys():
    here, there = datetime(2026, 11, 2, 8), datetime(2026, 11, 2, 0, tzinfo=UTC)  # noqa: DTZ001 - that is the point

    assert value("here = there and here <= there", here=here, there=there) is True


def test_the_host_lends_the_present_in_the_companys_zone():
    host = present(datetime(2026, 11, 1, 20, 0, tzinfo=UTC))

    assert parse("today()").evaluate({}, host) == date(2026, 11, 2)
    assert parse('now() = @"2026-11-02T04:00:00"').evaluate({}, host) is True
