"""The names of types, as `instance of` and decision tables use them."""

from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.values import kind_of

_ALIASES = {
    "Any": "Any",
    "Null": "null",
    "any": "Any",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
    "float": "number",
    "decimal": "number",
    "text": "string",
}
KINDS = frozenset(
    {
        "null",
        "boolean",
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "range",
        "function",
    }
)


def canonical(name: str) -> str | None:
    """Return the kind a type name stands for, None if there is no such type."""
    base = name.partition("<")[0].strip().removeprefix("feel:")
    base = _ALIASES.get(base, base)
    return base if base in KINDS or base == "Any" else None


def is_instance(value: Any, name: str) -> bool:
    """Tell whether a value is of a type; null is an instance of Null alone."""
    kind = canonical(name)
    if kind is None:
        raise FeelError("argument", f"there is no type `{name}`")
    if kind == "Any":
        return value is not None
    if kind_of(value) != kind:
        return False
    item = name.partition("<")[2].strip().removesuffix(">").strip()
    if kind == "list" and item:
        return all(is_instance(each, item) for each in value)
    return True
