"""When somebody gets his digest."""

from datetime import datetime

import pytest

from engine.kernel.errors import Invalid
from notifications.digest_times import checked_digest, next_digest

DAILY = {"every": "daily", "at": "08:30", "weekday": 1, "workdays": False}
WEEKLY = {**DAILY, "every": "weekly"}
# 2026-11-02 is a Monday.
HOLIDAY = datetime.fromisoformat("2026-11-09").date()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


def is_worked(on) -> bool:
    return on.weekday() < 5 and on != HOLIDAY


@pytest.mark.parametrize(
    ("wish", "now", "then"),
    [
        (DAILY, "02T08:00", "02T08:30"),
        (DAILY, "02T08:30", "03T08:30"),
        (DAILY, "06T09:00", "07T08:30"),
        ({**DAILY, "workdays": True}, "06T09:00", "10T08:30"),
        (WEEKLY, "02T08:00", "02T08:30"),
        (WEEKLY, "02T09:00", "09T08:30"),
        ({**WEEKLY, "workdays": True}, "02T09:00", "10T08:30"),
        ({**WEEKLY, "workdays": True}, "10T08:00", "10T08:30"),
        ({**WEEKLY, "workdays": True}, "10T09:00", "16T08:30"),
    ],
)
def test_a_digest_comes_at_the_time_that_was_chosen(wish, now, then):
    assert next_digest(wish, at(now), is_worked) == at(then)


def test_everything_wrong_with_a_wish_is_named_at_once():
    with pytest.raises(Invalid) as caught:
        checked_digest({"every": "hourly", "at": "x", "weekday": "9"})

    fields = {problem["field"] for problem in caught.value.problems}
    assert fields == {"digest_every", "digest_at", "digest_weekday"}
