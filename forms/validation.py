"""Checks what people send against the form they saw; the browser's checks are not trusted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.component import TEXTS, Component
from forms.messages import message
from forms.schema import Form, within
from forms.situation import (
    Scope,
    Situation,
    group_scope,
    holds,
    mapping,
    put,
    row_scope,
    rows_of,
)
from forms.values import Field, Wrong, checked, is_blank

MAX_VALUES = 20_000
MAX_TEXT = 1_000_000
MAX_DEPTH = 20
MAX_ROWS = 500


@dataclass(frozen=True)
class Outcome:
    """What is kept of a submission, and what has to be mended: messages by field.

    Numbers are JSON numbers, whole ones int; dates and times ISO texts; files lists of ids.
    ``unset`` are the form's variables that neither were there before nor are now: hidden, locked
    or left out. A caller may set them to null, so that later expressions can ask for them.
    """

    data: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    unset: frozenset[str] = frozenset()


def validate(
    form: Form,
    submitted: Mapping[str, Any],
    variables: Mapping[str, Any],
    lang: str = "zh",
    permissions: Mapping[str, str] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Outcome:
    """Return what is kept of the submitted data and what is wrong with it.

    ``permissions`` say per field "read", "write", "hide" or "required", and come before the form's
    own settings. ``functions`` are the host's functions, such as today.
    """
    if not isinstance(submitted, Mapping) or _is_too_large(submitted):
        return Outcome(errors={"": [message("too_large", lang)]})
    situation = Situation(form, submitted, variables, permissions or {}, functions or {})
    check = _Check(situation, lang)
    data = check.level(form.components, submitted, variables, situation.data, "")
    return Outcome(data, check.errors, form.keys - data.keys() - variables.keys())


def _is_too_large(submitted: Mapping[str, Any]) -> bool:
    waiting: list[tuple[Any, int]] = [(submitted, 1)]
    values = text = 0
    while waiting:
        value, depth = waiting.pop()
        values += 1
        if isinstance(value, Mapping):
            text += sum(len(str(key)) for key in value)
            waiting += [(item, depth + 1) for item in value.values()]
        elif isinstance(value, list | tuple):
            waiting += [(item, depth + 1) for item in value]
        elif isinstance(value, str):
            text += len(value)
        if depth > MAX_DEPTH or values > MAX_VALUES or text > MAX_TEXT:
            return True
    return False


class _Check:
    """One walk over the form, level by level."""

    def __init__(self, situation: Situation, lang: str) -> None:
        self.situation = situation
        self.lang = lang
        self.errors: dict[str, list[str]] = {}

    def level(
        self,
        components: tuple[Component, ...],
        submitted: Mapping[str, Any],
        existing: Mapping[str, Any],
        scope: Scope,
        prefix: str,
    ) -> dict[str, Any]:
        """Return the data kept of some components that share one place in the data."""
        kept: dict[str, Any] = {}
        for component in components:
            place = prefix + component.key
            if f"{place}@{component.place}" in self.situation.hidden:
                continue
            if component.children and not component.path:
                kept.update(self.level(component.children, submitted, existing, scope, prefix))
            elif component.path:
                found, value = self._value(component, submitted, existing, scope, place)
                if found:
                    _keep(kept, component.path, value, existing)
        return kept

    def _value(
        self,
        component: Component,
        submitted: Mapping[str, Any],
        existing: Mapping[str, Any],
        scope: Scope,
        place: str,
    ) -> tuple[bool, Any]:
        """Return whether something is kept for a component, and what."""
        if component.type == "expression":
            return True, within(scope, component.path)
        if f"{place}@{component.place}" in self.situation.locked and not component.children:
            # A row or group is written as a whole, so what may not be changed in it stays.
            inside = "." in place.removesuffix(component.key)
            return inside and holds(existing, component.path), within(existing, component.path)
        given = holds(submitted, component.path)
        new, old = within(submitted, component.path), within(existing, component.path)
        if component.is_list:
            return given, self._rows(component, new, old, scope, place) if given else None
        if component.type == "group":
            inner = self._group(component, new, old, scope, place)
            return bool(inner), inner
        return given, self._checked(component, new, scope, place)

    def _checked(self, component: Component, value: Any, scope: Scope, place: str) -> Any:
        one = Field(component, scope, self.situation.functions)
        if is_blank(component, value):
            if self._is_required(one, place):
                self._blame(place, "must_agree" if component.type == "checkbox" else "required")
            if component.type != "checkbox" or value is None:
                return _nothing(component, value)
        try:
            return checked(one, value)
        except Wrong as wrong:
            self._blame(place, wrong.code, wrong.limit)
            return None

    def _is_required(self, one: Field, place: str) -> bool:
        permissions = self.situation.permissions
        permission = permissions.get(place) or permissions.get(one.component.key)
        if permission == "required":
            return True
        return one.work_out(one.component.limits.get("required")) is True

    def _blame(self, place: str, code: str, limit: object = "") -> None:
        text = message(code, self.lang, limit)
        if text not in self.errors.setdefault(place, []):
            self.errors[place].append(text)

    def _group(
        self, component: Component, new: Any, old: Any, scope: Scope, place: str
    ) -> dict[str, Any]:
        if new is not None and not isinstance(new, Mapping):
            self._blame(place, "group")
            return {}
        inner = group_scope(mapping(within(scope, component.path)), scope)
        return self.level(component.children, mapping(new), mapping(old), inner, f"{place}.")

    def _rows(
        self, component: Component, new: Any, old: Any, scope: Scope, place: str
    ) -> list[dict[str, Any]]:
        if new is None:
            return []
        if not isinstance(new, list):
            self._blame(place, "list")
            return []
        most = self._most_rows(component, rows_of(old))
        if len(new) > most:
            self._blame(place, "too_many", most)
            return []
        seen, was = rows_of(within(scope, component.path)), rows_of(old)
        kept: list[dict[str, Any]] = []
        for number, row in enumerate(new):
            if not isinstance(row, Mapping):
                self._blame(f"{place}.{number}", "row")
                continue
            inner = row_scope(mapping(seen[number] if number < len(seen) else {}), number, scope)
            before = mapping(was[number] if number < len(was) else {})
            kept.append(self.level(component.children, row, before, inner, f"{place}.{number}."))
        return kept

    def _most_rows(self, component: Component, old: list[Any]) -> int:
        if component.raw.get("allowAddRemove") is not False:
            return MAX_ROWS
        default = component.raw.get("defaultRepetitions")
        return max(len(old), default if isinstance(default, int) else 1)


def _nothing(component: Component, value: Any) -> Any:
    """Return what is kept of a field left empty: "" of a text, [] of a list, else null."""
    if component.type in TEXTS and isinstance(value, str):
        return ""
    return [] if value == [] else None


def _keep(
    kept: dict[str, Any], path: tuple[str, ...], value: Any, existing: Mapping[str, Any]
) -> None:
    """Write a value; what else stands in the same context of the variables stays there."""
    if (len(path) > 1 or isinstance(value, Mapping)) and path[0] not in kept:
        base = existing.get(path[0])
        if isinstance(base, Mapping):
            kept[path[0]] = dict(base)
    if isinstance(value, Mapping):
        value = {**mapping(within(existing, path)), **mapping(within(kept, path)), **value}
    put(kept, path, value)
