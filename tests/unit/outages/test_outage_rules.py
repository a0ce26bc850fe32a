"""When an outage must be published, and what it means for customers."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.kernel.clock import COMPANY_ZONE
from engine.outages.rules import customer_hours, is_too_late, months_before, times_problem

NOON = datetime(2026, 11, 12, 12, tzinfo=COMPANY_ZONE)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("kind", "lead", "late"),
    [
        ("PLAN", WEEK, False),
        ("PLAN", WEEK - timedelta(seconds=1), True),
        ("PLAN", timedelta(days=6, hours=23), True),
        ("PLAN", timedelta(days=-1), True),
        ("TEMP", timedelta(hours=1), False),
        ("FAULT", timedelta(hours=-1), False),
    ],
)
def test_planned_work_is_published_seven_times_24_hours_ahead(kind, lead, late):
    assert is_too_late(kind, NOON + lead, NOON) is late


@pytest.mark.parametrize(
    ("households", "minutes", "hours"),
    [(1126, 480, "9008.00"), (3, 20, "1.00"), (1, 1, "0.02"), (5, 0, "0.00"), (5, -60, "0.00")],
)
def test_customer_hours_are_households_times_hours(households, minutes, hours):
    assert customer_hours(households, NOON, NOON + timedelta(minutes=minutes)) == Decimal(hours)


def test_customer_hours_are_unknown_while_the_end_is():
    assert customer_hours(5, NOON, None) == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [((2026, 11, 12), 2, (2026, 9, 12)), ((2026, 1, 31), 2, (2025, 11, 30))],
)
def test_months_are_counted_by_the_calendar(day, months, expected):
    found = months_before(datetime(*day, 8, tzinfo=COMPANY_ZONE), months)

    assert (found.year, found.month, found.day, found.hour) == (*expected, 8)


@pytest.mark.parametrize(
    ("kind", "end", "problem"),
    [
        ("PLAN", None, "required"),
        ("FAULT", None, ""),
        ("PLAN", NOON, "end_before_begin"),
        ("TEMP", NOON + WEEK, ""),
    ],
)
def test_the_times_of_an_outage_are_checked(kind, end, problem):
    assert times_problem(kind, NOON, end) == problem
