"""Which values a variable may hold, and how they are written into saved state."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.kernel.feel.temporal import (
    YearMonthDuration,
    instant,
    read_date,
    read_duration,
    read_time,
    write_duration,
)
from engine.workflow.problems import BadVariables

TAG = "\u0000t"  # no variable can have this key, so nobody's data can pass for one of ours
TAG_BYTES = b'"\\u0000t"'
MAX_DEPTH = 40
MAX_ITEMS = 200_000
_INT64 = 2**63
_PLAIN = frozenset({type(None), bool})


class _Cleaner:
    """Copies values from outside, refusing what cannot be stored."""

    def __init__(self) -> None:
        self.items = 0

    def clean(self, value: Any, path: str, depth: int) -> Any:
        if type(value) in _PLAIN:
            return value
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise _bad(path, "is nested too deeply or has too many parts")
        for kind, rule in _RULES:
            if isinstance(value, kind):
                return rule(self, value, path, depth)
        raise _bad(path, f"is of a type no variable may have: {type(value).__name__}")

    def mapping(self, value: Mapping[Any, Any], path: str, depth: int) -> dict[str, Any]:
        for key in value:
            if not isinstance(key, str) or "\u0000" in key or not _is_text(key):
                raise _bad(path, f"has a name that is no plain text: {key!r:.40}")
        return {key: self.clean(item, f"{path}.{key}", depth + 1) for key, item in value.items()}

    def items_of(self, value: Any, path: str, depth: int) -> list[Any]:
        return [self.clean(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(value)]


def _text(_: _Cleaner, value: str, path: str, __: int) -> str:
    if not _is_text(value):
        raise _bad(path, "holds characters that are no text")
    return str(value)


def _is_text(value: str) -> bool:
    try:
        value.isascii() or value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole(_: _Cleaner, value: int, path: str, __: int) -> int | Decimal:
    return int(value) if -_INT64 <= value < _INT64 else Decimal(value)


def _float(_: _Cleaner, value: float, path: str, __: int) -> float:
    if not math.isfinite(value):
        raise _bad(path, "is no finite number")
    return float(value)


def _decimal(_: _Cleaner, value: Decimal, path: str, __: int) -> int | Decimal:
    if not value.is_finite():
        raise _bad(path, "is no finite number")
    if value == value.to_integral_value() and abs(value) < _INT64:
        return int(value)
    return value


def _moment(_: _Cleaner, value: datetime, path: str, __: int) -> datetime:
    return instant(value)


def _same(_: _Cleaner, value: Any, path: str, __: int) -> Any:
    return value


_RULES: tuple[tuple[Any, Callable[[_Cleaner, Any, str, int], Any]], ...] = (
    (str, _text),
    (int, _whole),
    (float, _float),
    (Mapping, _Cleaner.mapping),
    ((list, tuple), _Cleaner.items_of),
    (Decimal, _decimal),
    (datetime, _moment),
    ((date, time, timedelta, YearMonthDuration), _same),
)


def _bad(path: str, reason: str) -> BadVariables:
    return BadVariables([{"field": path, "message": f"{path} {reason}"}])


def clean_variables(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of variables from outside; raises BadVariables naming the field."""
    cleaner = _Cleaner()
    if not isinstance(variables, Mapping):
        raise _bad("variables", "must be an object")
    for key in variables:
        if not isinstance(key, str) or not key or "\u0000" in key or not _is_text(key):
            raise _bad(str(key), "is no name of a variable")
    return {key: cleaner.clean(value, key, 0) for key, value in variables.items()}


def clean_value(name: str, value: Any) -> Any:
    """Return one storable copy of a value; raises BadVariables."""
    return _Cleaner().clean(value, name, 0)


def write_special(value: Any) -> Any:
    """Write what JSON has no form for; the `default` hook of orjson."""
    if isinstance(value, Decimal):
        return {TAG: "n", "v": str(value)}
    if isinstance(value, datetime):
        return {TAG: "m", "v": value.isoformat()}
    if isinstance(value, date):
        return {TAG: "d", "v": value.isoformat()}
    if isinstance(value, time):
        return {TAG: "t", "v": value.isoformat()}
    if isinstance(value, timedelta):
        return {TAG: "p", "v": write_duration(value)}
    if isinstance(value, YearMonthDuration):
        return {TAG: "p", "v": str(value)}
    raise TypeError(f"{type(value).__name__} cannot be saved")


_READERS: Mapping[str, Callable[[str], Any]] = {
    "n": Decimal,
    "m": datetime.fromisoformat,
    "d": read_date,
    "t": read_time,
    "p": read_duration,
}


def read_special(value: Any) -> Any:
    """Read back, throughout a value, what `write_special` wrote."""
    if isinstance(value, dict):
        kind = value.get(TAG)
        if kind is not None:
            return _READERS[kind](value["v"])
        return {key: read_special(item) for key, item in value.items()}
    if isinstance(value, list):
        return [read_special(item) for item in value]
    return value
