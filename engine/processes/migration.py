"""Carrying running cases over to another version: plan, dry run, one, many, back again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import or_, update

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM, Actor, require
from engine.kernel.errors import Conflict, GridFlowError
from engine.processes import queries
from engine.processes.events import CaseMigrated, MigrationRefused
from engine.processes.ports import CasePorts
from engine.processes.writer import MoveWriter
from engine.scheduler.model import Job
from engine.scheduler.service import NewJob, schedule_many
from engine.tasks.model import UserTask
from engine.workflow import Comparison, KeptTask, Migration, MigrationProblem, compare, migrate

MIGRATE = "case.migrate"


class CannotMigrate(Conflict):
    """Something in the case has no counterpart in the other version that can carry on."""

    code = "cannot_migrate"


@dataclass(frozen=True)
class Plan:
    """From which version to which, and which elements changed their ids."""

    from_id: str
    to_id: str
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """What a plan would do: how the versions differ, and which cases cannot go."""

    comparison: Comparison
    fit: tuple[str, ...]
    blocked: Mapping[str, tuple[MigrationProblem, ...]]


def preview_migration(uow: UnitOfWork, actor: Actor, plan: Plan) -> Preview:
    """Try a plan on every live case of the version without changing anything."""
    require(actor, Permission.CASE_MIGRATE)
    old = store.load(uow.session, plan.from_id)
    new = store.load(uow.session, plan.to_id)
    fit: list[str] = []
    blocked: dict[str, tuple[MigrationProblem, ...]] = {}
    for case in queries.live_cases(uow.session, plan.from_id):
        found = _try(uow, actor, case, plan)
        if found.problems:
            blocked[case.id] = found.problems
        else:
            fit.append(case.id)
    return Preview(compare(old.workflow, new.workflow, plan.mapping), tuple(fit), blocked)


def migrate_case(uow: UnitOfWork, actor: Actor, instance_id: str, plan: Plan) -> None:
    """Carry one case over; its tasks keep their ids, people, drafts and due times.

    Raises `CannotMigrate` with what blocks it, and then the case stays as it was.
    Migrating back to the version before undoes it.
    """
    case = lock_instance(uow, instance_id)
    require(actor, Permission.CASE_MIGRATE, case.org_path)
    if case.definition_id != plan.from_id:
        raise Conflict("the case follows another version", version=case.version)
    found = _try(uow, actor, case, plan)
    if found.advance is None:
        raise CannotMigrate(
            f"{case.business_key} cannot be carried over",
            problems=[f"{one.code}: {one.element}" for one in found.problems],
        )
    target = definitions.get_definition(uow.session, plan.to_id)
    uow.record(
        CaseMigrated(instance_id=case.id, from_id=plan.from_id, to_id=plan.to_id,
                     to_version=target.version),
        actor,
    )  # fmt: skip
    uow.store(case, definition_id=target.id, version=target.version)
    for kept in found.kept:
        _rename_task(uow, kept, plan)
    loaded = store.load(uow.session, target.id)
    MoveWriter(uow, actor, case, loaded).write(found.advance)


def migrate_all(uow: UnitOfWork, actor: Actor, plan: Plan) -> int:
    """Plan to carry every live case of a version over, a job each; return how many.

    A case that cannot go stays as it is, and the audit trail says why.
    """
    require(actor, Permission.CASE_MIGRATE)
    cases = queries.live_cases(uow.session, plan.from_id)
    payload = {"from": plan.from_id, "to": plan.to_id, "mapping": dict(plan.mapping)}
    schedule_many(
        uow, [NewJob(MIGRATE, uow.now, case.id, case.id, payload, key=f"migrate:{case.id}")
              for case in cases]
    )  # fmt: skip
    return len(cases)


def migrate_by_job(uow: UnitOfWork, job: Job) -> None:
    """Carry one case of a batch over."""
    facts = job.payload
    plan = Plan(facts["from"], facts["to"], facts["mapping"])
    try:
        migrate_case(uow, SYSTEM, job.instance_id or "", plan)
    except CannotMigrate as error:
        case = lock_instance(uow, job.instance_id or "")
        uow.record(
            MigrationRefused(
                instance_id=case.id, to_id=plan.to_id, problems=tuple(error.facts["problems"])
            ),
            SYSTEM,
        )
        head = uow.chain_head(case.id)
        uow.store(case, audit_seq=head.seq, audit_hash=head.hash)


def _try(uow: UnitOfWork, actor: Actor, case: ProcessInstance, plan: Plan) -> Migration:
    old = store.load(uow.session, plan.from_id).workflow
    new = store.load(uow.session, plan.to_id).workflow
    if old.key != new.key:
        raise Conflict("the versions are of different processes", old=old.key, new=new.key)
    try:
        ports = CasePorts(uow, actor, case)
        return migrate(old, new, case.state, plan.mapping, uow.now, ports)
    except GridFlowError as error:
        return Migration((MigrationProblem(error.code, str(error.facts.get("activity", ""))),))


def _rename_task(uow: UnitOfWork, kept: KeptTask, plan: Plan) -> None:
    # The work of signers added to a task goes with it.
    uow.session.execute(
        update(UserTask)
        .where(or_(UserTask.id == kept.id, UserTask.parent_task_id == kept.id))
        .values(
            definition_id=plan.to_id,
            activity_id=kept.activity_id,
            name=kept.name or kept.activity_id,
            name_en=kept.name_en or None,
            form_key=kept.form_key,
        )
    )
    for old, new in plan.mapping.items():
        uow.session.execute(
            update(UserTask)
            .where(UserTask.id == kept.id, UserTask.return_to == old)
            .values(return_to=new)
        )
