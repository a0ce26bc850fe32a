"""The one alarm a task has: its next warning, else its due moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WARN, DUE, ESCALATE = "task.warn", "task.due", "task.escalate"


@dataclass(frozen=True)
class Alarm:
    """What a task's job does next, and when."""

    kind: str
    due_at: datetime
    payload: dict[str, Any]


def next_alarm(
    now: datetime, due_at: datetime | None, warn_at: Sequence[datetime], ladder: str
) -> Alarm | None:
    """Return the alarm that comes next, none when nothing is due; a passed due moment counts."""
    if due_at is None:
        return None
    for number, moment in enumerate(sorted(warn_at)):
        if now < moment < due_at:
            later = [each.isoformat() for each in sorted(warn_at)[number + 1 :]]
            return Alarm(WARN, moment, {"ladder": ladder, "warn_at": later})
    return Alarm(DUE, due_at, {"ladder": ladder})
