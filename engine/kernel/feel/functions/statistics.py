"""What a list of numbers comes to."""

from decimal import Decimal
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.numbers import CONTEXT, Number, calculate, normal
from engine.kernel.feel.operators import arithmetic
from engine.kernel.feel.signatures import builtin
from engine.kernel.feel.values import ordering


@builtin("min(list...: any)")
def smallest(items: list[Any]) -> Any:
    """Return the smallest value, null of an empty list."""
    return _extreme(items, -1)


@builtin("max(list...: any)")
def largest(items: list[Any]) -> Any:
    """Return the largest value, null of an empty list."""
    return _extreme(items, 1)


def _extreme(items: list[Any], sign: int) -> Any:
    if not items:
        return None
    best = items[0]
    ordering(best, best)
    for item in items[1:]:
        if ordering(item, best) == sign:
            best = item
    return best


@builtin("sum(list...: number|duration)")
def total(items: list[Any]) -> Any:
    """Add up numbers or durations; null of an empty list, as the standard has it."""
    if not items:
        return None
    result = items[0]
    for item in items[1:]:
        result = arithmetic("+", result, item)
    return result


@builtin("product(list...: number)")
def product(items: list[Number]) -> Number | None:
    """Multiply numbers; null of an empty list."""
    if not items:
        return None
    result: Number = 1
    for item in items:
        result = calculate("*", result, item)
    return result


@builtin("mean(list...: number|duration)")
def mean(items: list[Any]) -> Any:
    """Return the average, null of an empty list."""
    return arithmetic("/", total(items), len(items)) if items else None


@builtin("median(list...: number)")
def median(items: list[Number]) -> Number | None:
    """Return the middle value, null of an empty list."""
    if not items:
        return None
    ranked = sorted(items)
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return calculate("/", calculate("+", ranked[middle - 1], ranked[middle]), 2)


@builtin("stddev(list...: number)")
def stddev(items: list[Number]) -> Number:
    """Return the standard deviation of a sample."""
    if len(items) < 2:
        raise FeelError("argument", "a standard deviation needs two numbers or more")
    middle = mean(items)
    squares = [calculate("**", calculate("-", item, middle), 2) for item in items]
    return normal(CONTEXT.sqrt(Decimal(calculate("/", total(squares), len(items) - 1))))


@builtin("mode(list...: number)")
def mode(items: list[Number]) -> list[Number]:
    """Return the most frequent values, the smallest first."""
    counts: dict[Number, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(item for item, times in counts.items() if times == most)
