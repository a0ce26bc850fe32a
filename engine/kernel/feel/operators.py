"""What the signs of arithmetic and comparison mean for each kind of value."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.numbers import Number, calculate, normal
from engine.kernel.feel.scope import bounded
from engine.kernel.feel.temporal import YearMonthDuration, add_months, instant, zoned
from engine.kernel.feel.values import clean, equals, kind_of, ordering

_SECOND = timedelta(seconds=1)
DAYS, MONTHS = "days and time duration", "years and months duration"


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """Calculate with two values of fitting kinds."""
    first, second = kind_of(left), kind_of(right)
    if first == second == "number":
        return calculate(operator, clean(left), clean(right))
    handler = _HANDLERS.get((first, operator, second))
    if handler is None:
        raise _mismatch(operator, first, second)
    try:
        return handler(left, right)
    except OverflowError:
        raise FeelError("temporal", "the result lies outside the years 1 to 9999") from None


def _mismatch(operator: str, first: str, second: str) -> FeelError:
    if "null" in (first, second):
        return FeelError("null", f"cannot calculate with null ({first} {operator} {second})")
    hint = "; use string(…) to join texts" if "string" in (first, second) else ""
    return FeelError("type", f"cannot calculate {first} {operator} {second}{hint}")


def negative(value: Any) -> Any:
    """Return the opposite of a number or duration."""
    kind = kind_of(value)
    if kind == "number":
        return -clean(value)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    if isinstance(value, timedelta):
        return -value
    raise FeelError("null" if value is None else "type", f"cannot negate {kind}")


def compare(operator: str, left: Any, right: Any) -> bool:
    """Compare two values; only equality works for values of different kinds."""
    if operator == "=":
        return equals(left, right)
    if operator == "!=":
        return not equals(left, right)
    order = ordering(left, right)
    if operator == "<":
        return order < 0
    if operator == "<=":
        return order <= 0
    return order > 0 if operator == ">" else order >= 0


def _join(left: str, right: str) -> Any:
    return bounded(left + right)


def _seconds(value: timedelta) -> Number:
    return normal(Decimal(value // timedelta(microseconds=1)) / 1_000_000)


def _scale(value: timedelta, factor: Any) -> timedelta:
    micro = calculate("*", value // timedelta(microseconds=1), clean(factor))
    return timedelta(microseconds=int(micro))


def _divide(value: timedelta, divisor: Any) -> timedelta:
    micro = calculate("/", value // timedelta(microseconds=1), clean(divisor))
    return timedelta(microseconds=int(micro))


def _scale_months(value: YearMonthDuration, factor: Any) -> YearMonthDuration:
    return YearMonthDuration(int(calculate("*", value.months, clean(factor))))


def _divide_months(value: YearMonthDuration, divisor: Any) -> YearMonthDuration:
    return YearMonthDuration(int(calculate("/", value.months, clean(divisor))))


def _move_date(value: date, span: timedelta) -> date:
    # A date has no hours: what is left of a day is dropped towards the earlier date, as in FEEL.
    return (instant(value) + span).date()


def _move_time(value: time, span: timedelta) -> time:
    return (datetime.combine(date(2000, 1, 2), value) + (span % timedelta(days=1))).timetz()


def _between_times(left: time, right: time) -> timedelta:
    day = date(2000, 1, 2)
    return datetime.combine(day, zoned(left)) - datetime.combine(day, zoned(right))


def _between(left: date, right: date) -> timedelta:
    return instant(left) - instant(right)


def _plus_months(value: date, span: YearMonthDuration) -> date:
    return add_months(value, span.months)


def _swap(handler: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: handler(right, left)


_Key = tuple[str, str, str]
_HANDLERS: dict[_Key, Callable[[Any, Any], Any]] = {
    ("string", "+", "string"): _join,
    (DAYS, "+", DAYS): lambda left, right: left + right,
    (DAYS, "-", DAYS): lambda left, right: left - right,
    (DAYS, "*", "number"): _scale,
    ("number", "*", DAYS): _swap(_scale),
    (DAYS, "/", "number"): _divide,
    (DAYS, "/", DAYS): lambda left, right: calculate("/", _seconds(left), _seconds(right)),
    (MONTHS, "+", MONTHS): lambda left, right: YearMonthDuration(left.months + right.months),
    (MONTHS, "-", MONTHS): lambda left, right: YearMonthDuration(left.months - right.months),
    (MONTHS, "*", "number"): _scale_months,
    ("number", "*", MONTHS): _swap(_scale_months),
    (MONTHS, "/", "number"): _divide_months,
    (MONTHS, "/", MONTHS): lambda left, right: calculate("/", left.months, right.months),
    ("date", "+", DAYS): _move_date,
    (DAYS, "+", "date"): _swap(_move_date),
    ("date", "-", DAYS): lambda left, right: _move_date(left, -right),
    ("time", "+", DAYS): _move_time,
    (DAYS, "+", "time"): _swap(_move_time),
    ("time", "-", DAYS): lambda left, right: _move_time(left, -right),
    ("time", "-", "time"): _between_times,
    ("date and time", "+", DAYS): lambda left, right: instant(left) + right,
    (DAYS, "+", "date and time"): lambda left, right: left + instant(right),
    ("date and time", "-", DAYS): lambda left, right: instant(left) - right,
}
for _day in ("date", "date and time"):
    _HANDLERS[_day, "+", MONTHS] = _plus_months
    _HANDLERS[MONTHS, "+", _day] = _swap(_plus_months)
    _HANDLERS[_day, "-", MONTHS] = lambda left, right: add_months(left, -right.months)
    for _other in ("date", "date and time"):
        _HANDLERS[_day, "-", _other] = _between
