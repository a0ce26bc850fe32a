"""The rows a move leaves behind, as plain values."""

from datetime import datetime
from typing import Any

from engine.instances.model import ProcessInstance
from engine.kernel.ids import new_id
from engine.processes.assignees import Candidates
from engine.processes.limits import TaskLimit, moment
from engine.processes.model import Incident
from engine.tasks.model import OPEN, PLAIN
from engine.workflow import ActivityRecord, IncidentRecord, OpenedTask, Subscription, TimerSet
from engine.workflow.anchors import plain

# In the local variables of a task, beside names people can choose: the path that leads to it.
PATH = "@path"
# The history of one move is numbered from the case's revision times this.
MOST_RECORDS = 100_000


def task_row(
    case: ProcessInstance, opened: OpenedTask, who: Candidates, limit: TaskLimit, now: datetime
) -> dict[str, Any]:
    """Return the row of a task a move opened."""
    properties = opened.properties
    return {
        "id": opened.id,
        "instance_id": case.id,
        "definition_id": opened.definition or case.definition_id,
        "definition_key": opened.process or case.definition_key,
        "activity_id": opened.activity_id,
        "name": opened.name or opened.activity_id,
        "name_en": opened.name_en or None,
        "business_key": case.business_key,
        "title": case.title,
        "org_id": case.org_id,
        "org_path": case.org_path,
        "state": OPEN,
        "assignee_id": who.assignee_id,
        "assignee_name": who.assignee_name,
        "acting_for_id": who.acting_for[0] if who.acting_for else None,
        "acting_for_name": who.acting_for[1] if who.acting_for else None,
        "stand_ins": dict(who.stand_ins) or None,
        "kind": PLAIN,
        "has_signers": False,
        "is_undone": False,
        "urge_count": 0,
        "claimed_at": now if who.assignee_id else None,
        "candidates": list(who.keys),
        "assignment_note": who.note,
        "form_key": opened.form_key,
        "priority": opened.priority if opened.priority is not None else case.priority,
        "created_at": now,
        "warn_at": limit.yellow_at or min(limit.warn_at, default=None),
        "due_at": limit.due_at,
        "follow_up_at": moment(opened.follow_up, now),
        "sla_code": properties.get("sla"),
        "ladder": limit.ladder or None,
        "pause_reason": properties.get("pause") or None,
        "is_customer_step": properties.get("customer") == "true",
        "loop_counter": opened.loop_counter,
        "local_variables": _local_variables(opened),
    }


def _local_variables(opened: OpenedTask) -> dict[str, Any]:
    if not opened.path:
        return dict(opened.variables)
    return {**opened.variables, PATH: list(opened.path)}


def history_row(case: ProcessInstance, number: int, record: ActivityRecord) -> dict[str, Any]:
    """Return the row of one line of history."""
    return {
        "instance_id": case.id,
        "seq": case.revision * MOST_RECORDS + number,
        "activity_id": record.activity,
        "name": record.name[:200] or None,
        "type": record.type,
        "event": record.event,
        "at": record.at,
        "token": record.token,
        "move": case.revision,
    }


def subscription_row(case: ProcessInstance, waiting: Subscription, now: datetime) -> dict[str, Any]:
    """Return the row of a message or signal a case now waits for."""
    return {
        "id": waiting.id,
        "kind": waiting.kind,
        "name": waiting.name,
        "correlation": waiting.correlation,
        "business_key": waiting.business_key or case.business_key,
        "instance_id": case.id,
        "definition_id": case.definition_id,
        "definition_key": case.definition_key,
        "activity_id": waiting.activity,
        "created_at": now,
    }


def step_incident(case: ProcessInstance, found: IncidentRecord, now: datetime) -> Incident:
    """Return the incident of a step that failed."""
    return Incident(
        id=new_id(),
        kind="step",
        instance_id=case.id,
        business_key=case.business_key,
        definition_key=found.process or case.definition_key,
        activity_id=found.activity,
        activity_name=found.name,
        org_path=case.org_path,
        ref=found.token,
        code=found.code,
        message=found.message,
        facts=dict(found.facts),
        opened_at=now,
    )


def timer_payload(timer: TimerSet, now: datetime) -> dict[str, Any]:
    """Return what the job of a timer keeps: which timer, and from what its moment came."""
    drawn = {"activity": timer.activity, "armed_at": now.isoformat()}
    anchor = plain(timer.anchor) if timer.anchor else {}
    return {**drawn, **anchor, **({"repeats": True} if timer.interval else {})}
