"""How long a failed job waits."""

from datetime import timedelta

from engine.scheduler.rules import error_text, wait_after
from engine.scheduler.service import NewJob


def test_the_wait_grows_up_to_an_hour():
    waits = [wait_after(failures) for failures in (1, 2, 3, 4, 5, 50)]

    assert waits == [
        timedelta(seconds=5),
        timedelta(seconds=25),
        timedelta(seconds=125),
        timedelta(seconds=625),
        timedelta(seconds=3125),
        timedelta(hours=1),
    ]


def test_an_error_is_kept_without_what_follows_its_first_line():
    error = ValueError("bad amount\n[parameters: ('secret',)]")

    assert error_text(error) == "ValueError: bad amount"


def test_steps_of_one_alarm_share_a_key(clock):
    first = NewJob("task.warn", clock.now(), "case-1", "t1")
    second = NewJob("task.due", clock.now(), "case-1", "t1")

    assert first.dedupe_key == second.dedupe_key == "task:t1"
