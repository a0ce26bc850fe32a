"""Input and output mappings: what an activity sees of its own, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.workflow.formulas import Formula, LooseFormula
from engine.workflow.values import clean_value
from engine.workflow.variables import declare, visible, write

if TYPE_CHECKING:
    from engine.workflow.tokens import Token


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of parameter texts."""

    items: tuple[LooseFormula, ...]

    def value(self, token: Token) -> Any:
        """Return the list."""
        return [item.value(token) for item in self.items]


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map of parameter texts."""

    items: tuple[tuple[str, LooseFormula], ...]

    def value(self, token: Token) -> Any:
        """Return the map."""
        return {key: item.value(token) for key, item in self.items}


@dataclass(frozen=True, slots=True)
class Copy:
    """A variable as it is, nothing if it is not there."""

    name: str

    def value(self, token: Token) -> Any:
        """Return the variable's value."""
        return visible(token).get(self.name)


Source = Formula | LooseFormula | ListOf | MapOf | Copy


@dataclass(frozen=True, slots=True)
class Mappings:
    """What goes into an activity's own scope, and from there to the scope around it."""

    inputs: tuple[tuple[str, Source], ...] = ()
    outputs: tuple[tuple[str, Source], ...] = ()
    own: tuple[str, ...] = ()  # names the activity has for itself, to be given back

    def take(self, token: Token) -> None:
        """Fill the activity's own scope."""
        if not self.inputs and not self.own:
            return
        if token.data is None:
            token.data = {}
        for name, source in self.inputs:
            declare(token, name, source.value(token))
        for name in self.own:
            token.data.setdefault(name, None)

    def give(self, token: Token) -> None:
        """Write what the activity gives back."""
        if not self.outputs:
            return
        assert token.up is not None
        for name, source in self.outputs:
            write(token.up, name, source.value(token))

    def collect(self, token: Token) -> dict[str, Any]:
        """Return the inputs as the payload of what a throwing event throws."""
        return {name: clean_value(name, source.value(token)) for name, source in self.inputs}

    def write_local(self, token: Token, values: Mapping[str, Any]) -> None:
        """Put values into the activity's own scope, for the outputs to pick from."""
        for name, value in values.items():
            declare(token, name, value)


NO_MAPPINGS = Mappings()


@dataclass(frozen=True, slots=True)
class Transfer:
    """One `in` or `out` of a call: which value under which name; no name means all variables."""

    target: str | None
    source: str | None = None
    formula: Formula | None = None

    def apply(self, token: Token, put: Callable[[str, Any], None]) -> None:
        """Put the value where it belongs."""
        if self.target is None:
            for name, value in visible(token).items():
                put(name, value)
        elif self.formula is not None:
            put(self.target, self.formula.value(token))
        else:
            assert self.source is not None
            put(self.target, visible(token).get(self.source))
