"""What can be done with contexts."""

from collections.abc import Mapping
from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.signatures import builtin
from engine.kernel.feel.values import clean


@builtin("get value(m: context, key: string|list)")
def get_value(context: Mapping[str, Any], key: str | list[str]) -> Any:
    """Return the entry with this key, or at the end of a list of keys; null if there is none."""
    found: Any = context
    for one in [key] if isinstance(key, str) else key:
        if not isinstance(found, Mapping) or one not in found:
            return None
        found = found[one]
    return clean(found)


@builtin("get entries(m: context)")
def get_entries(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return key and value of each entry."""
    return [{"key": key, "value": clean(value)} for key, value in context.items()]


@builtin("context put(context: context, key: string|list, value: any)")
def context_put(context: Mapping[str, Any], key: Any, value: Any) -> dict[str, Any]:
    """Return the context with an entry added or replaced, also deep inside."""
    keys = [key] if isinstance(key, str) else list(key)
    if not keys or not all(isinstance(one, str) for one in keys):
        raise FeelError("argument", "`keys` must be texts")
    if len(keys) == 1:
        return {**context, keys[0]: value}
    below = context.get(keys[0], {})
    if not isinstance(below, Mapping):
        raise FeelError("argument", f"the entry `{keys[0]}` is not a context")
    return {**context, keys[0]: context_put(below, keys[1:], value)}


@builtin("context merge(contexts...: context)")
def context_merge(contexts: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Join contexts; later entries replace earlier ones."""
    merged: dict[str, Any] = {}
    for context in contexts:
        merged.update(context)
    return merged


@builtin("context(entries: list)")
def context(entries: list[Any]) -> dict[str, Any]:
    """Make a context from a list of {key, value}."""
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or {"key", "value"} - entry.keys():
            raise FeelError("argument", "each entry must be a context {key, value}")
        if not isinstance(entry["key"], str) or entry["key"] in made:
            raise FeelError("argument", "each key must be a text of its own")
        made[entry["key"]] = entry["value"]
    return made
