"""The hours in which nobody is disturbed without need."""

from datetime import datetime, time

import pytest

from engine.kernel.errors import Invalid
from engine.kernel.settings import Settings
from notifications.quiet import QuietHours, checked_quiet


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


def is_worked(on) -> bool:
    return on.weekday() < 5


def test_days_of_rest_may_be_quiet_as_a_whole():
    quiet = QuietHours(time(22), time(7), rest_days=True, is_worked=is_worked)

    # 2026-11-07 is a Saturday, the 9th a Monday.
    assert quiet.next_moment(at("06T23:00"), is_urgent=False) == at("09T07:00")
    assert quiet.next_moment(at("07T12:00"), is_urgent=False) == at("09T07:00")
    assert quiet.next_moment(at("06T12:00"), is_urgent=False) == at("06T12:00")


def test_a_calendar_without_a_working_day_holds_nothing_for_ever():
    quiet = QuietHours(time(22), time(7), rest_days=True, is_worked=lambda _on: False)

    assert quiet.next_moment(at("06T12:00"), is_urgent=False) == at("21T00:00")


def test_quiet_hours_hold_the_channels_they_name():
    quiet = QuietHours.read({"from": "20:00", "to": "08:00", "channels": ["sms"]})

    assert quiet.holds("sms")
    assert not quiet.holds("email")


def test_a_time_that_is_none_is_named():
    with pytest.raises(Invalid) as caught:
        checked_quiet({"from": "late", "to": "25:00"})

    assert [problem["field"] for problem in caught.value.problems] == ["quiet_from", "quiet_to"]
