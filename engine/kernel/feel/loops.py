"""Closures for what runs over lists: for, some, every and filters."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.kernel.feel.compiler import COMPILERS, Compiler, Run, condition, truth
from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.limits import LIST_ITEMS
from engine.kernel.feel.scope import Scope, bounded
from engine.kernel.feel.tree import Filter, For, Iteration, Literal, Negation, Node, Quantified
from engine.kernel.feel.values import Range, clean, kind_of


def size(node: Node) -> int:
    """Return how many nodes a sub-expression has."""
    count, waiting = 0, [node]
    while waiting:
        count += 1
        waiting.extend(waiting.pop().children())
    return count


def whole_numbers(low: Any, high: Any, where: str) -> range:
    """Return the whole numbers from one to the other, up or down."""
    for value in (low, high):
        if kind_of(value) != "number" or value != int(value):
            raise FeelError("type", f"the ends must be whole numbers, not {kind_of(value)}", where)
    first, last = int(low), int(high)
    if abs(last - first) >= LIST_ITEMS:
        raise FeelError("limit", f"a range has more than {LIST_ITEMS} numbers", where)
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def items_of(value: Any, where: str) -> Any:
    """Return what a loop runs over."""
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Range):
        numbers = whole_numbers(value.low, value.high, where)
        inner = numbers if value.low_included else numbers[1:]
        return inner if value.high_included else inner[:-1]
    raise FeelError("null" if value is None else "type", f"{kind_of(value)} is not a list", where)


class Loop:
    """The variables of one loop and the lists they run over."""

    def __init__(self, compiler: Compiler, iterations: tuple[Iteration, ...], body: Node) -> None:
        self.cost = size(body)
        self.variables = [
            (
                iteration.name,
                compiler.run(iteration.source),
                compiler.run(iteration.to) if iteration.to else None,
                compiler.snippet(iteration.source),
            )
            for iteration in iterations
        ]

    def rounds(self, scope: Scope, level: int = 0) -> Iterator[Scope]:
        """Yield a scope for each combination of items."""
        if level == len(self.variables):
            scope.budget.charge(self.cost)
            yield scope
            return
        name, source, to, where = self.variables[level]
        first = source(scope)
        items = whole_numbers(first, to(scope), where) if to else items_of(first, where)
        scope.budget.charge(1)
        for item in items:
            yield from self.rounds(scope.inner({name: item}), level + 1)


def for_each(compiler: Compiler, node: For) -> Run:
    """Compile for … in … return …; `partial` is the list made so far."""
    loop = Loop(compiler, node.iterations, node.body)
    body = compiler.run(node.body)

    def run(scope: Scope) -> list[Any]:
        made: list[Any] = []
        for inner in loop.rounds(scope.inner({"partial": made})):
            made.append(body(inner))
            bounded(made)
        return made

    return run


def quantified(compiler: Compiler, node: Quantified) -> Run:
    """Compile some and every … satisfies …"""
    loop = Loop(compiler, node.iterations, node.body)
    every, holds = node.every, condition(compiler, node.body, "the condition")

    def run(scope: Scope) -> bool:
        for inner in loop.rounds(scope):
            if holds(inner) is not every:
                return not every
        return every

    return run


def filtered(compiler: Compiler, node: Filter) -> Run:
    """Compile a[…]: an item by its number from one, or the items that meet a condition."""
    source, chooses = compiler.run(node.source), compiler.run(node.condition)
    cost, where = size(node.condition), compiler.snippet(node)
    written, lenient = _is_number(node.condition), compiler.lenient

    def run(scope: Scope) -> Any:
        value = source(scope)
        items = list(value) if isinstance(value, list | tuple) else [value]
        if written:
            return _item(items, chooses(scope), where)
        found: list[Any] = []
        for item in items:
            scope.budget.charge(cost)
            decided = chooses(_inside(scope, item))
            if kind_of(decided) == "number":
                return _item(items, decided, where)
            if decided is True if lenient else truth(decided, "a filter", where):
                found.append(item)
        return found

    return run


def _is_number(node: Node) -> bool:
    if isinstance(node, Negation):
        node = node.operand
    return isinstance(node, Literal) and kind_of(node.value) == "number"


def _inside(scope: Scope, item: Any) -> Scope:
    inner = scope.inner({"item": item})
    return inner.inner(item) if isinstance(item, Mapping) else inner


def _item(items: list[Any], number: Any, where: str) -> Any:
    """Return an item counted from one, or from the end if negative; null if there is none."""
    if number != int(number):
        raise FeelError("type", "an item's number must be whole", where)
    index = int(number)
    if index == 0 or abs(index) > len(items):
        return None
    return clean(items[index - 1 if index > 0 else index])


COMPILERS |= {For: for_each, Quantified: quantified, Filter: filtered}
