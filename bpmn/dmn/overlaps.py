"""Which rules of a UNIQUE table can be hit together, as far as written values tell."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from bpmn.dmn import problem
from bpmn.dmn.model import UNIQUE, DecisionTable
from bpmn.dmn.problem import DmnProblem
from engine.kernel.feel import FeelError, Range, UnaryTests, equals, kind_of, ordering, parse
from engine.kernel.feel.tree import Interval, Literal, Negation, Node, Test

MAX_RULES = 150
"""Every rule is compared with every other, so larger tables are left to the evaluation."""
MAX_PIECES = 1_500
_WHOLE = frozenset({"integer", "long"})
_ANYTHING = object()
Piece = Any


def check_overlaps(table: DecisionTable) -> Iterator[DmnProblem]:
    """Yield the pairs of rules that some input hits together."""
    if table.hit_policy != UNIQUE or len(table.rules) > MAX_RULES:
        return
    whole = [column.type_ref in _WHOLE for column in table.inputs]
    rules = [
        (rule, [_pieces(test, kind) for test, kind in zip(rule.tests, whole, strict=False)])
        for rule in table.rules
        if len(rule.tests) == len(table.inputs)
    ]
    if sum(len(cell or ()) for _, cells in rules for cell in cells) > MAX_PIECES:
        return
    for (first, one), (second, two) in combinations(rules, 2):
        if all(_meet(left, right) for left, right in zip(one, two, strict=True)):
            numbers = {"first": first.number, "second": second.number}
            yield problem.OVERLAP.at(second.line, second.id or None, **numbers)


def _pieces(tests: UnaryTests | None, whole: bool) -> list[Piece] | None:
    """Return the values and ranges a cell takes; None where only the evaluation can tell."""
    if tests is None or tests.tree.negated:
        return None
    if not tests.tree.tests:
        return [_ANYTHING]
    found = [_piece(tests, node, whole) for node in tests.tree.tests]
    return None if None in found else [piece for piece in found if piece is not None]


def _piece(tests: UnaryTests, node: Node, whole: bool) -> Piece | None:
    """Return a range; a single value is the range of itself."""
    if isinstance(node, Test):
        value = _written(tests, node.operand)
        if value is None or node.operator == "!=":
            return None
        included = "=" in node.operator
        low = value if node.operator in (">", ">=", "=") else None
        high = value if node.operator in ("<", "<=", "=") else None
        return _tightened(Range(low, high, included, included), whole)
    if isinstance(node, Interval):
        low, high = (end and _written(tests, end) for end in (node.low, node.high))
        if low is None or high is None:
            return None
        return _tightened(Range(low, high, node.low_included, node.high_included), whole)
    value = _written(tests, node)
    return None if value is None else Range(value, value)


def _written(tests: UnaryTests, node: Node) -> Any:
    if not isinstance(node, Literal | Negation):
        return None
    text = tests.source[node.start : node.end]
    found = parse(text)
    return found.evaluate({}) if found.is_literal else None


def _tightened(span: Range, whole: bool) -> Range:
    """Return the range with its ends included where only whole numbers count."""
    if not whole or "string" in (kind_of(span.low), kind_of(span.high)):
        return span
    low = span.low + 1 if span.low is not None and not span.low_included else span.low
    high = span.high - 1 if span.high is not None and not span.high_included else span.high
    return Range(low, high)


def _meet(one: list[Piece] | None, two: list[Piece] | None) -> bool:
    if one is None or two is None:
        return False
    return any(_touch(left, right) for left in one for right in two)


def _touch(left: Piece, right: Piece) -> bool:
    if left is _ANYTHING or right is _ANYTHING:
        return True
    try:
        return _reaches(left, right) and _reaches(right, left)
    except FeelError:
        # Values without an order, such as true, or of different kinds.
        return equals(left.low, right.low) and equals(left.high, right.high)


def _reaches(left: Range, right: Range) -> bool:
    """Tell whether one range begins before the other ends."""
    if left.low is None or right.high is None:
        return True
    order = ordering(left.low, right.high)
    return order < 0 or (order == 0 and left.low_included and right.high_included)
