"""What a move brings about: values for the caller to write down, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Status = Literal["running", "completed", "terminated", "failed"]


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A user or manual task that now waits for a person; `id` is also its token."""

    id: str
    activity_id: str
    name: str
    name_en: str
    type: str
    form_key: str | None
    assignee: str | None
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    due: datetime | timedelta | None
    follow_up: datetime | timedelta | None
    priority: int | None
    properties: Mapping[str, str]
    variables: Mapping[str, Any]  # all it sees beyond the outermost process's own
    loop_counter: int | None
    process: str  # key of the (called) process the activity belongs to
    definition: str = ""  # ref of that process's version
    path: tuple[int, ...] = ()  # tokens of all it is in but the outermost process, that one first


@dataclass(frozen=True, slots=True)
class ClosedTask:
    """A user task that is over."""

    id: str
    outcome: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class TimerSet:
    """A timer to fire at `due_at`; the same id again means a new due time."""

    id: str
    activity: str
    due_at: datetime
    token: str = ""  # of the activity the timer guards, or of the waiting event
    interval: str | None = None  # of a cycle
    remaining: int | None = None  # firings still to come, this one included; None = no end
    anchor: Mapping[str, Any] | None = None  # see `anchors`; none where no calendar can move it


@dataclass(frozen=True, slots=True)
class Subscription:
    """A waiting message or signal event; `correlation` is its key, None fits any."""

    id: str
    kind: Literal["message", "signal"]
    name: str
    activity: str
    correlation: str | None = None
    business_key: str | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class ThrownMessage:
    """A message for exactly one receiver, to be found by the caller among all instances."""

    name: str
    payload: Mapping[str, Any]
    correlation: str | None
    business_key: str | None
    activity: str
    properties: Mapping[str, str] = field(default_factory=dict)  # of the throwing element


@dataclass(frozen=True, slots=True)
class ThrownSignal:
    """A signal for every *other* instance and start event; this instance has heard it already."""

    name: str
    payload: Mapping[str, Any]
    activity: str


@dataclass(frozen=True, slots=True)
class ThrownEscalation:
    """An escalation somebody above should hear of, whether or not the diagram catches it."""

    code: str
    activity: str
    name: str
    properties: Mapping[str, str] = field(default_factory=dict)  # of the throwing element


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A service call the port deferred; answer with CompleteService or FailService."""

    token: str
    topic: str
    inputs: Mapping[str, Any]
    activity: str


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One line of history: something happened to one visit of one element.

    `path` names the enclosing sub-processes and call activities, outermost first;
    `token` is the id of the visit, `parent` of the enclosing one.
    """

    activity: str
    name: str
    type: str
    event: Literal["entered", "completed", "cancelled", "failed", "note"]
    at: datetime
    token: str
    process: str
    path: tuple[str, ...] = ()
    parent: str = ""
    loop_counter: int | None = None
    note: str = ""  # code of a remark, e.g. `escalation-not-caught`
    detail: str = ""


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """Something a person must look at; `code` is stable, `facts` complete the text."""

    activity: str
    code: str
    message: str
    token: str = ""
    name: str = ""
    line: int = 0
    process: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advance:
    """The outcome of one move."""

    state: bytes
    status: Status
    variables: Mapping[str, Any]
    opened: tuple[OpenedTask, ...] = ()
    closed: tuple[ClosedTask, ...] = ()
    timers: tuple[TimerSet, ...] = ()
    dropped_timers: tuple[str, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    dropped_subscriptions: tuple[str, ...] = ()
    thrown: tuple[ThrownMessage | ThrownSignal, ...] = ()
    escalations: tuple[ThrownEscalation, ...] = ()
    services: tuple[ServiceCall, ...] = ()
    dropped_services: tuple[str, ...] = ()
    history: tuple[ActivityRecord, ...] = ()
    incidents: tuple[IncidentRecord, ...] = ()
    stuck: tuple[str, ...] = ()  # activities whose tokens nothing can ever move again
    business_key: str | None = None
    ended_by: str = ""  # reason of a cancellation, else id of the last end event


@dataclass(frozen=True, slots=True)
class StartTrigger:
    """A way to begin a process; all kinds but `none` are set off by something, not by a person."""

    activity: str
    name: str
    kind: Literal["none", "message", "signal", "timer", "conditional"]
    event_name: str = ""  # of the message or signal
