"""What administrators do with cases: cancel, suspend, correct, move, retry."""

from collections.abc import Mapping
from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.instances.model import CANCELLED, RUNNING, SUSPENDED, ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Invalid
from engine.kernel.events import Event
from engine.processes import queries
from engine.processes.events import (
    CaseMoved,
    CaseSuspended,
    CaseVoided,
    IncidentSettled,
    VariableCorrected,
)
from engine.processes.moving import move
from engine.scheduler.service import revive
from engine.workflow import CancelInstance, MoveToken, Retry, SetVariables


def cancel_process(uow: UnitOfWork, actor: Actor, instance_id: str, reason: str) -> None:
    """End a case for good, with a reason."""
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_CANCEL, instance.org_path)
    if not instance.is_live:
        instance.require_running()
    move(uow, actor, instance, CancelInstance(_reason(reason)), was_cancelled=True)


def void_process(uow: UnitOfWork, actor: Actor, instance_id: str, reason: str) -> None:
    """Declare a case void that has ended; all that was done and said in it stays.

    A running case is ended by `cancel_process`; what a void case brought about outside is
    for people to put right.
    """
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_CANCEL, instance.org_path)
    if instance.is_live or instance.status == CANCELLED:
        raise Conflict("only a case that came to its end is declared void", status=instance.status)
    reason = _reason(reason)
    fact = CaseVoided(instance_id=instance.id, former_status=instance.status, reason=reason)
    uow.store(instance, end_reason=reason)
    _record(uow, actor, fact, instance, CANCELLED)


def suspend_process(uow: UnitOfWork, actor: Actor, instance_id: str, reason: str) -> None:
    """Stop a case where it is; nothing in it moves until it is resumed."""
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_SUSPEND, instance.org_path)
    instance.require_running()
    _record(uow, actor, CaseSuspended(
        instance_id=instance.id, is_suspended=True, reason=_reason(reason)
    ), instance, SUSPENDED)  # fmt: skip


def resume_process(uow: UnitOfWork, actor: Actor, instance_id: str) -> None:
    """Let a suspended case go on."""
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_SUSPEND, instance.org_path)
    if instance.status != SUSPENDED:
        raise Conflict("the case is not suspended", status=instance.status)
    _record(uow, actor, CaseSuspended(
        instance_id=instance.id, is_suspended=False, reason=""
    ), instance, RUNNING)  # fmt: skip


def correct_variables(
    uow: UnitOfWork, actor: Actor, instance_id: str, values: Mapping[str, Any], reason: str
) -> None:
    """Change variables of a running case; the old and new values go into the audit trail."""
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_MOVE, instance.org_path)
    before = {name: (instance.variables or {}).get(name) for name in values}
    uow.record(
        VariableCorrected(
            instance_id=instance.id, before=before, after=dict(values), reason=_reason(reason)
        ),
        actor,
    )
    move(uow, actor, instance, SetVariables(values))


def move_token(
    uow: UnitOfWork, actor: Actor, instance_id: str, hop: tuple[str, str], reason: str
) -> None:
    """Cancel what a token is doing and begin another activity: `hop` = (token, activity)."""
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_MOVE, instance.org_path)
    instance.require_running()
    _hop(uow, actor, instance, hop, _reason(reason))


def restart_process(
    uow: UnitOfWork, actor: Actor, instance_id: str, activity: str, reason: str
) -> None:
    """Let a case that has ended begin again at an activity, with the variables it ended with."""
    instance = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_MOVE, instance.org_path)
    if instance.is_live:
        raise Conflict("the case has not ended", status=instance.status)
    uow.store(instance, ended_at=None, end_reason=None)
    _hop(uow, actor, instance, ("", activity), _reason(reason))


def retry_incident(uow: UnitOfWork, actor: Actor, incident_id: str) -> None:
    """Try again what an incident stopped, and settle the incident."""
    incident = queries.get_incident(uow.session, incident_id)
    require(actor, Permission.INCIDENT_RETRY, incident.org_path or None)
    incident.resolve(actor.user_id, "retried", uow.now)
    uow.record(IncidentSettled(incident_id=incident.id, instance_id=None, how="retried"), actor)
    if incident.kind == "step" and incident.instance_id:
        instance = lock_instance(uow, incident.instance_id)
        instance.has_incident = queries.has_open_incident(uow.session, instance.id, incident.id)
        move(uow, actor, instance, Retry(incident.ref))
    else:
        revive(uow, incident.ref)


def _hop(
    uow: UnitOfWork, actor: Actor, instance: ProcessInstance, hop: tuple[str, str], reason: str
) -> None:
    token, activity = hop
    uow.record(
        CaseMoved(instance_id=instance.id, from_token=token, to_activity=activity, reason=reason),
        actor,
    )
    move(uow, actor, instance, MoveToken(token, activity))


def _record(
    uow: UnitOfWork, actor: Actor, event: Event, instance: ProcessInstance, status: str
) -> None:
    uow.record(event, actor)
    head = uow.chain_head(instance.id)
    uow.store(instance, status=status, audit_seq=head.seq, audit_hash=head.hash)


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid([{"field": "reason", "code": "required", "message": "a reason is needed"}])
    return text.strip()[:500]
