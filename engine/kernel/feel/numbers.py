"""Exact decimal arithmetic with the 34 digits FEEL asks for."""

import math
from decimal import (
    ROUND_HALF_EVEN,
    Clamped,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.limits import EXPONENT

Number = int | Decimal

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
    flags=[Clamped],
)
LARGEST_EXACT = 10**34


def from_float(value: float) -> Number:
    """Return the number a binary float was written as."""
    if not math.isfinite(value):
        raise FeelError("arithmetic", f"{value} is not a number")
    return normal(Decimal(repr(value)))


def normal(value: Decimal) -> Number:
    """Return whole numbers as int, all others as Decimal of at most 34 digits."""
    rounded = CONTEXT.plus(value)
    if -LARGEST_EXACT < rounded < LARGEST_EXACT and rounded == rounded.to_integral_value():
        return int(rounded)
    return rounded


def whole(value: int) -> Number:
    """Return an int as it is as long as 34 digits can hold it."""
    return value if -LARGEST_EXACT < value < LARGEST_EXACT else CONTEXT.create_decimal(value)


def calculate(operator: str, left: Number, right: Number) -> Number:
    """Apply + - * / or ** to two numbers."""
    try:
        return _calculate(operator, left, right)
    except (DivisionByZero, ZeroDivisionError):
        raise FeelError("arithmetic", "division by zero") from None
    except (DecimalException, OverflowError):
        raise FeelError("arithmetic", "the result is not a number of 34 digits") from None


def _calculate(operator: str, left: Number, right: Number) -> Number:
    if operator == "**":
        return power(left, right)
    if operator != "/" and isinstance(left, int) and isinstance(right, int):
        return whole(_INTEGER[operator](left, right))
    return normal(_DECIMAL[operator](Decimal(left), Decimal(right)))


_INTEGER = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}
_DECIMAL = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
}


def power(base: Number, exponent: Number) -> Number:
    """Raise a number to a power of modest size."""
    if not -EXPONENT <= exponent <= EXPONENT:
        raise FeelError("limit", f"an exponent must lie between -{EXPONENT} and {EXPONENT}")
    if base == 0 and exponent < 0:
        raise FeelError("arithmetic", "division by zero")
    if base == 0 and exponent == 0:
        return 1
    return normal(CONTEXT.power(Decimal(base), Decimal(exponent)))


def text_of(value: Number) -> str:
    """Write a number as FEEL does: no exponent, no needless zeros."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
