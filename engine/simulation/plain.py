"""Values of a simulation as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.feel.temporal import write_duration


class Stamp:
    """Writes moments in the zone and manner the script's `now` was written in."""

    def __init__(self, now: datetime | None, written: str) -> None:
        self._zone: tzinfo = COMPANY_ZONE if now is None else now.tzinfo or COMPANY_ZONE
        self._zulu = written.strip().endswith("Z")

    def __call__(self, moment: datetime) -> str:
        """Return the moment as ISO text."""
        text = moment.astimezone(self._zone).isoformat()
        return text.removesuffix("+00:00") + "Z" if self._zulu else text


def plain(value: Any) -> Any:
    """Return a variable's value as JSON can hold it."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case timedelta():
            return write_duration(value)
        case datetime() | date() | time():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
