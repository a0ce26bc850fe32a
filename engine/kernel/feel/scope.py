"""The names an expression sees while it is evaluated, and how much it may still do."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.limits import LIST_ITEMS, STEPS, TEXT_CHARACTERS

CALL_FRAMES = 300
"""Nested expressions in running functions; more would overflow the interpreter's stack."""
_MISSING = object()


class Budget:
    """What one evaluation may still spend."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.steps = STEPS
        self.depth = 0

    def charge(self, steps: int) -> None:
        """Spend steps, or refuse when they are used up."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelError("limit", "the expression takes too many steps")

    def enter(self, frames: int) -> None:
        """Go into a function, or refuse when functions call each other too deeply."""
        self.depth += frames
        if self.depth > CALL_FRAMES:
            raise FeelError("limit", "functions call each other too deeply")


class Scope:
    """Names with values, standing in front of those of an outer scope."""

    __slots__ = ("budget", "functions", "parent", "values")

    def __init__(
        self,
        values: Mapping[str, Any],
        functions: Mapping[str, Callable[..., Any]],
        budget: Budget,
        parent: "Scope | None" = None,
    ) -> None:
        self.values = values
        self.functions = functions
        self.budget = budget
        self.parent = parent

    def inner(self, values: Mapping[str, Any]) -> "Scope":
        """Return a scope that puts more names in front of these."""
        return Scope(values, self.functions, self.budget, self)

    def find(self, name: str, default: Any = _MISSING) -> Any:
        """Return the value of a name, the innermost first."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.parent
        if default is not _MISSING:
            return default
        raise FeelError("unknown_variable", f"the variable `{name}` is not set")


def bounded(value: Any) -> Any:
    """Return a text or list unless it has grown too large."""
    if isinstance(value, str) and len(value) > TEXT_CHARACTERS:
        raise FeelError("limit", f"a text grew longer than {TEXT_CHARACTERS} characters")
    if isinstance(value, list) and len(value) > LIST_ITEMS:
        raise FeelError("limit", f"a list grew longer than {LIST_ITEMS} items")
    return value
