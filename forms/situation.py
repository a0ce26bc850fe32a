"""What a form looks like with the data at hand: which fields are hidden, which are locked."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from engine.kernel.feel import Expression, YearMonthDuration, write
from forms.component import Component, Setting
from forms.formulas import worked_out
from forms.schema import Form, within
from forms.values import as_json_number

ROUNDS = 10
"""Fields may hide fields that hide fields; more rounds than this change nothing sensible."""
LARGEST = Decimal("1e300")
"""Larger numbers are nothing JSON readers agree on."""
Scope = Mapping[str, Any]
Functions = Mapping[str, Callable[..., Any]]


def row_scope(row: Mapping[str, Any], index: int, above: Scope) -> Scope:
    """Return what expressions inside a row of a list see."""
    return _chain({**row}, {"this": row, "parent": above, "i": index + 1}, above)


def group_scope(inner: Mapping[str, Any], above: Scope) -> Scope:
    """Return what expressions inside a group with data of its own see."""
    return _chain({**inner}, {"this": inner, "parent": above}, above)


def _chain(*maps: Mapping[str, Any]) -> Scope:
    mutable: list[MutableMapping[str, Any]] = [
        one if isinstance(one, MutableMapping) else dict(one) for one in maps
    ]
    return ChainMap(*mutable)


def put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Write a value at the end of a path."""
    for key in path[:-1]:
        inner = data.get(key)
        data[key] = dict(inner) if isinstance(inner, Mapping) else {}
        data = data[key]
    data[path[-1]] = value


def holds(data: Any, path: tuple[str, ...]) -> bool:
    """Tell whether there is a value, even null, at the end of a path."""
    inner = within(data, path[:-1])
    return (type(inner) is dict or isinstance(inner, Mapping)) and path[-1] in inner


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a mapping as it is, anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def rows_of(value: Any) -> list[Any]:
    """Return a list as it is, anything else as an empty one."""
    return value if isinstance(value, list) else []


class Situation:
    """The state in which a form's conditions agree with each other."""

    def __init__(
        self,
        form: Form,
        submitted: Mapping[str, Any],
        variables: Mapping[str, Any],
        permissions: Mapping[str, str],
        functions: Functions,
    ) -> None:
        self.form = form
        self.submitted = submitted
        self.variables = variables
        self.permissions = permissions
        self.functions = functions
        self.hidden: frozenset[str] = frozenset()
        self.locked: frozenset[str] = frozenset()
        self.data: dict[str, Any] = {}
        self._settle()

    def _settle(self) -> None:
        for _ in range(ROUNDS):
            before = (self.hidden, self.locked, self.data)
            placed = self._placed(self.form.components, self.submitted, self.variables, "")
            self.data = {**self.variables, **placed}
            judge = _Judge(self.permissions, self.functions)
            judge.judge(self.form.components, self.data, self.data, "", (False, False))
            self.hidden, self.locked = frozenset(judge.hidden), frozenset(judge.locked)
            is_settled = before[:2] == (self.hidden, self.locked)
            if is_settled and (not self.form.computes or before[2] == self.data):
                return

    def _placed(
        self,
        components: tuple[Component, ...],
        submitted: Mapping[str, Any],
        existing: Mapping[str, Any],
        prefix: str,
    ) -> dict[str, Any]:
        """Return the data of some components: what was sent where that counts, else what is."""
        placed: dict[str, Any] = {}
        for component in _transparent(components):
            if not component.path:
                continue
            value = self._value(component, submitted, existing, prefix)
            # Of several fields with one key the visible one counts.
            if value is not None or not holds(placed, component.path):
                if len(component.path) > 1 and component.path[0] not in placed:
                    placed[component.path[0]] = dict(mapping(existing.get(component.path[0])))
                put(placed, component.path, value)
        return placed

    def _value(
        self,
        component: Component,
        submitted: Mapping[str, Any],
        existing: Mapping[str, Any],
        prefix: str,
    ) -> Any:
        place = prefix + component.key
        if f"{place}@{component.place}" in self.hidden:
            return None
        old, new = within(existing, component.path), within(submitted, component.path)
        if component.is_list:
            rows = rows_of(new if holds(submitted, component.path) else old)
            was = rows_of(old)
            return [
                {
                    **before,
                    **self._placed(component.children, mapping(row), before, f"{place}.{n}."),
                }
                for n, row in enumerate(rows)
                for before in [mapping(was[n] if n < len(was) else {})]
            ]
        if component.children:
            inner = self._placed(component.children, mapping(new), mapping(old), f"{place}.")
            return {**mapping(old), **inner}
        if component.type == "expression" or f"{place}@{component.place}" in self.locked:
            return old
        return new if holds(submitted, component.path) else old

    def _row(self, component: Component, row: Any, old: list[Any], prefix: str) -> dict[str, Any]:
        before = mapping(old[0] if old else {})
        return {**before, **self._placed(component.children, mapping(row), before, prefix)}


