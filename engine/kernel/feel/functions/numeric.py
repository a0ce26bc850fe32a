"""What can be done with numbers, and `not`."""

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.functions.texts import whole
from engine.kernel.feel.numbers import CONTEXT, Number, calculate, normal
from engine.kernel.feel.signatures import builtin
from engine.kernel.feel.temporal import YearMonthDuration

_SCALE = 6000


def rounded(value: Number, scale: Number, how: str) -> Number:
    """Round to a number of decimal places, which may be negative."""
    places = whole(scale, "scale")
    if abs(places) > _SCALE:
        raise FeelError("limit", f"the scale must lie between -{_SCALE} and {_SCALE}")
    exact = Decimal(value)
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return value
    if exact.adjusted() < -places - 1:
        places_unit = Decimal(1).scaleb(-places)
        away = how == ROUND_UP or (how == ROUND_CEILING and exact > 0)
        away = away or (how == ROUND_FLOOR and exact < 0)
        return normal(places_unit.copy_sign(exact)) if away and exact else 0
    return normal(exact.quantize(Decimal(1).scaleb(-places), how, CONTEXT))


@builtin("decimal(n: number, scale: number)")
def decimal(value: Number, scale: Number) -> Number:
    """Round to a scale, halves to the even neighbour."""
    return rounded(value, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(value: Number, scale: Number = 0) -> Number:
    """Round down."""
    return rounded(value, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(value: Number, scale: Number = 0) -> Number:
    """Round up."""
    return rounded(value, scale, ROUND_CEILING)


@builtin("round up(n: number, scale?: number)")
def round_up(value: Number, scale: Number = 0) -> Number:
    """Round away from zero."""
    return rounded(value, scale, ROUND_UP)


@builtin("round down(n: number, scale?: number)")
def round_down(value: Number, scale: Number = 0) -> Number:
    """Round towards zero."""
    return rounded(value, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale?: number)")
def round_half_up(value: Number, scale: Number = 0) -> Number:
    """Round to the nearest, halves away from zero."""
    return rounded(value, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale?: number)")
def round_half_down(value: Number, scale: Number = 0) -> Number:
    """Round to the nearest, halves towards zero."""
    return rounded(value, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|duration)")
def absolute(value: Any) -> Any:
    """Drop the sign."""
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(abs(value.months))
    return abs(value) if isinstance(value, timedelta | int) else normal(abs(value))


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Number, divisor: Number) -> Number:
    """Return the rest of a division, with the sign of the divisor."""
    if divisor == 0:
        raise FeelError("arithmetic", "division by zero")
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend % divisor
    times = rounded(calculate("/", dividend, divisor), 0, ROUND_FLOOR)
    return calculate("-", dividend, calculate("*", divisor, times))


@builtin("sqrt(number: number)", cost=20)
def sqrt(value: Number) -> Number:
    """Return the square root."""
    if value < 0:
        raise FeelError("arithmetic", "a negative number has no square root")
    return normal(CONTEXT.sqrt(Decimal(value)))


@builtin("log(number: number)", cost=20)
def log(value: Number) -> Number:
    """Return the natural logarithm."""
    if value <= 0:
        raise FeelError("arithmetic", "only positive numbers have a logarithm")
    return normal(CONTEXT.ln(Decimal(value)))


@builtin("exp(number: number)", cost=20)
def exp(value: Number) -> Number:
    """Return e to the power of a number."""
    if not -_SCALE <= value <= _SCALE:
        raise FeelError("limit", f"the exponent must lie between -{_SCALE} and {_SCALE}")
    return normal(CONTEXT.exp(Decimal(value)))


@builtin("odd(number: number)")
def odd(value: Number) -> bool:
    """Tell whether a whole number is odd."""
    return value % 2 in (1, -1)


@builtin("even(number: number)")
def even(value: Number) -> bool:
    """Tell whether a whole number is even."""
    return value % 2 == 0


@builtin("not(negand: boolean)")
def negate(value: bool) -> bool:
    """Turn true into false and false into true."""
    return not value
