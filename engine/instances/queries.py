"""Reading and locking cases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.db import UnitOfWork
from engine.db.locking import LockedRow
from engine.instances.model import ActivityRow, ProcessInstance
from engine.kernel.errors import NotFound


def get_instance(session: Session, instance_id: str) -> ProcessInstance:
    """Return a case, without its state."""
    found = session.get(ProcessInstance, instance_id)
    if found is None:
        raise NotFound("process instance", instance_id)
    return found


def variables_of(session: Session, instance_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the variables of some cases, by case."""
    table = ProcessInstance.__table__
    statement = select(table.c.id, table.c.variables).where(table.c.id.in_(instance_ids))
    return {row.id: row.variables or {} for row in session.execute(statement)}


# What a move reads of a case. The driver unpacks each column of each answer in Python, so
# columns nobody asks for are a good part of the cost; what is left out is read when asked.
MOVED_COLUMNS = tuple(
    ProcessInstance.__table__.c[name]
    for name in (
        "id",
        "definition_id",
        "definition_key",
        "business_key",
        "title",
        "status",
        "org_id",
        "org_path",
        "starter_id",
        "priority",
        "started_at",
        "ended_at",
        "pauses",
        "variables",
        "audit_seq",
        "audit_hash",
        "revision",
        "has_incident",
        "state",
    )
)

_MOVED_NAMES = tuple(column.name for column in MOVED_COLUMNS)
# What a new due date reads of a case: all of this but the saved state, by far the largest.
_DATED_NAMES = (*(name for name in _MOVED_NAMES if name != "state"), "due_at")
_DATED_COLUMNS = tuple(ProcessInstance.__table__.c[name] for name in _DATED_NAMES)


def adopt_case(
    uow: UnitOfWork, values: Sequence[Any], names: Sequence[str] = _MOVED_NAMES
) -> ProcessInstance:
    """Return a locked case from the values of these columns."""
    case = uow.adopt(ProcessInstance, dict(zip(names, values, strict=True)))
    uow.adopt_chain(case.id, case.chain_head)
    return case


def lock_instance(uow: UnitOfWork, instance_id: str) -> ProcessInstance:
    """Return a case with its state, locked until the transaction ends."""
    uow.session.flush()
    found = _LOCKED.find(uow.connection, instance_id)
    if found is None:
        raise NotFound("process instance", instance_id)
    return adopt_case(uow, found)


def lock_instances(uow: UnitOfWork, instance_ids: Sequence[str]) -> list[ProcessInstance]:
    """Return cases without their state, locked in the order of their ids until the end."""
    uow.session.flush()
    statement = select(*_DATED_COLUMNS).where(_DATED_COLUMNS[0].in_(instance_ids))
    rows = uow.connection.execute(statement.order_by(_DATED_COLUMNS[0]).with_for_update())
    return [adopt_case(uow, row, _DATED_NAMES) for row in rows.all()]


_LOCKED = LockedRow(MOVED_COLUMNS, ProcessInstance.__table__, ProcessInstance.__table__.c.id)


def open_visits(session: Session, instance_id: str) -> list[ActivityRow]:
    """Return what a case is doing now: the visits of elements that have not ended."""
    found: dict[tuple[str | None, str], ActivityRow] = {}
    for row in trail(session, instance_id):
        if row.event == "entered":
            found[row.token, row.activity_id] = row
        else:
            found.pop((row.token, row.activity_id), None)
    return list(found.values())


def trail(session: Session, instance_id: str) -> list[ActivityRow]:
    """Return all that happened in a case, in order."""
    statement = (
        select(ActivityRow).where(ActivityRow.instance_id == instance_id).order_by(ActivityRow.seq)
    )
    return list(session.scalars(statement))
