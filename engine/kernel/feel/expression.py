"""Expressions as the rest of GridFlow uses them: parsed once, evaluated often."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from engine.kernel.feel import calls, loops
from engine.kernel.feel.analysis import references
from engine.kernel.feel.compiler import Compiler, Run
from engine.kernel.feel.errors import FeelError, FeelSyntaxError
from engine.kernel.feel.juel import is_juel, parse_juel
from engine.kernel.feel.lexer import position
from engine.kernel.feel.limits import DEPTH, SOURCE_CHARACTERS
from engine.kernel.feel.membership import unary_tests
from engine.kernel.feel.parser import parse_tests, parse_tree
from engine.kernel.feel.scope import Budget, Scope
from engine.kernel.feel.tree import ListOf, Literal, Negation, Node, Tests
from engine.kernel.feel.values import clean

Functions = Mapping[str, Callable[..., Any]]
NO_FUNCTIONS: Functions = {}
EVALUATORS = (calls, loops)
KEPT_CHARACTERS = 1_000


class _Parsed:
    """A text with what it refers to."""

    def __init__(self, source: str, tree: Node) -> None:
        _check_depth(source, tree)
        found = references(tree)
        self.source = source
        self.names = frozenset(found.names)
        self.possible_names = frozenset(found.possible)
        self.paths = frozenset(found.paths)
        self.functions = frozenset(found.functions)


class Expression(_Parsed):
    """An expression that can be evaluated.

    ``names`` are the variables it needs, ``possible_names`` those it may need (inside filters and
    `is defined`), ``paths`` how deep it looks into them, ``functions`` what it calls from the host.
    """

    def __init__(self, source: str, tree: Node) -> None:
        super().__init__(source, tree)
        self.tree = tree
        self._run = Compiler(source).run(tree)
        self._lenient: Run | None = None

    @property
    def is_literal(self) -> bool:
        """Tell whether the expression is a value written down."""
        return _is_written(self.tree)

    def evaluate(self, variables: Mapping[str, Any], functions: Functions | None = None) -> Any:
        """Return the value of the expression, or raise FeelError."""
        return self._evaluate(self._run, variables, functions)

    def evaluate_leniently(
        self, variables: Mapping[str, Any], functions: Functions | None = None
    ) -> Any:
        """Return the value as a browser works it out: whatever is wrong or missing is null."""
        if self._lenient is None:
            self._lenient = Compiler(self.source, lenient=True).run(self.tree)
        return self._evaluate(self._lenient, variables, functions)

    def _evaluate(self, run: Run, variables: Mapping[str, Any], functions: Functions | None) -> Any:
        scope = Scope(variables, functions or NO_FUNCTIONS, Budget())
        try:
            return run(scope)
        except RecursionError:
            raise FeelError("limit", "the expression is nested too deeply", self.source) from None

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


class UnaryTests(_Parsed):
    """The tests of a decision table's cell."""

    def __init__(self, source: str, tree: Tests) -> None:
        super().__init__(source, tree)
        self.tree = tree
        self._check = unary_tests(Compiler(source), tree)

    @property
    def matches_anything(self) -> bool:
        """Tell whether the cell is `-`."""
        return not self.tree.tests

    def matches(
        self, value: Any, variables: Mapping[str, Any], functions: Functions | None = None
    ) -> bool:
        """Tell whether a value passes the tests; null meets no comparison."""
        scope = Scope(variables, functions or NO_FUNCTIONS, Budget())
        try:
            return self._check(scope, clean(value))
        except RecursionError:
            raise FeelError("limit", "the tests are nested too deeply", self.source) from None

    def __repr__(self) -> str:
        return f"UnaryTests({self.source!r})"


def parse(text: str, names: Iterable[str] = ()) -> Expression:
    """Read an expression: FEEL, `=FEEL`, or JUEL in ${…}.

    ``names`` are the variables known to be there; only names with signs such as - or + need it.
    """
    # Long texts are rare and their trees are large, so they are not kept.
    reader = _parse if len(text) <= KEPT_CHARACTERS else _parse.__wrapped__
    return reader(text, frozenset(names))


def parse_unary(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """Read the unary tests of a decision table's cell; an empty cell means anything."""
    reader = _parse_unary if len(text) <= KEPT_CHARACTERS else _parse_unary.__wrapped__
    return reader(text, frozenset(names))


@lru_cache(maxsize=4096)
def _parse(text: str, names: frozenset[str]) -> Expression:
    return Expression(text, _read(text, lambda: _tree(text, names)))


@lru_cache(maxsize=4096)
def _parse_unary(text: str, names: frozenset[str]) -> UnaryTests:
    if not text.strip():
        text = "-"
    return UnaryTests(text, _read(text, lambda: parse_tests(text, 0, names)))


def _tree(text: str, names: frozenset[str]) -> Node:
    if is_juel(text):
        return parse_juel(text)
    stripped = text.lstrip()
    start = len(text) - len(stripped) + 1 if stripped.startswith("=") else 0
    return parse_tree(text, start, names)


_N = TypeVar("_N", bound=Node)


def _read(text: str, reader: Callable[[], _N]) -> _N:
    if len(text) > SOURCE_CHARACTERS:
        raise FeelSyntaxError(f"the expression is longer than {SOURCE_CHARACTERS} characters")
    try:
        return reader()
    except RecursionError:
        raise FeelSyntaxError("the expression is nested too deeply") from None


def _check_depth(source: str, tree: Node) -> None:
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEPTH:
            message = f"the expression is nested deeper than {DEPTH} levels"
            raise FeelSyntaxError(message, *position(source, node.start))
        waiting.extend((child, depth + 1) for child in node.children())


def _is_written(node: Node) -> bool:
    if isinstance(node, Negation):
        return _is_written(node.operand)
    if isinstance(node, ListOf):
        return all(map(_is_written, node.items))
    return isinstance(node, Literal)
