"""What can be asked of days."""

import calendar
from datetime import date, datetime

from engine.kernel.feel.signatures import builtin

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@builtin("day of week(date: day)")
def day_of_week(value: date) -> str:
    """Return the day's name in English, as the standard has it."""
    return _DAYS[value.weekday()]


@builtin("day of year(date: day)")
def day_of_year(value: date) -> int:
    """Count the days since New Year's Eve."""
    return value.timetuple().tm_yday


@builtin("week of year(date: day)")
def week_of_year(value: date) -> int:
    """Return the ISO week."""
    return value.isocalendar().week


@builtin("month of year(date: day)")
def month_of_year(value: date) -> str:
    """Return the month's name in English, as the standard has it."""
    return _MONTHS[value.month - 1]


@builtin("last day of month(date: day)")
def last_day_of_month(value: date) -> date:
    """Return the last day of the day's month."""
    last = calendar.monthrange(value.year, value.month)[1]
    day = value.date() if isinstance(value, datetime) else value
    return day.replace(day=last)
