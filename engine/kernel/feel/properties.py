"""The named parts of values: entries of contexts, years of dates, ends of ranges."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.numbers import normal
from engine.kernel.feel.temporal import YearMonthDuration
from engine.kernel.feel.values import clean, kind_of

_Getter = Callable[[Any], Any]


def part(value: Any, key: str) -> Any:
    """Return the part of a value with this name; of a list, the part of each item."""
    if isinstance(value, Mapping):
        if key in value:
            return clean(value[key])
        raise FeelError("missing_key", f"there is no entry `{key}`{_known(value)}")
    if isinstance(value, list | tuple):
        return [part(item, key) for item in value]
    kind = kind_of(value)
    if value is None:
        raise FeelError("null", f"cannot take `{key}` of null")
    getter = _PARTS.get(kind, {}).get(key)
    if getter is None:
        raise FeelError("missing_key", f"a {kind} has no `{key}`")
    return getter(value)


def _known(value: Mapping[str, Any]) -> str:
    if not value:
        return " (the context is empty)"
    names = ", ".join(str(key) for key in list(value)[:10])
    return f"; there are: {names}{', …' if len(value) > 10 else ''}"


def _of_duration(divisor: int, modulus: int | None) -> _Getter:
    """Return what takes days, hours, minutes or whole seconds, with the duration's sign."""

    def get(value: timedelta) -> int:
        size = abs(value) // timedelta(seconds=divisor)
        size = size % modulus if modulus else size
        return -size if value < timedelta() else size

    return get


def _sign(value: YearMonthDuration) -> int:
    return -1 if value.months < 0 else 1


def _seconds(value: time | datetime) -> Any:
    if not value.microsecond:
        return value.second
    return normal(value.second + Decimal(value.microsecond) / 1_000_000)


_DAY: dict[str, _Getter] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": date.isoweekday,
}
_CLOCK: dict[str, _Getter] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": _seconds,
    "time offset": lambda value: value.utcoffset(),
    "timezone": lambda value: None if value.tzinfo is None else str(value.tzinfo),
}
_PARTS: dict[str, dict[str, _Getter]] = {
    "date": _DAY,
    "time": _CLOCK,
    "date and time": _DAY | _CLOCK | {"date": datetime.date, "time": datetime.timetz},
    "days and time duration": {
        "days": _of_duration(86400, None),
        "hours": _of_duration(3600, 24),
        "minutes": _of_duration(60, 60),
        "seconds": _of_duration(1, 60),
    },
    "years and months duration": {
        "years": lambda value: _sign(value) * (abs(value.months) // 12),
        "months": lambda value: _sign(value) * (abs(value.months) % 12),
    },
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}
