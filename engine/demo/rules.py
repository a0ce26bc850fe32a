"""The invented company as plain values, read from the tables beside this file."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from engine.deadlines.rules.calendar import WorkingCalendar
from engine.kernel.clock import COMPANY_ZONE

# Surnames and given names of customers; nobody in particular.
SURNAMES = "白 蓝 苏 叶 柳 夏 秋 云 石 竹 洛 桑"
GIVEN = "一鸣 若溪 子衿 安澜 晓帆 知秋 明远 书宁 佳禾 亦初 朗月 清扬 雨眠 思齐 牧野 听泉"


@dataclass(frozen=True)
class Household:
    """A residential customer and where he lives."""

    name: str
    phone: str
    transformer: str
    address: str
    capacity: Decimal


@dataclass(frozen=True)
class Step:
    """One thing that happens in a story: somebody completes a task, or time passes.

    `activity` is completed by `by`, or by any candidate; with `each`, every open task of
    the activity is completed, each by a candidate of its own; with `maybe`, nothing is
    wrong when the activity does not wait.
    """

    activity: str
    values: dict[str, Any]
    by: str = ""
    after: timedelta = timedelta(0)
    each: bool = False
    maybe: bool = False


@dataclass(frozen=True)
class Story:
    """A case that is under way when the demo begins."""

    id: str
    about: str
    process: str
    starter: str
    started: str
    form: dict[str, Any]
    steps: tuple[Step, ...]


def company_of(code: str) -> str:
    """Return the company a department or team of the demo belongs to, or the unit itself."""
    units = _units()
    while units[code]["type"] in {"DEPT", "TEAM"}:
        code = units[code]["parent_id"]
    return code


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the demo's tables."""
    text = (files("engine.demo") / "seed" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def households(count: int) -> Iterator[Household]:
    """Yield so many invented residential customers, spread over the public transformers."""
    places = [row for row in rows("transformers") if row["is_public"] == "1"]
    surnames, given = SURNAMES.split(), GIVEN.split()
    for number in range(count):
        place = places[number % len(places)]
        turn = number // len(surnames)
        yield Household(
            name=surnames[number % len(surnames)] + given[(number + turn) % len(given)],
            phone=f"1390000{number:04d}",
            transformer=place["code"],
            address=f"{place['area']}{number // len(places) + 1}幢{101 + number % 4}室",
            capacity=Decimal((8, 8, 12, 16)[number % 4]),
        )


def stories() -> list[Story]:
    """Return what is under way when the demo begins."""
    text = (files("engine.demo") / "seed" / "stories.json").read_text("utf-8")
    return [story_of(entry) for entry in json.loads(text)]


def moment(text: str, now: datetime, calendar: WorkingCalendar) -> datetime:
    """Return a moment told from now: `-3wd 09:30` is 3 working days ago, `+9d 08:00` in 9 days.

    `h` and `m` are hours and minutes. Without a time of day the present one is meant.
    """
    span, _, clock = text.partition(" ")
    number, unit = int(span.rstrip("wdhm")), span.lstrip("+-0123456789")
    local = now.astimezone(COMPANY_ZONE)
    if unit in {"h", "m"}:
        return now + timedelta(minutes=number * (60 if unit == "h" else 1))
    day = local.date() + timedelta(days=number if unit == "d" else 0)
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number) if unit == "wd" else 0
    while left:
        day += step
        left -= calendar.is_worked(day)
    at = time.fromisoformat(clock) if clock else local.time()
    return datetime.combine(day, at, COMPANY_ZONE)


def filled(value: Any, now: datetime, calendar: WorkingCalendar) -> Any:
    """Return a form's values with every `@+9d 08:00` or `@+9d` as the moment or day it means."""
    if isinstance(value, dict):
        return {key: filled(item, now, calendar) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, now, calendar) for item in value]
    if isinstance(value, str) and value.startswith("@"):
        at = moment(value[1:], now, calendar)
        # Without a time of day the field is a date.
        return at.date().isoformat() if value.endswith("d") else at.isoformat(timespec="minutes")
    return value


@cache
def _units() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("units")}


def story_of(entry: dict[str, Any]) -> Story:
    """Return a story from its plain form."""
    steps = tuple(
        Step(
            activity=step["do"],
            values=step.get("with", {}),
            by=step.get("by", ""),
            after=timedelta(minutes=step.get("after", 60)),
            each=step.get("each", False),
            maybe=step.get("maybe", False),
        )
        for step in entry.get("steps", ())
    )
    named = {key: entry[key] for key in ("id", "about", "process", "starter", "started", "form")}
    return Story(**named, steps=steps)
