"""Copies 抄送 a diagram asks for: at a node, at the end, at a service task."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.approvals.reading import COPY, Sending, send_case
from engine.assignment.queries import resolve_all
from engine.assignment.rules import Wanted
from engine.db import UnitOfWork
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.feel import parse
from engine.kernel.feel.present import present
from engine.processes.copies import COPIES
from engine.processes.finishing import properties_of
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job
from engine.staff import queries as staff
from engine.tasks.queries import get_task


def handlers() -> Mapping[str, Handler]:
    """Return what is done with planned copies."""
    return {COPIES: send_planned}


def send_planned(uow: UnitOfWork, job: Job) -> None:
    """Send the copies `cc` asks for, of a node that was done or of a process that ended.

    `cc` names groups `ROLE@SCOPE` and people, divided by commas, or is a FEEL expression
    for them; who has a copy of the case already gets no second one.
    """
    case = get_instance(uow.session, job.instance_id or "")
    if job.ref == case.id:
        process = store.load(uow.session, case.definition_id).process
        wanted, known = process.extensions.properties.get("cc", ""), case.variables or {}
        task_id = ""
    else:
        task = get_task(uow.session, job.ref)
        wanted = properties_of(uow, task).get("cc", "")
        known = {**(case.variables or {}), **(task.local_variables or {}), **(task.form_data or {})}
        task_id = task.id
    names = named_readers(wanted, known, uow.now)
    send_copies_to(uow, case, names, Sending(COPY, (), task_id=task_id))


def named_readers(wanted: str, known: Mapping[str, Any], now: datetime) -> list[str]:
    """Return the groups and people a text names, or its expression gives."""
    if wanted.lstrip().startswith("="):
        value = parse(wanted.lstrip()[1:]).evaluate(known, present(now))
        found = value if isinstance(value, list) else [value]
    else:
        found = wanted.split(",")
    return [str(one).strip() for one in found if one and str(one).strip()]


def send_copies_to(
    uow: UnitOfWork, case: ProcessInstance, names: Sequence[str], sending: Sending
) -> list[str]:
    """Send a case to groups `ROLE@SCOPE` and people; return who got it. Nobody is no error."""
    groups = [name for name in names if "@" in name]
    own_unit = str((case.variables or {}).get("orgId") or case.org_id)
    wanted = Wanted(groups=groups, units=(own_unit, case.org_id), empty_policy="skip")
    found = resolve_all(uow.session, [wanted], uow.now)[0].groups if groups else ()
    people = staff.people_in_groups(uow.session, found, uow.now)
    people += staff.users_named(uow.session, [name for name in names if "@" not in name])
    active = [person.id for person in people if person.is_active]
    if not active:
        return []
    whole = Sending(sending.kind, active, sending.remark, sending.task_id)
    return send_case(uow, SYSTEM, case.id, whole)
