"""Closures for unary tests, ranges, `in` and `instance of`."""

from collections.abc import Callable
from typing import Any

from engine.kernel.feel.compiler import COMPILERS, Compiler, Run
from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.operators import compare
from engine.kernel.feel.scope import Scope
from engine.kernel.feel.tree import (
    Between,
    Comparison,
    In,
    InstanceOf,
    Interval,
    Logic,
    Name,
    Node,
    Quantified,
    Test,
    Tests,
)
from engine.kernel.feel.types import is_instance
from engine.kernel.feel.values import Function, Range, contains, equals, kind_of, ordering

TESTED = "?"
Check = Callable[[Scope, Any], bool]
_CONDITIONS = (Comparison, Logic, Between, In, InstanceOf, Quantified)


def interval(compiler: Compiler, node: Interval) -> Run:
    """Compile a range such as [1..5] or (< 5)."""
    low = compiler.run(node.low) if node.low else None
    high = compiler.run(node.high) if node.high else None
    where = compiler.snippet(node)

    def run(scope: Scope) -> Range:
        ends = [end and end(scope) for end in (low, high)]
        if (low and ends[0] is None) or (high and ends[1] is None):
            raise FeelError("null", "a range cannot end at null", where)
        try:
            if low and high:
                ordering(ends[0], ends[1])
        except FeelError as error:
            raise error.at(where) from None
        return Range(ends[0], ends[1], node.low_included, node.high_included)

    return run


def mentions_tested(node: Node) -> bool:
    """Tell whether a sub-expression uses the tested value by its name `?`."""
    waiting: list[Node] = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Name) and found.name == TESTED:
            return True
        waiting.extend(found.children())
    return False


def passes(tested: Any, answer: Any) -> bool:
    """Tell whether the tested value meets what a test's expression came to."""
    if isinstance(answer, Range):
        return tested is not None and contains(answer, tested)
    if isinstance(answer, list | tuple):
        return equals(tested, answer) or any(passes(tested, item) for item in answer)
    if isinstance(answer, Function):
        return answer.call([tested]) is True
    return equals(tested, answer)


def check(compiler: Compiler, node: Node, lenient: bool) -> Check:
    """Compile one test; a lenient one lets null meet no comparison instead of failing."""
    where = compiler.snippet(node)
    inner = _comparison(compiler, node) if isinstance(node, Test) else _answer(compiler, node)

    def run(scope: Scope, tested: Any) -> bool:
        try:
            return inner(scope, tested)
        except FeelError as error:
            if lenient and tested is None and error.kind == "null":
                return False
            raise error.at(where) from None

    return run


def _comparison(compiler: Compiler, node: Test) -> Check:
    operand, operator = compiler.run(node.operand), node.operator
    return lambda scope, tested: compare(operator, tested, operand(scope))


def _answer(compiler: Compiler, node: Node) -> Check:
    answer = compiler.run(node)
    condition = isinstance(node, _CONDITIONS)
    about = mentions_tested(node)
    where = compiler.snippet(node)

    def run(scope: Scope, tested: Any) -> bool:
        found = answer(scope)
        if isinstance(found, bool) and (about or (condition and not isinstance(tested, bool))):
            return found
        if about:
            raise FeelError("type", f"a test with ? must be true or false, not {kind_of(found)}")
        if isinstance(found, Range) and tested is None:
            raise FeelError("null", "null lies in no range", where)
        return passes(tested, found)

    return run


def inside(compiler: Compiler, node: In) -> Run:
    """Compile `in`."""
    value, where = compiler.run(node.value), compiler.snippet(node)
    checks = [check(compiler, test, compiler.lenient) for test in node.tests]

    def run(scope: Scope) -> bool:
        tested = value(scope)
        try:
            return any(one(scope, tested) for one in checks)
        except FeelError as error:
            raise error.at(where) from None

    return run


def unary_tests(compiler: Compiler, node: Tests) -> Check:
    """Compile the tests of a decision table's cell."""
    checks = [check(compiler, test, True) for test in node.tests]
    if not checks:
        return lambda scope, tested: True
    negated = node.negated

    def run(scope: Scope, tested: Any) -> bool:
        inner = scope.inner({TESTED: tested})
        return any(one(inner, tested) for one in checks) is not negated

    return run


def instance_of(compiler: Compiler, node: InstanceOf) -> Run:
    """Compile `instance of`."""
    value, wanted, where = compiler.run(node.value), node.type, compiler.snippet(node)

    def run(scope: Scope) -> bool:
        try:
            return is_instance(value(scope), wanted)
        except FeelError as error:
            raise error.at(where) from None

    return run


COMPILERS |= {Interval: interval, In: inside, InstanceOf: instance_of}
