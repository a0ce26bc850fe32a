"""A form's answers for paper: labels and values in groups, the rows of a list as a table."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.component import Component
from forms.options import shown_value
from forms.schema import Form, within

NOTHING: tuple[Any, ...] = (None, "", [], {})
Say = Callable[[Any], str]


@dataclass
class Pairs:
    """Labels with their values, under the heading of a group or under none."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """The rows of a list, with a heading for each column."""

    title: str
    heads: list[str]
    rows: list[list[str]]


Block = Pairs | Table


@dataclass(frozen=True)
class Reading:
    """How a form is read: in which language, without which fields, and how values are said."""

    language: str
    hidden: Collection[str]
    say: Say

    def shows(self, part: Component, path: str) -> bool:
        """Tell whether the reader may see a field, group or list."""
        return not {part.id, part.key, path} & set(self.hidden)


def blocks(form: Form, data: Mapping[str, Any], reading: Reading) -> list[Block]:
    """Return what was filled in, in the order of the form; what is empty is left out."""
    found: list[Block] = []
    for block in _blocks(form.components, data, reading, ("", "")):
        last = found[-1] if found else None
        if isinstance(block, Pairs) and isinstance(last, Pairs) and last.title == block.title:
            last.rows += block.rows
        else:
            found.append(block)
    return found


def _blocks(
    parts: tuple[Component, ...], data: Any, reading: Reading, place: tuple[str, str]
) -> Iterator[Block]:
    title, prefix = place
    for part in parts:
        path = f"{prefix}{part.key}" if part.path else ""
        if not reading.shows(part, path):
            continue
        value = within(data, part.path)
        if part.is_input and value not in NOTHING:
            yield Pairs(title, [(part.title(reading.language), _said(part, value, data, reading))])
        elif part.is_list and isinstance(value, list):
            yield from _table(part, value, reading, f"{path}.")
        elif part.children and not part.is_list:
            heading = part.title(reading.language) if part.label else title
            inner = (heading, f"{path}." if path else prefix)
            yield from _blocks(part.children, value, reading, inner)


def _table(part: Component, rows: list[Any], reading: Reading, prefix: str) -> Iterator[Table]:
    """Return the rows of a list; a list within a row is said in one cell."""
    columns = [
        one
        for one in part.walk()
        if one.is_input and one is not part and reading.shows(one, f"{prefix}{one.key}")
    ]
    cells = [[_cell(one, row, reading) for one in columns] for row in rows]
    if cells and columns:
        heads = [one.title(reading.language) for one in columns]
        yield Table(part.title(reading.language), heads, cells)


def _cell(column: Component, row: Any, reading: Reading) -> str:
    value = within(row, column.path)
    return "" if value in NOTHING else _said(column, value, row, reading)


def _said(part: Component, value: Any, data: Any, reading: Reading) -> str:
    shown = shown_value(part, value, data, reading.language)
    return reading.say(shown)
