"""What is done with units after they have joined the tree: changing, moving, closing."""

from collections.abc import Mapping

from sqlalchemy import String, func, literal, select, update

from engine.db import Base, UnitOfWork
from engine.db.versions import renew_token
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Invalid
from engine.staff import queries
from engine.staff.events import OrgUnitChanged, OrgUnitMoved, OrgUnitStatusChanged
from engine.staff.model import ACTIVE, DISABLED, OrgUnit, RoleGrant, User
from engine.staff.rules import EDIT, REGIONS, UnitType

FIELDS = ("name", "name_en", "short_name", "type", "region", "service_tel", "leader_id")


class UnitInUse(Conflict):
    """People work at the unit, hold roles at it, or units stand below it."""

    code = "unit_in_use"


def change_unit(uow: UnitOfWork, actor: Actor, org_id: str, changes: Mapping[str, str]) -> None:
    """Change a unit's particulars: names, type, region, telephone, leader."""
    unit = queries.get_unit(uow.session, org_id)
    require(actor, EDIT, unit.path)
    _check(changes)
    if changes.get("leader_id"):
        queries.get_user(uow.session, changes["leader_id"])
    changed = [name for name, value in changes.items() if (getattr(unit, name) or "") != value]
    for name in changed:
        setattr(unit, name, changes[name] or None if name == "leader_id" else changes[name])
    if changed:
        renew_token(uow.session, "staff")
        uow.record(OrgUnitChanged(org_id=org_id, fields=sorted(changed)), actor)


def move_unit(uow: UnitOfWork, actor: Actor, org_id: str, parent_id: str) -> None:
    """Put a unit, with everything below it, under another one.

    Every row that keeps the path of its unit (cases, tasks, …) moves along: whoever oversees
    the new parent sees them from now on.
    """
    unit, above = queries.get_unit(uow.session, org_id), queries.get_unit(uow.session, parent_id)
    if unit.parent_id == parent_id:
        return
    require(actor, EDIT, unit.path)
    require(actor, EDIT, above.path)
    if unit.parent_id is None or above.path.startswith(unit.path):
        problem = {"field": "parent_id", "code": "below_itself", "message": "not below itself"}
        raise Invalid([problem])
    former, old = unit.parent_id, unit.path
    uow.session.flush()
    _move_paths(uow, old, f"{above.path}{unit.id}/")
    uow.session.refresh(unit)
    unit.parent_id = parent_id
    renew_token(uow.session, "staff")
    fact = OrgUnitMoved(org_id=org_id, former_parent_id=former, parent_id=parent_id)
    uow.record(fact, actor)


def set_unit_status(uow: UnitOfWork, actor: Actor, org_id: str, status: str) -> None:
    """Close a unit nobody needs any more, or open it again."""
    unit = queries.get_unit(uow.session, org_id)
    require(actor, EDIT, unit.path)
    if status not in (ACTIVE, DISABLED):
        raise Invalid([{"field": "status", "code": "unknown", "message": f"no status {status}"}])
    if status == DISABLED:
        _require_unused(uow, unit)
    unit.status = status
    renew_token(uow.session, "staff")
    uow.record(OrgUnitStatusChanged(org_id=org_id, status=status), actor)


def _check(changes: Mapping[str, str]) -> None:
    problems = [
        {"field": name, "code": "unknown", "message": "cannot be changed"}
        for name in changes
        if name not in FIELDS
    ]
    if not changes.get("name", "x").strip():
        problems.append({"field": "name", "code": "required", "message": "a name is needed"})
    known: dict[str, set[str]] = {"type": set(UnitType), "region": set(REGIONS)}
    for name, values in known.items():
        if name in changes and changes[name] not in values:
            problems.append({"field": name, "code": "unknown", "message": "not known"})
    if problems:
        raise Invalid(problems)


def _move_paths(uow: UnitOfWork, old: str, new: str) -> None:
    # Whatever table keeps a unit's path, of whichever module, has to follow.
    tables = Base.metadata.sorted_tables
    columns = [table.c.org_path for table in tables if "org_path" in table.c]
    for column in (Base.metadata.tables["org_unit"].c.path, *columns):
        moved = literal(new, String) + func.substr(column, len(old) + 1, type_=String)
        statement = update(column.table).where(column.like(f"{old}%")).values({column: moved})
        uow.session.execute(statement)


def _require_unused(uow: UnitOfWork, unit: OrgUnit) -> None:
    here = {
        "units": select(OrgUnit).where(OrgUnit.parent_id == unit.id, OrgUnit.status == ACTIVE),
        "people": select(User).where(User.org_id == unit.id, User.status == ACTIVE),
        "roles": select(RoleGrant).where(
            RoleGrant.org_id == unit.id,
            RoleGrant.valid_to.is_(None) | (RoleGrant.valid_to > uow.now),
        ),
    }
    counts = {
        name: uow.session.scalar(select(func.count()).select_from(found.subquery())) or 0
        for name, found in here.items()
    }
    if any(counts.values()) or unit.parent_id is None:
        raise UnitInUse(f"{unit.code} is in use", **counts)
