"""Fills forms in as an obedient person would: something acceptable in every field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.kernel.clock import COMPANY_ZONE

Upload = Callable[[], str]

# One example for every pattern of the delivered forms, found by how the pattern begins.
EXAMPLES = {
    r"^1\d{10}$": "13900001234",
    r"^[0-9A-HJ-NP": "913301000000000000",
    r"^[0-9A-Z]{6,24}": "M00000001",
    r"^[0-9A-Za-z]{6,20}": "33000019900101",
    r"^[^@": "someone@example.com",
    r"^-?": "120.15,30.28",
    r"^\d+/\d+": "100/5",
    r"^(\d{10}": "2001000000015",
}
PICKED = {"user": "shen.qinghe", "org": "2001011"}
LINES = ("lines", "outageLines")
MANY_FILES = {"problemPhotos": 6}


def fill(components: list[Any], now: datetime, upload: Upload) -> dict[str, Any]:
    """Return a value for every field that can be filled in."""
    filled: dict[str, Any] = {}
    for component in components:
        kind = component["type"]
        if kind == "group":
            filled |= fill(component["components"], now, upload)
        elif kind == "dynamiclist":
            filled[component["path"]] = [fill(component["components"], now, upload)]
        elif component.get("key") and not (component.get("readonly") or _is_choice(component)):
            filled[component["key"]] = _value(component, now, upload)
    return filled


def _is_choice(component: Mapping[str, Any]) -> bool:
    """Tell whether a field offers people worked out for the case: nobody has to choose."""
    return "valuesExpression" in component


def _value(component: Mapping[str, Any], now: datetime, upload: Upload) -> Any:
    kind, checks = component["type"], component.get("validate", {})
    match kind:
        case "textfield" | "textarea":
            return _text(component, checks.get("pattern", ""))
        case "number":
            return component.get("defaultValue", max(checks.get("min", 1), 1))
        case "checkbox":
            return bool(checks.get("required", component.get("defaultValue", False)))
        case "checklist":
            return [component["values"][0]["value"]]
        case "datetime":
            return _moment(component, now)
        case "filepicker":
            return [upload() for _ in range(MANY_FILES.get(component["key"], 1))]
    return component.get("defaultValue") or component["values"][0]["value"]


def _text(component: Mapping[str, Any], pattern: str) -> str:
    picker = component.get("properties", {}).get("picker")
    if picker:
        return PICKED[picker]
    if component["key"] in LINES:
        return "10kV溪口一线"
    examples = (text for start, text in EXAMPLES.items() if pattern and pattern.startswith(start))
    return next(examples, "已办理")


def _moment(component: Mapping[str, Any], now: datetime) -> str:
    if component["subtype"] == "date":
        return (now + timedelta(days=30)).date().isoformat()
    return moment(now + timedelta(hours=1))


def moment(at: datetime) -> str:
    """Return a moment as the browser sends it."""
    return at.astimezone(COMPANY_ZONE).isoformat(timespec="minutes")
