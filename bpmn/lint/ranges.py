"""Conditions that compare one variable with a number or text, as ranges, to see them overlap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_PART = re.compile(
    r"([A-Za-z_][\w.]*)\s*(!=|>=|<=|==?|>|<)\s*(\"[^\"]*\"|-?\d+(?:\.\d+)?|true|false)"
)
_WRAPPED = re.compile(r"[$#]\{(.*)\}", re.DOTALL)


@dataclass(frozen=True)
class Range:
    """The values of one variable for which a condition holds."""

    variable: str
    low: Decimal | None = None
    low_open: bool = False
    high: Decimal | None = None
    high_open: bool = False
    equal: str | None = None

    def meets(self, other: Range) -> bool:
        """Say whether some value satisfies both; only the same variable can tell."""
        if self.variable != other.variable or self.is_text != other.is_text:
            return False
        if self.is_text:
            return self.equal == other.equal
        return self._below(other) and other._below(self)

    @property
    def is_text(self) -> bool:
        """Say whether a text or truth value is compared."""
        return self.equal is not None

    def _below(self, other: Range) -> bool:
        """Say whether the range begins before the other one ends."""
        if self.low is None or other.high is None or self.low < other.high:
            return True
        return self.low == other.high and not (self.low_open or other.high_open)


def range_of(text: str) -> Range | None:
    """Return the range of a condition; None when it is anything but plain comparisons."""
    wrapped = _WRAPPED.fullmatch(text.strip())
    plain = (wrapped.group(1) if wrapped else text.strip().removeprefix("=")).strip()
    parts = [_PART.fullmatch(one.strip()) for one in re.split(r"\band\b|&&", plain)]
    ranges = [None if one is None else _single(one[1], one[2], one[3]) for one in parts]
    found = [one for one in ranges if one is not None]
    if len(found) != len(parts):
        return None
    return found[0] if len(found) == 1 else _both(found)


def _single(variable: str, sign: str, value: str) -> Range | None:
    if sign == "!=":
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return Range(variable, equal=value) if sign in ("=", "==") else None
    if sign in ("=", "=="):
        return Range(variable, low=number, high=number)
    if sign in (">", ">="):
        return Range(variable, low=number, low_open=sign == ">")
    return Range(variable, high=number, high_open=sign == "<")


def _both(found: list[Range]) -> Range | None:
    """Return the range of `x > 1 and x < 5`; None when the parts are about different things."""
    first, *rest = found
    for one in rest:
        if one.variable != first.variable or one.is_text or first.is_text:
            return None
        if first.low is None and one.high is None:
            first, one = one, first
        if first.high is not None or one.low is not None:
            return None
        first = Range(first.variable, first.low, first.low_open, one.high, one.high_open)
    return first
