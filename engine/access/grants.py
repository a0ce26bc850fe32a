"""Granting roles with guard rails, and the answer to who may do what, and why."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.access.rules import EVERYBODY, ROLE_PERMISSIONS, ROLES, Permission, privileges_of
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from engine.staff import listing
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.staff.model import RoleGrant

COLUMNS = ("username", "role", "unit")


class NotYoursToGrant(Forbidden):
    """The role permits something the actor does not hold at this unit himself."""

    code = "not_yours_to_grant"


class GrantedAlready(Conflict):
    """The person holds the role at this unit."""

    code = "granted_already"


@dataclass(frozen=True)
class NewGrant:
    """A role to be granted to somebody at a unit, from one moment to another."""

    user_id: str
    role: str
    org_id: str
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True)
class Reason:
    """A permission somebody has, with the (role, unit id) pairs that give it; none: everybody."""

    permission: str
    grants: tuple[tuple[str, str], ...]


def grant(uow: UnitOfWork, actor: Actor, new: NewGrant) -> RoleGrant:
    """Grant a role within the actor's reach; never to himself, never more than he may give."""
    _check(new, uow.now)
    require_grantable(uow, actor, new.role, new.org_id)
    if new.user_id == actor.user_id:
        raise NotYoursToGrant("nobody grants himself a role", permission="")
    for one in staff.grants_of(uow.session, new.user_id):
        same = (one.role_code, one.org_id) == (new.role, new.org_id)
        if same and (one.valid_to is None or one.valid_to > uow.now):
            raise GrantedAlready(f"{new.user_id} holds {new.role} at {new.org_id}")
    return staff_service.grant_role(
        uow, actor, new.user_id, new.role, new.org_id,
        valid_from=new.valid_from, valid_to=new.valid_to,
    )  # fmt: skip


def revoke(uow: UnitOfWork, actor: Actor, grant_id: str) -> None:
    """Take a role away from somebody at once; what one may not grant one may not take."""
    found = listing.get_grant(uow.session, grant_id)
    if found is None:
        raise NotFound("grant", grant_id)
    require_grantable(uow, actor, found.role_code, found.org_id)
    staff_service.revoke_role(uow, actor, found.user_id, found.role_code, found.org_id)


def require_grantable(uow: UnitOfWork, actor: Actor, role: str, org_id: str) -> None:
    """Raise unless the actor may give and take a role at a unit."""
    require(actor, Permission.ROLE_GRANT, staff.get_unit(uow.session, org_id).path)
    missing = privileges_of([role]) - held_at(uow, actor, org_id)
    if missing and not actor.is_system:
        permission = sorted(missing)[0]
        raise NotYoursToGrant(f"{actor.user_id} lacks {permission}", permission=permission)


def grantable_roles(uow: UnitOfWork, actor: Actor, org_id: str) -> list[str]:
    """Return the roles the actor may give at a unit."""
    path = staff.get_unit(uow.session, org_id).path
    if not (actor.may(Permission.ROLE_GRANT) and actor.reaches(Permission.ROLE_GRANT, path)):
        return []
    held = held_at(uow, actor, org_id)
    return [role for role in ROLES if actor.is_system or privileges_of([role]) <= held]


def held_at(uow: UnitOfWork, actor: Actor, org_id: str) -> frozenset[str]:
    """Return the permissions the actor's roles at a unit and above it give."""
    above = {unit.id for unit in staff.directory(uow.session).chain(org_id)}
    roles = (group.split("@", 1) for group in actor.groups)
    found = {str(p) for role, at in roles if at in above for p in ROLE_PERMISSIONS.get(role, ())}
    return frozenset(found)


def reasons_of(uow: UnitOfWork, user_id: str) -> list[Reason]:
    """Return every permission of somebody with the grants that give it now."""
    given: dict[str, list[tuple[str, str]]] = {str(one): [] for one in EVERYBODY}
    for role, org_id, _ in staff.valid_grants(uow.session, user_id, uow.now):
        for permission in ROLE_PERMISSIONS.get(role, ()):
            given.setdefault(str(permission), []).append((role, org_id))
    return [Reason(name, tuple(sorted(given[name]))) for name in sorted(given)]


def read_grants(uow: UnitOfWork, text: str) -> list[tuple[int, NewGrant]]:
    """Return the grants of a file (username, role, unit) with the numbers of their lines.

    Raises `Invalid` with every line that names somebody or something unknown.
    """
    reader = csv.DictReader(text.splitlines())
    if [title.strip().lower() for title in reader.fieldnames or ()] != list(COLUMNS):
        names = ", ".join(COLUMNS)
        raise Invalid([{"field": "file", "code": "columns", "names": names, "message": names}])
    reader.fieldnames = list(COLUMNS)
    found, problems = [], []
    for row in reader:
        plain = {name: (row.get(name) or "").strip() for name in COLUMNS}
        user = staff.user_by_username(uow.session, plain["username"])
        unit = staff.unit_by_code(uow.session, plain["unit"])
        checks: Sequence[tuple[str, object]] = (
            ("username", user), ("role", plain["role"] in ROLES), ("unit", unit),
        )  # fmt: skip
        problems += [_problem(reader.line_num, name, plain) for name, ok in checks if not ok]
        if user is not None and unit is not None:
            found.append((reader.line_num, NewGrant(user.id, plain["role"], unit.id)))
    if problems:
        raise Invalid(problems)
    return found


def grant_all(uow: UnitOfWork, actor: Actor, new: Iterable[NewGrant]) -> int:
    """Grant all roles of a list that are not held yet; return how many there were."""
    count = 0
    for one in new:
        try:
            grant(uow, actor, one)
        except GrantedAlready:
            continue
        count += 1
    return count


def _problem(line: int, name: str, row: Mapping[str, str]) -> dict[str, object]:
    text = f"{row[name]} is not known"
    return {"field": name, "line": line, "code": "unknown", "message": text, "names": row[name]}


def _check(new: NewGrant, now: datetime) -> None:
    if new.role not in ROLES:
        raise Invalid([{"field": "role", "code": "unknown", "message": f"no role {new.role}"}])
    begin = new.valid_from or now
    if new.valid_to is not None and new.valid_to <= max(begin, now):
        raise Invalid([{"field": "valid_to", "code": "end_before_begin", "message": "too early"}])
