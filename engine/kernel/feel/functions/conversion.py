"""From one kind of value to another."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.numbers import CONTEXT, Number, normal, text_of
from engine.kernel.feel.signatures import builtin
from engine.kernel.feel.temporal import (
    YearMonthDuration,
    instant,
    read_date,
    read_date_time,
    read_duration,
    read_time,
    write_duration,
)
from engine.kernel.feel.values import Range, clean, kind_of


def text(value: Any, inside: bool = False) -> str:
    """Write a value; texts inside lists and contexts keep their quotes."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if inside else value
    if isinstance(value, bool) or value is None:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | tuple):
        return "[" + ", ".join(text(item, True) for item in value) + "]"
    kind = kind_of(value)
    if kind == "number":
        return text_of(clean(value))
    if kind == "context":
        return "{" + ", ".join(f"{key}: {text(item, True)}" for key, item in value.items()) + "}"
    return _rare(value)


def _rare(value: Any) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return write_duration(value)
    if isinstance(value, YearMonthDuration):
        return str(value)
    if isinstance(value, Range):
        left, right = "(["[value.low_included], ")]"[value.high_included]
        return f"{left}{text(value.low, True)}..{text(value.high, True)}{right}"
    raise FeelError("argument", f"a {kind_of(value)} cannot be written as text")


@builtin("string(from: any)")
def string(value: Any) -> str | None:
    """Write a value as text."""
    return None if value is None else text(value)


@builtin(
    "number(from: string|number, grouping separator?: string|null, decimal separator?: string|null)"
)
def number(value: Any, grouping: str | None = None, point: str | None = None) -> Number:
    """Read a number from a text."""
    if not isinstance(value, str):
        return normal(Decimal(value))
    plain = value.strip()
    if grouping:
        plain = plain.replace(grouping, "")
    if point:
        plain = plain.replace(point, ".")
    try:
        found = Decimal(plain, CONTEXT)
    except InvalidOperation:
        raise FeelError("argument", f'"{value[:40]}" is not a number') from None
    if not found.is_finite() or not plain.isascii():
        raise FeelError("argument", f'"{value[:40]}" is not a number')
    return normal(found)


@builtin("date(from/year: string|date|date and time|number, month?: number, day?: number)")
def make_date(value: Any, month: int | None = None, day: int | None = None) -> date:
    """Make a date from a text, a date and time, or year, month and day."""
    if kind_of(value) == "number":
        if month is None or day is None:
            raise FeelError("argument", "a date needs year, month and day")
        return _checked(lambda: date(int(value), int(month), int(day)))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return read_date(value.partition("T")[0])
    return date(value.year, value.month, value.day)


@builtin(
    "time(from/hour: string|date|date and time|time|number, minute?: number, second?: number,"
    " offset?: days and time duration|null)"
)
def make_time(
    value: Any, minute: int | None = None, second: Number = 0, offset: timedelta | None = None
) -> time:
    """Make a time of day from a text, a date and time, or hour, minute and second."""
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, time):
        return value
    if isinstance(value, date):
        return instant(value).timetz()
    if minute is None:
        raise FeelError("argument", "a time needs hour, minute and second")
    zone = None if offset is None else timezone(offset)
    whole, micro = divmod(int(second * 1_000_000), 1_000_000)
    return _checked(lambda: time(int(value), int(minute), whole, micro, zone))


@builtin("date and time(from/date: string|date|date and time, time?: time|string)")
def make_date_time(value: Any, clock: Any = None) -> datetime:
    """Make a date and time from a text, or from a date and a time."""
    if clock is None:
        return read_date_time(value) if isinstance(value, str) else instant(value)
    if isinstance(value, str) and not isinstance(clock, str):
        value = read_date_time(value)
    if isinstance(clock, str):
        raise FeelError("argument", "`time` must be a time, not string")
    return instant(datetime.combine(value, clock))


@builtin("duration(from: string|days and time duration|years and months duration)")
def make_duration(value: Any) -> Any:
    """Read a duration such as P3D or PT4H."""
    return read_duration(value) if isinstance(value, str) else value


@builtin("years and months duration(from: day, to: day)")
def months_between(start: date, end: date) -> YearMonthDuration:
    """Return the whole months from one day to another."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearMonthDuration(months)


_T = TypeVar("_T")


def _checked(make: Callable[[], _T]) -> _T:
    try:
        return make()
    except (ValueError, OverflowError) as error:
        raise FeelError("temporal", f"there is no such date or time: {error}") from None
