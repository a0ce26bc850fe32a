"""Counts of lit cases, added up for the units one level down, and how old red ones are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.deadlines.rules import WorkingCalendar, subtract_working_days
from engine.staff.rules import Directory, Unit

# Working days a red case is overdue: 0-1, 1-3, 3-7, 7-15, more than 15.
EDGES = (1, 3, 7, 15)
BUCKETS = len(EDGES) + 1
RED, YELLOW = "red", "yellow"
COLOURS = (RED, YELLOW)


@dataclass(frozen=True)
class Viewed:
    """What somebody looks at on the console: a unit, and which of its lit cases."""

    path: str
    process: str = ""
    colour: str = ""
    policy: str = ""
    bucket: int | None = None


@dataclass(frozen=True)
class Count:
    """How many lit cases a unit has in one process; `ages` counts the red ones by bucket."""

    org_path: str
    process: str
    yellow: int
    red: int
    ages: tuple[int, ...]


@dataclass
class Line:
    """One unit of the console: its cells by process, and their sums."""

    unit: Unit
    is_itself: bool = False
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    red: int = 0
    yellow: int = 0
    ages: list[int] = field(default_factory=lambda: [0] * BUCKETS)

    def add(self, count: Count) -> None:
        """Add the count of a unit below to this line."""
        red, yellow = self.cells.get(count.process, (0, 0))
        self.cells[count.process] = (red + count.red, yellow + count.yellow)
        self.red += count.red
        self.yellow += count.yellow
        self.ages = [old + new for old, new in zip(self.ages, count.ages, strict=True)]


def age_edges(calendar: WorkingCalendar, now: datetime) -> tuple[datetime, ...]:
    """Return the moments that lie 1, 3, 7 and 15 working days back."""
    return tuple(subtract_working_days(calendar, now, days) for days in EDGES)


def lines(counts: Iterable[Count], directory: Directory, here: Unit) -> list[Line]:
    """Return a line for each unit directly below, and one for cases of the unit itself.

    Companies are shown also when nothing of theirs is lit; departments and teams are not.
    """
    found: dict[str, Line] = {
        unit.id: Line(unit)
        for unit in directory.units.values()
        if unit.parent_id == here.id and not unit.is_part
    }
    for count in counts:
        below = count.org_path.removeprefix(here.path).strip("/").split("/")[0]
        unit = directory.units.get(below, here) if below else here
        if unit.id not in found:
            found[unit.id] = Line(unit, is_itself=unit.id == here.id)
        found[unit.id].add(count)
    return sorted(found.values(), key=lambda line: (line.is_itself, line.unit.path))


def totals(rows: Iterable[Line]) -> Line | None:
    """Return the sum of all lines; none when there are none."""
    listed = list(rows)
    if not listed:
        return None
    whole = Line(listed[0].unit)
    for line in listed:
        for process, (red, yellow) in line.cells.items():
            old = whole.cells.get(process, (0, 0))
            whole.cells[process] = (old[0] + red, old[1] + yellow)
        whole.red += line.red
        whole.yellow += line.yellow
        whole.ages = [old + new for old, new in zip(whole.ages, line.ages, strict=True)]
    return whole


def heat(number: int, most: int) -> int:
    """Return how deep a cell is coloured, from 0 (nothing) to 4 (the most of the table)."""
    if number <= 0 or most <= 0:
        return 0
    return max(1, min(4, round(4 * number / most)))


def processes(rows: Iterable[Line], names: Mapping[str, str]) -> list[str]:
    """Return the processes that have a lit case anywhere, by name."""
    keys = {process for line in rows for process in line.cells}
    return sorted(keys, key=lambda key: names.get(key, key))
