"""The kinds of values expressions know, and when two of them are equal or ordered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.numbers import from_float
from engine.kernel.feel.temporal import YearMonthDuration, instant, zoned


@dataclass(frozen=True, slots=True)
class Range:
    """Everything between two end points; an end point of None is open for ever."""

    low: Any
    high: Any
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True)
class Function:
    """A function as a value: its parameter names and what it does."""

    parameters: tuple[str, ...]
    call: Callable[[list[Any]], Any]


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    float: "number",
    str: "string",
    datetime: "date and time",
    date: "date",
    time: "time",
    timedelta: "days and time duration",
    YearMonthDuration: "years and months duration",
    list: "list",
    tuple: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}
ORDERED = frozenset(_KINDS.values()) - {"null", "boolean", "list", "context", "range", "function"}


def kind_of(value: object) -> str:
    """Return the FEEL name of a value's kind."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    for base, name in _KINDS.items():
        if isinstance(value, base):
            return name
    return "context" if isinstance(value, Mapping) else f"unsupported {type(value).__name__}"


def clean(value: Any) -> Any:
    """Return a value from outside with floats turned into exact numbers."""
    return from_float(value) if isinstance(value, float) else value


def equals(left: Any, right: Any) -> bool:
    """Tell whether two values are equal; values of different kinds never are."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return False
    if kind == "list":
        return len(left) == len(right) and all(map(equals, left, right))
    if kind == "context":
        return left.keys() == right.keys() and all(equals(left[key], right[key]) for key in left)
    return bool(_comparable(kind, left) == _comparable(kind, right))


def _comparable(kind: str, value: Any) -> Any:
    """Return a value that Python compares as FEEL does."""
    if kind == "time":
        return zoned(value)
    return instant(value) if kind == "date and time" else clean(value)


def ordering(left: Any, right: Any) -> int:
    """Return -1, 0 or 1 for two values of one ordered kind."""
    kind = kind_of(left)
    other = kind_of(right)
    if "null" in (kind, other):
        raise FeelError("null", f"cannot compare {kind} with {other}")
    if kind != other or kind not in ORDERED:
        raise FeelError("type", f"cannot compare {kind} with {other}")
    left, right = _comparable(kind, left), _comparable(kind, right)
    return -1 if left < right else int(left > right)


def contains(span: Range, value: Any) -> bool:
    """Tell whether a value lies in a range."""
    if span.low is not None:
        order = ordering(value, span.low)
        if order < 0 or (order == 0 and not span.low_included):
            return False
    if span.high is None:
        return True
    order = ordering(value, span.high)
    return order < 0 or (order == 0 and span.high_included)
