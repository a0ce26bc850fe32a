"""The options people choose from, and how chosen values are shown."""

from collections.abc import Mapping
from typing import Any

from engine.kernel.feel import equals
from forms.component import ONE_OF, SOME_OF, Component
from forms.formulas import worked_out
from forms.reading import english


def options_of(component: Component, scope: Mapping[str, Any]) -> list[Any]:
    """Return the options: written in the form, taken from a variable, or worked out by FEEL."""
    found: Any = component.raw.get("values")
    if component.options is not None:
        found = worked_out(component.options, scope)
    elif component.raw.get("valuesKey"):
        found = _at(scope, str(component.raw["valuesKey"]))
    return list(found) if isinstance(found, list | tuple) else []


def _at(scope: Mapping[str, Any], key: str) -> Any:
    found: Any = scope
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def value_of(option: Any) -> Any:
    """Return the value of an option; a plain value stands for itself."""
    if isinstance(option, Mapping) and "value" in option:
        return option["value"]
    return option


def shown_value(component: Component, value: Any, scope: Any, lang: str) -> Any:
    """Return a value as people read it: the labels of what was chosen."""
    if component.type not in ONE_OF | SOME_OF:
        return value
    options = options_of(component, scope if isinstance(scope, Mapping) else {})
    if component.type in SOME_OF and isinstance(value, list):
        return [_label(options, one, lang) for one in value]
    return _label(options, value, lang)


def _label(options: list[Any], value: Any, lang: str) -> Any:
    for option in options:
        if isinstance(option, Mapping) and equals(option.get("value"), value):
            translated = english(option, "label") if lang.lower().startswith("en") else None
            return translated or option.get("label") or value
    return value
