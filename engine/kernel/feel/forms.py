"""From the words of a FEEL expression to its tree: everything with a form of its own."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from engine.kernel.feel.lexer import Token
from engine.kernel.feel.numbers import CONTEXT, Number, normal
from engine.kernel.feel.stream import COMPARISONS, one_line
from engine.kernel.feel.tree import (
    Call,
    ContextOf,
    For,
    FunctionOf,
    If,
    Interval,
    Iteration,
    ListOf,
    Node,
    Quantified,
    Test,
    Tests,
)
from engine.kernel.feel.type_names import type_name

if TYPE_CHECKING:
    from engine.kernel.feel.parser import Parser


def number(text: str) -> Number:
    """Return the value of a number written down."""
    try:
        return normal(Decimal(text, CONTEXT))
    except DecimalException:
        return 0


def parenthesis(parser: "Parser", opening: Token) -> Node:
    """Read (a), (a..b) or (< 5)."""
    first = parser.test()
    if parser.at(".."):
        return interval(parser, opening, first)
    if isinstance(first, Test):
        bounds = _as_interval(parser, first)
        parser.expect(")", "after the range")
        return bounds
    parser.expect(")", "to close the parenthesis")
    return first


def _as_interval(parser: "Parser", test: Test) -> Node:
    """Return the range a comparison such as < 5 or >= 10 stands for."""
    if test.operator == "!=":
        raise parser.fail("!= is not a range")
    low = test.operand if test.operator in (">", ">=", "=") else None
    high = test.operand if test.operator in ("<", "<=", "=") else None
    included = test.operator in ("<=", ">=", "=")
    return Interval(
        low=low,
        high=high,
        low_included=included,
        high_included=included,
        start=test.start,
        end=test.end,
    )


def interval(parser: "Parser", opening: Token, low: Node) -> Node:
    """Read the rest of a range after its lower end."""
    parser.expect("..", "between the ends of a range")
    high = parser.expression()
    closing = parser.accept(")", "]", "[")
    if closing is None:
        raise parser.fail(f"expected `]` or `)` to close the range, found {parser.describe()}")
    return Interval(
        low=low,
        high=high,
        low_included=opening.text == "[",
        high_included=closing.text == "]",
        start=opening.start,
        end=closing.end,
    )


def list_or_range(parser: "Parser", opening: Token) -> Node:
    """Read [a, b] or [a..b]."""
    items: list[Node] = []
    while not parser.at("]"):
        item = parser.test()
        if not items and parser.at(".."):
            return interval(parser, opening, item)
        items.append(_as_interval(parser, item) if isinstance(item, Test) else item)
        if not parser.accept(","):
            break
    closing = parser.expect("]", "to close the list")
    return ListOf(items=tuple(items), start=opening.start, end=closing.end)


def context(parser: "Parser", opening: Token) -> Node:
    """Read {key: value, …}."""
    keys: list[str] = []
    values: list[Node] = []
    while not parser.at("}"):
        key = _key(parser)
        if key in keys:
            raise parser.fail(f"the entry `{key}` is there twice")
        parser.expect(":", "after the name of an entry")
        values.append(parser.expression())
        keys.append(key)
        parser.know((key,))
        if not parser.accept(","):
            break
    closing = parser.expect("}", "to close the context")
    return ContextOf(keys=tuple(keys), values=tuple(values), start=opening.start, end=closing.end)


def _key(parser: "Parser") -> str:
    """Take the name of an entry, which may hold signs such as - or +."""
    first = parser.take()
    if first.kind == "string":
        return first.text
    if first.kind != "name":
        raise parser.fail("expected the name of an entry", first)
    while not parser.at(":"):
        if parser.token.kind == "end" or parser.at(",", "}", "{", "(", ")"):
            raise parser.fail(f"expected `:` after the name of an entry, found {parser.describe()}")
        parser.take()
    return one_line(parser.source[first.start : parser.last_end])


def call(parser: "Parser", callee: Node) -> Node:
    """Read the arguments of a function call."""
    names: list[str] = []
    arguments: list[Node] = []
    while not parser.at(")"):
        name = _argument_name(parser)
        if arguments and (name is not None) != bool(names):
            raise parser.fail("either all arguments have names or none has")
        names += [name] if name else []
        arguments.append(parser.expression())
        if not parser.accept(","):
            break
    closing = parser.expect(")", "after the arguments")
    return Call(
        callee=callee,
        arguments=tuple(arguments),
        names=tuple(names),
        start=callee.start,
        end=closing.end,
    )


def _argument_name(parser: "Parser") -> str | None:
    ahead = 0
    while parser.peek(ahead).kind == "name":
        ahead += 1
    if not ahead or parser.peek(ahead).text != ":" or parser.peek(ahead).kind != "operator":
        return None
    words = [parser.take().text for _ in range(ahead)]
    parser.take()
    return " ".join(words)


def if_then(parser: "Parser", word: Token) -> Node:
    """Read if … then … else …"""
    condition = parser.expression()
    parser.expect("then", "after the condition")
    then = parser.expression()
    parser.expect("else", "after the first value")
    otherwise = parser.expression()
    return If(
        condition=condition, then=then, otherwise=otherwise, start=word.start, end=otherwise.end
    )


def _iterations(parser: "Parser", closing: str) -> tuple[Iteration, ...]:
    found: list[Iteration] = []
    while True:
        name, start, _ = parser.name("the name of a variable")
        parser.know((name,))
        parser.expect("in", "after the variable")
        source = parser.expression()
        to = parser.expression() if parser.accept("..") else None
        found.append(Iteration(name=name, source=source, to=to, start=start, end=parser.last_end))
        if not parser.accept(","):
            parser.expect(closing, "after the lists")
            return tuple(found)


def for_each(parser: "Parser", word: Token) -> Node:
    """Read for … in … return …"""
    iterations = _iterations(parser, "return")
    body = parser.expression()
    return For(iterations=iterations, body=body, start=word.start, end=body.end)


def quantified(parser: "Parser", word: Token) -> Node:
    """Read some or every … in … satisfies …"""
    iterations = _iterations(parser, "satisfies")
    body = parser.expression()
    return Quantified(
        every=word.text == "every",
        iterations=iterations,
        body=body,
        start=word.start,
        end=body.end,
    )


def function(parser: "Parser", word: Token) -> Node:
    """Read function(a, b) …"""
    parser.expect("(", "after `function`")
    parameters: list[str] = []
    while not parser.at(")"):
        parameters.append(parser.name("the name of a parameter")[0])
        if parser.accept(":"):
            type_name(parser)
        if not parser.accept(","):
            break
    parser.expect(")", "after the parameters")
    if parser.at("external"):
        raise parser.fail("external functions are not run here")
    parser.know(parameters)
    body = parser.expression()
    return FunctionOf(parameters=tuple(parameters), body=body, start=word.start, end=body.end)


def in_tests(parser: "Parser") -> tuple[Node, ...]:
    """Read what stands after `in`: one test, or several in parentheses."""
    opening = parser.accept("(")
    if opening is None:
        return (_one_test(parser),)
    tests = [parser.test()]
    if parser.at(".."):
        return (interval(parser, opening, tests[0]),)
    while parser.accept(","):
        tests.append(parser.test())
    parser.expect(")", "after the tests")
    return tuple(tests)


def _one_test(parser: "Parser") -> Node:
    if parser.token.kind == "operator" and parser.token.text in COMPARISONS:
        return parser.test()
    return parser.expression(30)


def unary_tests(parser: "Parser") -> Tests:
    """Read `-`, `not(a, b)` or `a, b`."""
    start = parser.token.start
    if parser.at("-") and parser.peek().kind == "end":
        parser.take()
        return Tests(tests=(), start=start, end=parser.last_end)
    negated = parser.at("not") and parser.peek().text == "(" and _whole(parser)
    if negated:
        parser.index += 2
    tests = [parser.test()]
    while parser.accept(","):
        tests.append(parser.test())
    if negated:
        parser.expect(")", "after the tests")
    return Tests(tests=tuple(tests), negated=negated, start=start, end=parser.last_end)


def _whole(parser: "Parser") -> bool:
    """Tell whether the parenthesis after `not` closes at the very end."""
    level = 0
    for index in range(parser.index + 1, len(parser.tokens) - 1):
        token = parser.tokens[index]
        if token.kind == "operator":
            level += {"(": 1, ")": -1}.get(token.text, 0)
            if level == 0:
                return index == len(parser.tokens) - 2
    return False


READERS: dict[str, Callable[["Parser", Token], Node]] = {
    "if": if_then,
    "for": for_each,
    "some": quantified,
    "every": quantified,
    "function": function,
}
