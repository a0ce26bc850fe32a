"""What can be done with lists."""

from collections.abc import Iterator
from functools import cmp_to_key
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.functions.texts import whole
from engine.kernel.feel.numbers import Number
from engine.kernel.feel.signatures import builtin
from engine.kernel.feel.values import Function, clean, equals, kind_of, ordering


@builtin("list contains(list: list, element: any)")
def list_contains(items: list[Any], element: Any) -> bool:
    """Tell whether a list holds a value."""
    return any(equals(item, element) for item in items)


@builtin("count(list: list)")
def count(items: list[Any]) -> int:
    """Count the items."""
    return len(items)


@builtin("all(list...: any)")
def every(items: list[Any]) -> bool:
    """Tell whether all conditions hold."""
    return _conditions(items, decisive=False)


@builtin("any(list...: any)")
def some(items: list[Any]) -> bool:
    """Tell whether a condition holds."""
    return _conditions(items, decisive=True)


def _conditions(items: list[Any], *, decisive: bool) -> bool:
    if any(item is decisive for item in items):
        return decisive
    for item in items:
        if not isinstance(item, bool):
            kind = "null" if item is None else "argument"
            raise FeelError(kind, f"the list must hold true and false only, not {kind_of(item)}")
    return not decisive


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(items: list[Any], start: Number, length: Number | None = None) -> list[Any]:
    """Return a stretch of a list, counted from one, or from the end if negative."""
    begin = _index(items, start)
    if length is None:
        return items[begin:]
    return items[begin : begin + max(whole(length, "length"), 0)]


def _index(items: list[Any], number: Number) -> int:
    position = whole(number, "position")
    if position == 0 or abs(position) > len(items) + 1:
        raise FeelError("argument", f"the list of {len(items)} items has no position {position}")
    return position - 1 if position > 0 else len(items) + position


def _existing(items: list[Any], number: Number) -> int:
    index = _index(items, number)
    if not 0 <= index < len(items):
        raise FeelError("argument", f"the list of {len(items)} items has no position {number}")
    return index


@builtin("append(list: list, items...: any)")
def append(items: list[Any], more: list[Any]) -> list[Any]:
    """Add items at the end."""
    return [*items, *more]


@builtin("concatenate(lists...: list)")
def concatenate(lists: list[list[Any]]) -> list[Any]:
    """Join lists."""
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(items: list[Any], position: Number, item: Any) -> list[Any]:
    """Put an item before the one at a position."""
    index = _index(items, position)
    return [*items[:index], item, *items[index:]]


@builtin("remove(list: list, position: number)")
def remove(items: list[Any], position: Number) -> list[Any]:
    """Take out the item at a position."""
    index = _existing(items, position)
    return items[:index] + items[index + 1 :]


@builtin("list replace(list: list, position: number|function, newItem: any)")
def list_replace(items: list[Any], position: Any, item: Any) -> list[Any]:
    """Replace the item at a position, or those for which function(item, newItem) is true."""
    if isinstance(position, Function):
        return [item if position.call([old, item]) is True else old for old in items]
    index = _existing(items, position)
    return [*items[:index], item, *items[index + 1 :]]


@builtin("reverse(list: list)")
def reverse(items: list[Any]) -> list[Any]:
    """Turn a list round."""
    return items[::-1]


@builtin("index of(list: list, match: any)")
def index_of(items: list[Any], match: Any) -> list[int]:
    """Return the positions of a value."""
    return [place for place, item in enumerate(items, 1) if equals(item, match)]


def _key(value: Any) -> Any:
    """Return a hashable stand-in that is equal where the values are equal."""
    kind = kind_of(value)
    if kind == "list":
        return kind, tuple(map(_key, value))
    if kind == "context":
        return kind, frozenset((key, _key(item)) for key, item in value.items())
    if kind in ("function", "range"):
        return kind, repr(value)
    return kind, clean(value)


@builtin("distinct values(list: list)")
def distinct_values(items: list[Any]) -> list[Any]:
    """Keep the first of equal items."""
    kept: dict[Any, Any] = {}
    for item in items:
        kept.setdefault(_key(item), item)
    return list(kept.values())


@builtin("union(lists...: list)")
def union(lists: list[list[Any]]) -> list[Any]:
    """Join lists and keep the first of equal items."""
    return distinct_values(concatenate(lists))


@builtin("duplicate values(list: list)")
def duplicate_values(items: list[Any]) -> list[Any]:
    """Return each value that is there more than once."""
    seen: dict[Any, int] = {}
    for item in items:
        seen[_key(item)] = seen.get(_key(item), 0) + 1
    return [item for item in distinct_values(items) if seen[_key(item)] > 1]


@builtin("flatten(list: list)")
def flatten(items: list[Any]) -> list[Any]:
    """Return the items of all lists inside a list."""
    return list(_flat(items))


def _flat(items: list[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list | tuple):
            yield from _flat(list(item))
        else:
            yield item


@builtin("sort(list: list, precedes?: function)")
def sort(items: list[Any], precedes: Function | None = None) -> list[Any]:
    """Sort by a function that tells whether one item comes before another."""
    if precedes is None:
        return sorted(items, key=cmp_to_key(ordering))
    call = precedes.call

    def order(left: Any, right: Any) -> int:
        if call([left, right]) is True:
            return -1
        return int(call([right, left]) is True)

    return sorted(items, key=cmp_to_key(order))


@builtin("partition(list: list, size: number)")
def partition(items: list[Any], size: Number) -> list[list[Any]]:
    """Cut a list into lists of one size."""
    step = whole(size, "size")
    if step <= 0:
        raise FeelError("argument", "`size` must be positive")
    return [items[start : start + step] for start in range(0, len(items), step)]


@builtin("is empty(list: list)")
def is_empty(items: list[Any]) -> bool:
    """Tell whether a list has no items."""
    return not items
