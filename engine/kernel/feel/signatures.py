"""How built-in functions declare their parameters, and how arguments are checked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.types import KINDS
from engine.kernel.feel.values import clean, kind_of

_GROUPS = {
    "duration": ("days and time duration", "years and months duration"),
    "day": ("date", "date and time"),
    "point": ("number", "string", "date", "time", "date and time"),
    "span": ("days and time duration", "years and months duration", "range"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter and the kinds it takes; no kinds means any."""

    name: str
    kinds: frozenset[str]
    optional: bool = False
    other_name: str = ""

    def accept(self, value: Any) -> Any:
        """Return the value if it is of a kind the parameter takes."""
        kind = kind_of(value)
        if not self.kinds or kind in self.kinds:
            return clean(value)
        if value is None:
            raise FeelError("null", f"`{self.name}` is null")
        if "list" in self.kinds:
            return [clean(value)]
        wanted = " or ".join(sorted(self.kinds))
        raise FeelError("argument", f"`{self.name}` must be a {wanted}, not {kind}")


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function; a variadic one takes a list, or its items one by one."""

    name: str
    parameters: tuple[Parameter, ...]
    variadic: bool
    body: Callable[..., Any]
    cost: int = 1
    cost_per_character: float = 0.005

    def price(self, values: list[Any]) -> int:
        """Return the evaluation steps a call takes, by the size of its arguments."""
        steps: float = self.cost
        for value in values:
            if isinstance(value, str):
                steps += len(value) * self.cost_per_character
            elif isinstance(value, list | tuple):
                steps += len(value)
        return int(steps)

    def call(self, values: list[Any], names: tuple[str, ...] = ()) -> Any:
        """Check the arguments and call the function."""
        if names:
            values = self._ordered(values, names)
        if self.variadic:
            return self._call_variadic(values)
        least = sum(not parameter.optional for parameter in self.parameters)
        if not least <= len(values) <= len(self.parameters):
            raise FeelError("argument", f"{self.usage} does not take {len(values)} arguments")
        pairs = zip(self.parameters, values, strict=False)
        return self.body(*[parameter.accept(value) for parameter, value in pairs])

    def _call_variadic(self, values: list[Any]) -> Any:
        fixed = self.parameters[:-1]
        if len(values) < len(fixed):
            raise FeelError("argument", f"{self.usage} does not take {len(values)} arguments")
        first = [parameter.accept(value) for parameter, value in zip(fixed, values, strict=False)]
        rest = values[len(fixed) :]
        if not fixed and len(rest) == 1 and isinstance(rest[0], list | tuple):
            rest = list(rest[0])
        return self.body(*first, [self.parameters[-1].accept(value) for value in rest])

    def _ordered(self, values: list[Any], names: tuple[str, ...]) -> list[Any]:
        other = {parameter.other_name: parameter.name for parameter in self.parameters}
        names = tuple(other.get(name, name) for name in names)
        given = dict(zip(names, values, strict=False))
        known = [parameter.name for parameter in self.parameters]
        unknown = [name for name in names if name not in known]
        if unknown or len(given) < len(names):
            raise FeelError("argument", f"{self.usage} has no parameter `{(unknown or names)[0]}`")
        ordered: list[Any] = []
        for parameter in self.parameters:
            if parameter.name in given:
                ordered.append(given.pop(parameter.name))
            elif given or not parameter.optional:
                raise FeelError("argument", f"`{parameter.name}` of {self.name} is missing")
        return ordered

    @property
    def usage(self) -> str:
        """The function with its parameters, for messages and help."""
        names = [item.name + ("?" if item.optional else "") for item in self.parameters]
        return f"{self.name}({', '.join(names)}{', …' if self.variadic else ''})"


BUILTINS: dict[str, Builtin] = {}
_F = TypeVar("_F", bound=Callable[..., Any])


def builtin(signature: str, cost: int = 1, cost_per_character: float = 0.005) -> Callable[[_F], _F]:
    """Register a function under `name(parameter: kind|kind, optional?: kind, rest...: kind)`."""
    name, _, rest = signature.removesuffix(")").partition("(")
    texts = [text.strip() for text in rest.split(",") if text.strip()]
    parameters = tuple(map(_parameter, texts))
    variadic = "..." in rest

    def register(body: _F) -> _F:
        BUILTINS[name] = Builtin(name, parameters, variadic, body, cost, cost_per_character)
        return body

    return register


def _parameter(text: str) -> Parameter:
    name, _, kinds = text.partition(":")
    chosen: set[str] = set()
    for kind in kinds.split("|"):
        chosen.update(_GROUPS.get(kind.strip(), (kind.strip(),)))
    if "any" in chosen:
        chosen = set()
    elif chosen - KINDS:
        raise ValueError(f"unknown kind in {text}")
    # A parameter may have two names: the first of date is `from` or `year`.
    plain, _, other = name.strip().removesuffix("...").removesuffix("?").partition("/")
    return Parameter(plain, frozenset(chosen), "?" in name, other)
