"""Pure rules of reviews: packages as text, what differs, samples, conditions, rates."""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine.kernel.inputs import to_plain

MATTERS = ("CONNECTION", "OUTAGE", "OUTAGE_TEMP", "FEEDBACK", "PROJECT")
AGREED = ("agree", "conditional")
REFUSED = "refuse"
RESULTS = (*AGREED, "return", REFUSED, "withdrawn")
# Conclusions that count as an error of the unit that submitted the package.
ERRORS = frozenset({"return", REFUSED})
ERRORS_COUNT_FOR = timedelta(days=365)
CHECK_RESULTS = ("pass", "fail", "na")
SEVERITIES = ("MINOR", "MAJOR", "CRITICAL")
# Which process a matter comes from; what is drawn for a spot check, and what a case is about.
MATTER_OF = {
    "service_connection": "CONNECTION",
    "outage_notice": "OUTAGE",
    "complaint_handling": "FEEDBACK",
    "fb_visit": "FEEDBACK",
    "project_approval": "PROJECT",
}
PERCENT, NUMBER = "PERCENT", "NUMBER"
_NUMBERING = re.compile(r"^\s*(?:[-*•·]|[(（]?\d{1,2}[)）.、．]|[一二三四五六七八九十]{1,2}、)\s*")
_VOLTAGE = re.compile(r"(\d+(?:\.\d+)?)\s*(k?)V", re.IGNORECASE)
_AMOUNTS = ("investEstimate", "amount", "feeAmount", "compensation")


def canonical(package: Mapping[str, Any]) -> str:
    """Return a package as text: the same content gives the same text, whatever its order."""
    return json.dumps(to_plain(dict(package)), sort_keys=True, ensure_ascii=False, indent=1)


def digest(text: str) -> str:
    """Return the SHA-256 digest of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """One thing that differs between two revisions; `before` or `after` is empty when new or gone.

    `place` is the form or the list of files, as its Chinese and English name; `shown` holds
    both values as an English reader sees them.
    """

    place: tuple[str, str]
    label: tuple[str, str]
    before: Any
    after: Any
    shown: tuple[Any, Any] = (None, None)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two revisions of a package: answers and files."""
    found = []
    before, after = _lines(old), _lines(new)
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key, _NOTHING), after.get(key, _NOTHING)
        if was[2] != now[2]:
            shown = (was[3], now[3])
            found.append(Change(now[0] or was[0], now[1] or was[1], was[2], now[2], shown))
    return found


_NOTHING = (None, None, None, None)


def _lines(package: Mapping[str, Any]) -> dict[tuple[Any, ...], tuple[Any, Any, Any, Any]]:
    """Return place, label and both values of each answer and file, by what stays the same."""
    lines: dict[tuple[Any, ...], tuple[Any, Any, Any, Any]] = {}
    seen: dict[str, int] = {}
    for form in package.get("forms", ()):
        number = seen[form["title"]] = seen.get(form["title"], 0) + 1
        english = dict(enumerate(form["answersEn"]))
        place = (form["title"], form["titleEn"])
        for row, (label, value) in enumerate(form["answers"]):
            key = ("form", form["title"], number, label)
            label_en, value_en = english.get(row, (label, value))
            lines[key] = (place, (label, label_en), value, value_en)
    for file in package.get("documents", ()):
        place, name = ("附件", "Files"), file["name"]
        lines["file", name] = (place, (name, name), file["sha256"], file["sha256"])
    return lines


def draw(population: Iterable[str], seed: str, count: int) -> list[str]:
    """Return a sample: those whose digest with the seed comes first.

    Nobody needs our program to repeat it: SHA-256 of `seed:number`, sorted, the first ones.
    """
    ranked = sorted(set(population), key=lambda one: digest(f"{seed}:{one}"))
    return ranked[: max(count, 0)]


def sample_size(method: str, amount: int, size: int) -> int:
    """Return how many cases are drawn: a number, or a percentage rounded up."""
    wanted = math.ceil(size * amount / 100) if method == PERCENT else amount
    return min(wanted, size)


def split_conditions(text: str) -> list[str]:
    """Return the conditions a text names, one per line, without their numbering."""
    lines = (_NUMBERING.sub("", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


def amount_of(variables: Mapping[str, Any]) -> Any:
    """Return the amount a case is about, under whatever name its forms keep it; 0 without one."""
    return next((variables[name] for name in _AMOUNTS if _is_number(variables.get(name))), 0)


def voltage_of(variables: Mapping[str, Any]) -> float:
    """Return the voltage a case is about in kV; 0 when it names none."""
    if _is_number(variables.get("voltageKv")):
        return float(variables["voltageKv"])
    match = _VOLTAGE.search(str(variables.get("voltageLevel") or ""))
    if match is None:
        return 0.0
    return float(match[1]) if match[2] else float(match[1]) / 1000


def items_of(checklist: Any, stage: str) -> list[Mapping[str, Any]]:
    """Return the items of a checklist that belong to a stage; what is no item is left out."""
    rows: Sequence[Any] = checklist if isinstance(checklist, list) else []
    return [row for row in rows if isinstance(row, dict) and row.get("stage") == stage]


def share(part: int, whole: int) -> float | None:
    """Return a part in percent; nothing of nothing."""
    return round(100 * part / whole, 1) if whole else None


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or value in (None, ""):
        return False
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError):
        return False