def _transparent(components: tuple[Component, ...]) -> Iterator[Component]:
    """Yield components, those inside a group without data of its own in its place."""
    for component in components:
        if component.type == "group" and not component.path:
            yield from _transparent(component.children)
        else:
            yield component


class _Judge:
    """Works out the conditions of a form on one state of its data."""

    def __init__(self, permissions: Mapping[str, str], functions: Functions) -> None:
        self.permissions = permissions
        self.functions = functions
        self.hidden: set[str] = set()
        self.locked: set[str] = set()

    def judge(
        self,
        components: tuple[Component, ...],
        data: dict[str, Any],
        scope: Scope,
        prefix: str,
        inherited: tuple[bool, bool],
    ) -> None:
        """Note what is hidden and locked, and fill in the expression fields."""
        for component in components:
            place = prefix + component.key
            permission = self._permission(component, place)
            hidden = inherited[0] or permission == "hide" or self._is(component.hide, scope)
            locked = inherited[1] or self._locked(component, permission, scope)
            self.hidden |= {f"{place}@{component.place}"} if hidden else set()
            self.locked |= {f"{place}@{component.place}"} if locked else set()
            if component.type == "expression" and component.path and not hidden:
                put(data, component.path, self._computed(component, scope))
            self._inside(component, data, scope, place, (hidden, locked))

    def _inside(
        self,
        component: Component,
        data: dict[str, Any],
        scope: Scope,
        place: str,
        state: tuple[bool, bool],
    ) -> None:
        if not component.children:
            return
        if not component.path:
            prefix = place
            self.judge(component.children, data, scope, prefix, state)
        elif component.is_list:
            for number, row in enumerate(rows_of(within(data, component.path))):
                inner = row_scope(row, number, scope)
                self.judge(component.children, row, inner, f"{place}.{number}.", state)
        else:
            nested = within(data, component.path)
            if isinstance(nested, dict):
                inner = group_scope(nested, scope)
                self.judge(component.children, nested, inner, f"{place}.", state)

    def _permission(self, component: Component, place: str) -> str | None:
        return self.permissions.get(place) or self.permissions.get(component.key or component.id)

    def _is(self, setting: Setting, scope: Scope) -> bool:
        if isinstance(setting, Expression):
            return worked_out(setting, scope, self.functions) is True
        return setting is True

    def _locked(self, component: Component, permission: str | None, scope: Scope) -> bool:
        if permission == "read":
            return True
        if permission in ("write", "required"):
            return False
        return self._is(component.readonly, scope) or self._is(component.disabled, scope)

    def _computed(self, component: Component, scope: Scope) -> Any:
        if component.expression is None:
            return None
        return as_json(worked_out(component.expression, scope, self.functions))


def as_json(value: Any) -> Any:
    """Return a value of FEEL as JSON can hold it."""
    if isinstance(value, Decimal):
        return as_json_number(value) if abs(value) < LARGEST else None
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, date | time | timedelta | YearMonthDuration):
        return write(value)
    return value if value is None or isinstance(value, bool | int | float | str) else None
