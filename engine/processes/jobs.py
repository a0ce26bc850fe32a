"""What the scheduler does with cases: timers, outside calls, messages and signals on their way."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine.db import UnitOfWork
from engine.instances.model import SUSPENDED, ProcessInstance
from engine.instances.queries import get_instance, lock_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Conflict, NotFound
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.processes import queries
from engine.processes.model import EventSubscription, Incident
from engine.processes.service import Trigger, run_command, start_by_event
from engine.processes.topics import BpmnError, OutsideContext, call_handler, handler_for
from engine.processes.writer import incident_opened
from engine.scheduler.jobs import Outside
from engine.scheduler.model import Job, Rearm
from engine.scheduler.service import NewJob, schedule_many
from engine.workflow import (
    BroadcastSignal,
    Command,
    CompleteService,
    Correlate,
    FailService,
    FireTimer,
    StaleCommand,
    UnknownReference,
)

# A kept message asks again after so long whether somebody waits for it.
KEPT_FOR = timedelta(seconds=15)


class CaseSuspended(Conflict):
    """The case is suspended; the job waits until it is resumed."""

    code = "case_suspended"


class NobodyWaits(Conflict):
    """No case waits for the message, and no process starts with it."""

    code = "nobody_waits"


def fire_timer(uow: UnitOfWork, job: Job) -> None:
    """Fire a timer of a case; a timer that is gone fires nothing."""
    if _can_move(uow, job):
        _unless_stale(uow, job, FireTimer(job.ref))


def outside_call(settings: Settings) -> Outside:
    """Return what is done with a call to the outside: ask first, then move the case."""

    def call(job: Job) -> Command:
        topic = handler_for(job.payload["topic"])
        if topic is None:
            raise UnknownReference("topic", job.payload["topic"])
        context = OutsideContext(settings, idempotency_key=job.id)
        try:
            answer = call_handler(topic.handler, job.payload["inputs"], context)
        except BpmnError as error:
            return FailService(job.ref, error.code, error.message, error.variables)
        return CompleteService(job.ref, answer)

    return Outside(call, _record_answer)


def _record_answer(uow: UnitOfWork, job: Job, command: Command) -> None:
    if _can_move(uow, job):
        _unless_stale(uow, job, command)


def deliver_message(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Hand a message to the one who waits for it, or start the process it starts.

    Where the diagram says `keep`, the message waits until somebody waits for it; else it
    is tried a few times and becomes an incident.
    """
    payload = job.payload
    found = queries.message_subscriptions(
        uow.session, payload["name"], payload.get("correlation"), payload.get("business_key")
    )
    if not found and payload.get("keep"):
        return Rearm(uow.now + KEPT_FOR, job.kind, payload)
    if not found:
        raise NobodyWaits(f"nobody waits for the message {payload['name']}", **_named(payload))
    _hand_over(uow, job, found[0])
    return None


def broadcast_signal(uow: UnitOfWork, job: Job) -> None:
    """Tell every waiting case a signal, one job each, and start the processes it starts."""
    name, payload = job.payload["name"], job.payload["payload"]
    heard: dict[str, EventSubscription] = {}
    for one in queries.signal_subscriptions(uow.session, name, job.instance_id or ""):
        heard.setdefault(one.instance_id or one.id, one)
    jobs = [
        NewJob("signal.deliver", uow.now, one.instance_id, new_id(), _handed(one, name, payload))
        for one in heard.values()
    ]
    if jobs:
        schedule_many(uow, jobs)


def deliver_signal(uow: UnitOfWork, job: Job) -> None:
    """Tell one case a signal, or start the one process."""
    facts = job.payload
    if job.instance_id:
        if _can_move(uow, job):
            _unless_stale(uow, job, BroadcastSignal(facts["name"], facts["payload"]))
    else:
        trigger = Trigger(facts["definition_id"], facts["activity"], facts["payload"])
        start_by_event(uow, SYSTEM, trigger)


def open_job_incident(uow: UnitOfWork, job: Job, message: str) -> None:
    """Tell the administrators about a job that ran out of retries."""
    case = _case_of(uow, job)
    incident = Incident(
        id=new_id(),
        kind="job",
        instance_id=job.instance_id,
        business_key=case.business_key if case else "",
        definition_key=case.definition_key if case else "",
        activity_id=str((job.payload or {}).get("activity", "")),
        org_path=case.org_path if case else "",
        ref=job.id,
        code="job_dead",
        message=message,
        facts={"job": job.kind},
        opened_at=uow.now,
    )
    uow.session.add(incident)
    if case is not None:
        case.has_incident = True
    uow.record(incident_opened(incident), SYSTEM)
    if case is not None:
        case.store_head(uow.chain_head(case.id))


def _case_of(uow: UnitOfWork, job: Job) -> ProcessInstance | None:
    if not job.instance_id:
        return None
    try:
        return lock_instance(uow, job.instance_id)
    except NotFound:
        return None


def _can_move(uow: UnitOfWork, job: Job) -> bool:
    instance = get_instance(uow.session, job.instance_id or "")
    if instance.status == SUSPENDED:
        raise CaseSuspended(f"{instance.business_key} is suspended")
    return instance.is_live


def _unless_stale(uow: UnitOfWork, job: Job, command: Command) -> None:
    try:
        run_command(uow, SYSTEM, job.instance_id or "", command)
    except StaleCommand:
        # The diagram has moved on between the claim of the job and the lock of the case.
        return


def _hand_over(uow: UnitOfWork, job: Job, to: EventSubscription) -> None:
    payload = job.payload["payload"]
    if to.instance_id:
        run_command(uow, SYSTEM, to.instance_id, Correlate(to.id, dict(payload)))
    elif to.definition_id:
        key = str(job.payload.get("business_key") or "")
        sender = get_instance(uow.session, job.instance_id) if job.instance_id else None
        unit = sender.org_id if sender else ""
        start_by_event(uow, SYSTEM, Trigger(to.definition_id, to.activity_id, payload, key, unit))


def _handed(one: EventSubscription, name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "payload": dict(payload),
        "definition_id": one.definition_id,
        "activity": one.activity_id,
    }


def _named(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": payload["name"], "correlation": payload.get("correlation")}
