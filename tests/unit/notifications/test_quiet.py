"""The hours in which nobody is disturbed without need."""

from datetime import datetime, time

import pytest

from engine.kernel.settings import Settings
from notifications.quiet import QuietHours


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


@pytest.mark.parametrize(
    ("now", "goes_out"),
    [
        ("02T21:59", "02T21:59"),
        ("02T22:00", "03T07:00"),
        ("03T00:00", "03T07:00"),
        ("03T06:59", "03T07:00"),
        ("03T07:00", "03T07:00"),
        ("03T12:00", "03T12:00"),
    ],
)
def test_what_comes_at_night_waits_for_the_morning(now, goes_out):
    quiet = QuietHours.of(Settings())

    assert quiet.next_moment(at(now), is_urgent=False) == at(goes_out)


def test_what_is_urgent_does_not_wait():
    assert QuietHours.of(Settings()).next_moment(at("02T23:00"), is_urgent=True) == at("02T23:00")


def test_quiet_hours_may_lie_within_a_day():
    quiet = QuietHours(time(12), time(14))

    assert quiet.next_moment(at("02T13:00"), is_urgent=False) == at("02T14:00")
    assert quiet.next_moment(at("02T22:00"), is_urgent=False) == at("02T22:00")


def test_equal_times_mean_no_quiet_hours():
    quiet = QuietHours(time(7), time(7))

    assert quiet.next_moment(at("02T07:00"), is_urgent=False) == at("02T07:00")
