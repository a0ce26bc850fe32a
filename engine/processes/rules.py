"""Pure rules of cases: titles, pauses, what a history row says."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.deadlines.rules import Pause, stops_promise
from engine.instances.model import CANCELLED, COMPLETED, FAILED, RUNNING, TERMINATED
from engine.kernel.errors import GridFlowError
from engine.kernel.feel import parse
from engine.workflow import ActivityRecord, Advance

ENDED = (COMPLETED, TERMINATED, CANCELLED)
TITLE_LENGTH = 200
# The job that works out the due dates of a case anew.
REDATE = "case.redate"
OPINION_FIELDS = ("opinion", "comment", "remark")


def status_of(advance: Advance, *, was_cancelled: bool) -> str:
    """Return the status of a case after a move."""
    if was_cancelled:
        return CANCELLED
    return {
        "running": RUNNING,
        "completed": COMPLETED,
        "terminated": TERMINATED,
        "failed": FAILED,
    }[advance.status]


def title_of(expression: str, fallback: str, variables: Mapping[str, Any]) -> str:
    """Return a case's title: the diagram's FEEL expression over the start form, or the name.

    A title is for people; when a field it needs is empty, the fallback stands.
    """
    if not expression:
        return fallback[:TITLE_LENGTH]
    try:
        text = str(parse(expression).evaluate(variables) or "")
    except GridFlowError:
        text = ""
    return (text or fallback)[:TITLE_LENGTH]


def pauses_of(stored: Sequence[Mapping[str, Any]] | None) -> list[Pause]:
    """Return the pauses of a case's clock; one without an end is still open."""
    return [
        Pause(
            datetime.fromisoformat(pause["from"]),
            datetime.fromisoformat(pause["to"]) if pause.get("to") else None,
        )
        for pause in stored or ()
    ]


def promise_pauses(stored: Sequence[Mapping[str, Any]] | None) -> list[Pause]:
    """Return only those pauses that stop the promise to the customer."""
    return pauses_of([pause for pause in stored or () if stops_promise(pause["reason"])])


def after_pause(
    stored: Sequence[Mapping[str, Any]] | None, reason: str, now: datetime, task_id: str
) -> list[dict[str, Any]]:
    """Return the pauses with a new open one."""
    opened = {"reason": reason, "from": now.isoformat(), "to": None, "task": task_id}
    return [*(dict(pause) for pause in stored or ()), opened]


def after_resume(
    stored: Sequence[Mapping[str, Any]] | None, task_ids: Iterable[str], now: datetime
) -> list[dict[str, Any]]:
    """Return the pauses with those ended that waited for the given tasks or messages."""
    ended = set(task_ids)
    return [
        {**pause, "to": now.isoformat(), **({"how": "event"} if pause.get("by") else {})}
        if not pause.get("to") and pause.get("task") in ended
        else dict(pause)
        for pause in stored or ()
    ]


def history_rows(records: Sequence[ActivityRecord]) -> list[ActivityRecord]:
    """Drop the entry of every visit that also ended in the same move."""
    ended = {(one.token, one.activity) for one in records if one.event != "entered"}
    return [
        one for one in records if one.event != "entered" or (one.token, one.activity) not in ended
    ]


def outcome_of(data: Mapping[str, Any], field: str) -> str | None:
    """Return how a task was decided, when its form has such a field."""
    value = data.get(field)
    return str(value)[:64] if isinstance(value, (str, int, bool)) and value != "" else None


def opinion_of(data: Mapping[str, Any]) -> str | None:
    """Return what the person wrote to explain the decision."""
    return next((str(data[name]) for name in OPINION_FIELDS if data.get(name)), None)


def field_permissions(text: str) -> dict[str, str]:
    """Return what a node says of single fields, written `amount:read, note:hide`."""
    pairs = (part.partition(":") for part in text.split(",") if ":" in part)
    return {name.strip(): word.strip() for name, _, word in pairs}


def named_steps(properties: Mapping[str, str]) -> list[str]:
    """Return the steps whose handlers must not do this one, written `notBy="check, sign"`."""
    return [name.strip() for name in properties.get("notBy", "").split(",") if name.strip()]
