"""When somebody gets his digest: pure rules."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid
from notifications.quiet import every_day, to_time

DAILY, WEEKLY = "daily", "weekly"
WEEKDAYS = range(1, 8)
# Longer rests than this there are none; a broken calendar must not stop the search.
LONGEST_SEARCH = 30
# A weekly digest that a holiday moved may be one of the week before.
BACK = timedelta(days=10)


def checked_digest(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a wish for digests as it is kept; raise `Invalid` naming what is wrong."""
    problems = []
    try:
        at = to_time(str(given.get("at", ""))).strftime("%H:%M")
    except ValueError:
        at = ""
        message = "a time such as 08:30"
        problems.append({"field": "digest_at", "code": "no_time", "message": message})
    weekday = str(given.get("weekday", "1"))
    if not weekday.isdigit() or int(weekday) not in WEEKDAYS:
        problems.append({"field": "digest_weekday", "code": "unknown", "message": "1 to 7"})
    if given.get("every") not in (DAILY, WEEKLY):
        problems.append({"field": "digest_every", "code": "unknown", "message": "daily or weekly"})
    if problems:
        raise Invalid(problems)
    return {
        "every": given["every"],
        "at": at,
        "weekday": int(weekday),
        "workdays": bool(given.get("workdays")),
    }


def next_digest(
    wish: Mapping[str, Any], now: datetime, is_worked: Callable[[date], bool] = every_day
) -> datetime:
    """Return the first moment after `now` a digest is wished for.

    `workdays` moves one that would fall on a day of rest: a daily one is left out, a weekly
    one comes on the next working day.
    """
    local = now.astimezone(COMPANY_ZONE)
    day = local.date() - BACK
    for _ in range(LONGEST_SEARCH):
        found = datetime.combine(_moved(wish, day, is_worked), to_time(wish["at"]), COMPANY_ZONE)
        if _is_day(wish, day) and found > local:
            return found.astimezone(now.tzinfo)
        day += timedelta(days=1)
    return (local + timedelta(days=1)).astimezone(now.tzinfo)


def _is_day(wish: Mapping[str, Any], day: date) -> bool:
    return wish["every"] == DAILY or day.isoweekday() == int(wish["weekday"])


def _moved(wish: Mapping[str, Any], day: date, is_worked: Callable[[date], bool]) -> date:
    if wish["workdays"]:
        for _ in range(LONGEST_SEARCH):
            if is_worked(day):
                break
            day += timedelta(days=1)
    return day
