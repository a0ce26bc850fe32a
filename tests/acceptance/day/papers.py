"""What people write into forms: valid, and not always the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import forms
from tests.acceptance.day.staff import STATIONS, Staff
from tests.acceptance.filling import fill, moment

FORMS = Path(forms.__file__).parent
# Decisions are often favourable, so that cases get far; the rest takes any of the answers.
FAVOURABLE = 0.7
LINES = {
    "2001011": "10kV溪口一线",
    "2001012": "10kV柳桥一线",
    "2001021": "10kV岭北线",
    "2001022": "10kV云台线",
}
CONNECTIONS: list[dict[str, Any]] = [
    {},
    {"capacityKva": 8, "supplyMode": "LV_SINGLE"},
    {"customerType": "ENTERPRISE", "voltageLevel": "380V", "supplyMode": "LV_THREE",
     "capacityKva": 120, "usage": "COM1"},
    {"customerType": "ENTERPRISE", "voltageLevel": "10kV", "supplyMode": "HV_SINGLE",
     "capacityKva": 630, "usage": "COM2"},
    {"customerType": "ENTERPRISE", "voltageLevel": "10kV", "supplyMode": "HV_SINGLE",
     "capacityKva": 9000, "usage": "COM2"},
]  # fmt: skip


class Papers:
    """Fills in the forms of one day."""

    def __init__(self, staff: Staff, random: Random) -> None:
        self._staff, self._random = staff, random

    def application(self, process: str, now: datetime, upload: Callable[[], str]) -> dict[str, Any]:
        """Return the start form of a process."""
        data = self._filled(f"{process}_start", now, upload)
        return data | self._facts(process, now)

    def answer(self, form: str, now: datetime, upload: Callable[[], str]) -> dict[str, Any]:
        """Return the form of a task, with one of its decisions."""
        data = self._filled(form, now, upload)
        for component in _fields(form):
            values = [one["value"] for one in component.get("values", ())]
            decides = component["type"] in ("radio", "select") and component.get("key") in data
            if decides and values and self._random.random() > FAVOURABLE:
                data[component["key"]] = self._random.choice(values)
        return data

    def _filled(self, form: str, now: datetime, upload: Callable[[], str]) -> dict[str, Any]:
        if not form:
            return {}
        data = fill(_components(form), now, upload)
        for component in _fields(form):
            if (component.get("properties") or {}).get("picker") == "user":
                people = list(self._staff.people.values())
                data[component["key"]] = self._random.choice(people).username
        return data

    def _facts(self, process: str, now: datetime) -> dict[str, Any]:
        random = self._random
        station = random.choice(STATIONS)
        if process == "service_connection":
            return {"stationCode": station, **random.choice(CONNECTIONS)}
        if process == "outage_notice":
            kind, days = random.choice([("PLAN", 15), ("PLAN", 8), ("TEMP", 2), ("FAULT", 0)])
            begin = now + timedelta(days=days, minutes=5)
            span = {"planFrom": moment(begin), "planTo": moment(begin + timedelta(hours=6))}
            return {"kind": kind, "stationCode": station, "lines": LINES[station], **span}
        if process == "project_approval":
            return {
                "projectName": f"改造 {random.randrange(10**9)}",
                "voltageLevel": random.choice(["10kV", "35kV"]),
                "investEstimate": random.choice([300_000, 600_000, 5_000_000]),
                "finishPlan": "2027-06-30T17:00+08:00",
            }
        if process == "complaint_handling":
            kinds = ["COMPLAINT", "COMPLAINT", "FAULT", "CONSULT", "OPINION", "SUGGEST", "REPORT"]
            return {"kind": random.choice(kinds), "siteType": "URBAN", "stationCode": station}
        if process == "refund_approval":
            amount = random.choice([999, 9_999, 10_000, 10_001, 250_000])
            return {"refundAmount": amount, "accountNo": "", "receiptNo": "", "payWay": "ORIGINAL"}
        if process == "task_assignment":
            return {"dueAt": moment(now + timedelta(days=random.choice([1, 5, 20])))}
        return {}


@cache
def _components(form: str) -> list[dict[str, Any]]:
    path = next(FORMS.glob(f"*/{form}.form"))
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["components"]
    return found


def _fields(form: str) -> Iterator[Mapping[str, Any]]:
    waiting = list(_components(form)) if form else []
    while waiting:
        component = waiting.pop(0)
        if component["type"] == "group":
            waiting += component["components"]
        elif component["type"] != "dynamiclist":
            yield component
