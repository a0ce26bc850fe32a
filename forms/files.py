"""Files named in the data of a form: where they stand, and where they belong in other data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.component import Component
from forms.schema import within

Place = tuple[str | int, ...]
"""The keys that lead to a field, with a number for each row of a list."""


@dataclass(frozen=True)
class FilesAt:
    """The files of one field; `row` says to people which row of which list it stands in."""

    place: Place
    row: str
    ids: tuple[str, ...]


def files_in(
    components: Sequence[Component], data: Any, lang: str, place: Place = (), row: str = ""
) -> Iterator[FilesAt]:
    """Yield the fields for files that have some, also inside groups and lists."""
    for one in components:
        value, here = within(data, one.path), (*place, *one.path)
        if one.type == "filepicker":
            named = value if isinstance(value, list) else [value]
            ids = tuple(each for each in named if isinstance(each, str))
            if ids:
                yield FilesAt(here, row, ids)
        elif one.is_list:
            for number, inner in enumerate(value if isinstance(value, list) else ()):
                title = f"{row} {one.title(lang)} {number + 1}".strip()
                yield from files_in(one.children, inner, lang, (*here, number), title)
        elif one.children:
            yield from files_in(one.children, value, lang, here, row)


def without_files(components: Sequence[Component], data: Any) -> Any:
    """Return data without what its fields for files hold."""
    for one in components:
        if within(data, one.path) is not None:
            data = _changed(one, data, one.path)
    return data


def _changed(one: Component, data: Any, path: tuple[str, ...]) -> Any:
    if path:
        key, rest = path[0], path[1:]
        if one.type == "filepicker" and not rest:
            return {name: value for name, value in data.items() if name != key}
        return {**data, key: _changed(one, data[key], rest)}
    if one.is_list and isinstance(data, list):
        return [without_files(one.children, row) for row in data]
    return without_files(one.children, data)


def place_in(new: Any, place: Place, old: Any) -> Place | None:
    """Return where in new data a place of old data has gone, None if its row is gone.

    A row is the one that says the same. Of changed rows, as many as before, each keeps its
    turn; else only a row that stands where it stood is taken for the same.
    """
    found: list[str | int] = []
    for step in place[:-1]:
        if isinstance(step, int):
            number = _rows(old, new).get(step)
            if number is None:
                return None
            old, new = old[step], new[number]
            found.append(number)
        else:
            old, new = within(old, (step,)), within(new, (step,))
            found.append(step)
    return (*found, place[-1]) if new is None or isinstance(new, Mapping) else None


def put(data: Any, place: Place, ids: Sequence[str]) -> None:
    """Add files to those a field has already, in data that may be changed."""
    for step in place[:-1]:
        if not isinstance(step, int) and data.get(step) is None:
            data[step] = {}
        data = data[step]
    there = data.get(place[-1])
    data[place[-1]] = [*(there if isinstance(there, list) else ()), *ids]


def _rows(old: Any, new: Any) -> dict[int, int]:
    """Return, by the number of each old row, the number of the new one that is the same."""
    if not isinstance(new, list):
        return {}
    found: dict[int, int] = {}
    free = dict(enumerate(_said(row) for row in new))
    for number, row in enumerate(old):
        same = next((one for one, said in free.items() if said == _said(row)), None)
        if same is not None:
            found[number] = same
            del free[same]
    left = [number for number in range(len(old)) if number not in found]
    if len(left) == len(free):
        return found | dict(zip(left, free, strict=True))
    return found | {number: number for number in left if number in free}


def _said(value: Any) -> Any:
    """Return a value without what was left empty, of which forms make nothing or "" or null."""
    if isinstance(value, Mapping):
        said = {name: _said(inner) for name, inner in value.items()}
        return {name: inner for name, inner in said.items() if inner not in (None, "", [], {})}
    return [_said(one) for one in value] if isinstance(value, list) else value
