"""The parts an expression is made of, each with its place in the text."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A sub-expression; start and end are its place in the text."""

    start: int
    end: int

    def children(self) -> "Iterator[Node]":
        """Yield the sub-expressions directly inside this one."""
        for field in fields(self):
            yield from _nodes(getattr(self, field.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Node):
    """A value written down."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Node):
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Node):
    """A part of a value: a.b"""

    source: Node
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Node):
    """Some items of a list: a[…]"""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Node):
    """The part of a value JUEL names by an expression: a[b]"""

    source: Node
    key: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A function call; `names` is filled when the arguments are named."""

    callee: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Node):
    """The negative of a number or duration: -a"""

    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    """Two operands joined by + - * / or **"""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Node):
    """Two operands compared by = != < <= > or >="""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic(Node):
    """Two or more conditions joined by `and` or `or`."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Node):
    """A value between two others, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class In(Node):
    """A value that passes one of several tests."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOf(Node):
    """A value of a given type."""

    value: Node
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Node):
    """One of two values."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration(Node):
    """A variable and the list it runs over, or the two ends of a range of numbers."""

    name: str
    source: Node
    to: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Node):
    """A list made from other lists."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Node):
    """A condition on some or every combination of items."""

    every: bool
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Node):
    """A list written down."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextOf(Node):
    """A context written down; later entries may use earlier ones."""

    keys: tuple[str, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Node):
    """A range written down; a missing end is open for ever."""

    low: Node | None
    high: Node | None
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionOf(Node):
    """A function written down."""

    parameters: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Node):
    """A comparison whose left side is the tested value: < 5"""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests(Node):
    """Unary tests: any of these, or none of them; no test at all means anything."""

    tests: tuple[Node, ...]
    negated: bool = False
