"""How urgent something with a due moment is: the one rule of lists, pages, console and alarms."""

from datetime import datetime
from enum import StrEnum


class Light(StrEnum):
    """How urgent an open task is."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


def light(
    now: datetime,
    warn_at: datetime | None,
    due_at: datetime | None,
    done_at: datetime | None = None,
) -> Light:
    """Return red from the due moment on, yellow from the warning on, else green.

    Yellow is a threshold of the limit, red is the due moment itself (domain.md 3.1 COLOR, 3.2).
    What was done keeps its light; done at the very moment was done in time.
    """
    if due_at is not None and (now >= due_at if done_at is None else done_at > due_at):
        return Light.RED
    if warn_at is not None and (now >= warn_at if done_at is None else done_at > warn_at):
        return Light.YELLOW
    return Light.GREEN
