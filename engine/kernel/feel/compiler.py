"""From the tree of an expression to closures that evaluate it."""

from collections.abc import Callable
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.operators import arithmetic, compare, negative
from engine.kernel.feel.properties import part
from engine.kernel.feel.scope import Scope
from engine.kernel.feel.tree import (
    Arithmetic,
    Between,
    Comparison,
    ContextOf,
    If,
    Key,
    ListOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Path,
)
from engine.kernel.feel.values import clean, kind_of

Run = Callable[[Scope], Any]
_SNIPPET = 80


class Compiler:
    """Turns the nodes of one text into closures.

    A lenient one turns every error but a limit into null, as the standard and browsers do.
    """

    def __init__(self, source: str, lenient: bool = False) -> None:
        self.source = source
        self.lenient = lenient

    def run(self, node: Node) -> Run:
        """Return the closure that evaluates a node."""
        made = COMPILERS[type(node)](self, node)
        return _forgiving(made) if self.lenient else made

    def snippet(self, node: Node) -> str:
        """Return the text of a node for error messages."""
        text = " ".join(self.source[node.start : node.end].split())
        return text if len(text) <= _SNIPPET else text[: _SNIPPET - 1] + "…"


Compile = Callable[[Compiler, Any], Run]


def _forgiving(run: Run) -> Run:
    def forgiving(scope: Scope) -> Any:
        try:
            return run(scope)
        except FeelError as error:
            if error.kind == "limit":
                raise
            return None

    return forgiving


def literal(compiler: Compiler, node: Literal) -> Run:
    """Compile a written value."""
    value = node.value
    return lambda scope: value


def name(compiler: Compiler, node: Name) -> Run:
    """Compile the look-up of a variable."""
    wanted = node.name
    where = compiler.snippet(node)

    def run(scope: Scope) -> Any:
        values = scope.values
        if wanted in values:
            return clean(values[wanted])
        try:
            return clean(scope.find(wanted))
        except FeelError as error:
            raise error.at(where) from None

    return run


def path(compiler: Compiler, node: Path) -> Run:
    """Compile a.b"""
    source = compiler.run(node.source)
    key, where = node.key, compiler.snippet(node)

    def run(scope: Scope) -> Any:
        value = source(scope)
        try:
            return part(value, key)
        except FeelError as error:
            raise error.at(where) from None

    return run


def key_of(compiler: Compiler, node: Key) -> Run:
    """Compile JUEL's a[b]: an entry by its name, or an item counted from zero."""
    source, key = compiler.run(node.source), compiler.run(node.key)
    where = compiler.snippet(node)

    def run(scope: Scope) -> Any:
        value, wanted = source(scope), key(scope)
        try:
            if isinstance(wanted, int) and isinstance(value, list | tuple):
                return clean(value[wanted]) if 0 <= wanted < len(value) else None
            if not isinstance(wanted, str):
                raise FeelError("type", f"cannot take item {kind_of(wanted)} of {kind_of(value)}")
            return part(value, wanted)
        except FeelError as error:
            raise error.at(where) from None

    return run


def operation(compiler: Compiler, node: Arithmetic) -> Run:
    """Compile + - * / and **"""
    left, right = compiler.run(node.left), compiler.run(node.right)
    operator, where = node.operator, compiler.snippet(node)

    def run(scope: Scope) -> Any:
        first, second = left(scope), right(scope)
        try:
            return arithmetic(operator, first, second)
        except FeelError as error:
            raise error.at(where) from None

    return run


def negation(compiler: Compiler, node: Negation) -> Run:
    """Compile -a"""
    operand, where = compiler.run(node.operand), compiler.snippet(node)

    def run(scope: Scope) -> Any:
        value = operand(scope)
        try:
            return negative(value)
        except FeelError as error:
            raise error.at(where) from None

    return run


def comparison(compiler: Compiler, node: Comparison) -> Run:
    """Compile = != < <= > and >="""
    left, right = compiler.run(node.left), compiler.run(node.right)
    operator, where = node.operator, compiler.snippet(node)

    def run(scope: Scope) -> bool:
        first, second = left(scope), right(scope)
        try:
            return compare(operator, first, second)
        except FeelError as error:
            raise error.at(where) from None

    return run


def between(compiler: Compiler, node: Between) -> Run:
    """Compile a between b and c"""
    value, low, high = (compiler.run(part) for part in (node.value, node.low, node.high))
    where = compiler.snippet(node)

    def run(scope: Scope) -> bool:
        middle, first, last = value(scope), low(scope), high(scope)
        try:
            return compare(">=", middle, first) and compare("<=", middle, last)
        except FeelError as error:
            raise error.at(where) from None

    return run


def logic(compiler: Compiler, node: Logic) -> Run:
    """Compile `and` and `or`: the first operand that decides ends the matter."""
    operands = [(compiler.run(operand), compiler.snippet(operand)) for operand in node.operands]
    decisive, word = node.operator == "or", node.operator
    needs = f"`{word}` needs true or false, not "

    def run(scope: Scope) -> bool:
        unknown = None
        for operand, where in operands:
            value = operand(scope)
            if value is decisive:
                return bool(value)
            if value is None:
                unknown = where
            elif value is not (not decisive):
                raise FeelError("type", needs + kind_of(value), where)
        if unknown is not None:
            raise FeelError("null", f"`{word}` cannot decide with null", unknown)
        return not decisive

    return run


def condition(compiler: Compiler, node: Node, what: str) -> Callable[[Scope], bool]:
    """Return the closure of a condition, which must be true or false; null is false if lenient."""
    run, where = compiler.run(node), compiler.snippet(node)
    if compiler.lenient:
        return lambda scope: run(scope) is True
    return lambda scope: truth(run(scope), what, where)


def truth(value: Any, what: str, where: str) -> bool:
    """Return a condition's value, which must be true or false."""
    if value is True or value is False:
        return bool(value)
    kind = "null" if value is None else "type"
    raise FeelError(kind, f"{what} must be true or false, not {kind_of(value)}", where)


def choice(compiler: Compiler, node: If) -> Run:
    """Compile if … then … else …"""
    decided = condition(compiler, node.condition, "the condition")
    then, otherwise = compiler.run(node.then), compiler.run(node.otherwise)

    def run(scope: Scope) -> Any:
        return then(scope) if decided(scope) else otherwise(scope)

    return run


def list_of(compiler: Compiler, node: ListOf) -> Run:
    """Compile [a, b]"""
    items = [compiler.run(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


def context_of(compiler: Compiler, node: ContextOf) -> Run:
    """Compile {a: 1, b: a + 1}; an entry sees those before it."""
    entries = [
        (key, compiler.run(value)) for key, value in zip(node.keys, node.values, strict=True)
    ]

    def run(scope: Scope) -> dict[str, Any]:
        made: dict[str, Any] = {}
        inner = scope.inner(made)
        for key, value in entries:
            made[key] = value(inner)
        return made

    return run


COMPILERS: dict[type[Node], Compile] = {
    Literal: literal,
    Name: name,
    Path: path,
    Key: key_of,
    Arithmetic: operation,
    Negation: negation,
    Comparison: comparison,
    Between: between,
    Logic: logic,
    If: choice,
    ListOf: list_of,
    ContextOf: context_of,
}
