"""What is done with units, people, roles and deputies."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from engine.db import UnitOfWork
from engine.db.versions import renew_token
from engine.kernel.actor import Actor, require
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Conflict, Invalid
from engine.kernel.ids import new_id
from engine.staff import queries
from engine.staff.events import (
    DeputyAppointed,
    DeputyDismissed,
    OrgLeaderNamed,
    OrgUnitCreated,
    RoleGranted,
    RoleRevoked,
    UserChanged,
    UserCreated,
    UserStatusChanged,
)
from engine.staff.model import (
    ACTIVE,
    DISABLED,
    LEFT,
    Deputy,
    OrgUnit,
    RoleGrant,
    User,
)
from engine.staff.rules import (
    ADMINISTRATORS,
    EDIT,
    GRANT,
    REASSIGN,
    UnitType,
    business_number,
    last_of,
    territory,
)

# The day of a series that never starts anew.
ALWAYS = date(2000, 1, 1)


class UsernameTaken(Conflict):
    """Another account has this name."""

    code = "username_taken"


class LastAdministrator(Conflict):
    """Nobody else keeps the accounts or the roles of the company."""

    code = "last_administrator"


@dataclass(frozen=True)
class NewUnit:
    """What is known about a unit when it joins the tree; its code becomes its id."""

    code: str
    name: str
    type: str
    parent_id: str | None = None
    name_en: str = ""
    short_name: str = ""
    region: str = "URBAN"
    service_tel: str = ""


@dataclass(frozen=True)
class NewUser:
    """What is known about somebody when the account is made."""

    username: str
    name: str
    org_id: str
    name_en: str = ""
    phone: str = ""
    email: str = ""
    language: str = "zh"
    manager_id: str | None = None


def create_unit(uow: UnitOfWork, actor: Actor, new: NewUnit) -> OrgUnit:
    """Add a unit below its parent."""
    if new.type not in set(UnitType):
        raise Invalid([{"field": "type", "message": f"{new.type} is no type of unit"}])
    if queries.unit_by_code(uow.session, new.code):
        raise Conflict(f"unit {new.code} exists", kind="org_unit", code=new.code)
    above = queries.get_unit(uow.session, new.parent_id).path if new.parent_id else "/"
    require(actor, EDIT, above)
    values = {field.name: getattr(new, field.name) for field in fields(new)}
    unit = OrgUnit(id=new.code, path=f"{above}{new.code}/", status=ACTIVE, **values)
    uow.session.add(unit)
    _renew_version(uow)
    uow.record(
        OrgUnitCreated(org_id=unit.id, type=unit.type, parent_id=unit.parent_id or ""), actor
    )
    return unit


def name_leader(uow: UnitOfWork, actor: Actor, org_id: str, user_id: str) -> None:
    """Make somebody the leader of a unit."""
    unit = queries.get_unit(uow.session, org_id)
    require(actor, EDIT, unit.path)
    unit.leader_id = queries.get_user(uow.session, user_id).id
    _renew_version(uow)
    uow.record(OrgLeaderNamed(org_id=org_id, user_id=user_id), actor)


def create_user(uow: UnitOfWork, actor: Actor, new: NewUser) -> User:
    """Give somebody an account; without a password nobody can sign in with it."""
    require(actor, EDIT, queries.get_unit(uow.session, new.org_id).path)
    username = new.username.strip().lower()
    if not username or not new.name.strip():
        raise Invalid([{"field": "username", "message": "name and account name are needed"}])
    if queries.user_by_username(uow.session, username):
        raise UsernameTaken(username=username)
    values = {field.name: getattr(new, field.name) for field in fields(new)}
    values |= {"username": username, "manager_id": new.manager_id or None}
    user = User(id=new_id(), status=ACTIVE, created_at=uow.now, **values)
    uow.session.add(user)
    _renew_version(uow)
    uow.record(UserCreated(user_id=user.id, username=username, org_id=user.org_id), actor)
    return user


def change_user(uow: UnitOfWork, actor: Actor, user_id: str, changes: dict[str, str]) -> None:
    """Change somebody's particulars; language, phone and mail he may change himself."""
    own = {"language", "phone", "email"}
    user = queries.get_user(uow.session, user_id)
    if user_id != actor.user_id or set(changes) - own:
        require(actor, EDIT, queries.get_unit(uow.session, user.org_id).path)
    wrong = set(changes) - own - {"name", "name_en", "org_id", "manager_id"}
    if wrong:
        raise Invalid([{"field": name, "message": "cannot be changed"} for name in sorted(wrong)])
    if "org_id" in changes:
        require(actor, EDIT, queries.get_unit(uow.session, changes["org_id"]).path)
    for name, value in changes.items():
        setattr(user, name, value or None if name == "manager_id" else value)
    _renew_version(uow)
    uow.record(UserChanged(user_id=user_id, fields=sorted(changes)), actor)


def set_status(uow: UnitOfWork, actor: Actor, user_id: str, status: str) -> None:
    """Enable an account, disable it, or close it because its owner left."""
    user = queries.get_user(uow.session, user_id)
    require(actor, EDIT, queries.get_unit(uow.session, user.org_id).path)
    if status not in {ACTIVE, DISABLED, LEFT}:
        raise Invalid([{"field": "status", "message": f"{status} is no status"}])
    if status != ACTIVE:
        _require_other_administrator(uow, user_id, *ADMINISTRATORS)
    user.status = status
    _renew_version(uow)
    uow.record(UserStatusChanged(user_id=user_id, status=status), actor)


def grant_role(  # noqa: PLR0913 (a grant is these facts, and names keep them apart)
    uow: UnitOfWork,
    actor: Actor,
    user_id: str,
    role: str,
    org_id: str,
    *,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> RoleGrant:
    """Grant somebody a role at a unit within the actor's reach."""
    unit = queries.get_unit(uow.session, org_id)
    require(actor, GRANT, unit.path)
    queries.get_user(uow.session, user_id)
    grant = RoleGrant(
        id=new_id(),
        user_id=user_id,
        role_code=role,
        org_id=org_id,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=actor.name,
        granted_at=uow.now,
    )
    uow.session.add(grant)
    _renew_version(uow)
    uow.record(RoleGranted(user_id=user_id, role=role, org_id=org_id), actor)
    return grant


def revoke_role(uow: UnitOfWork, actor: Actor, user_id: str, role: str, org_id: str) -> None:
    """Take a role at a unit away from somebody."""
    require(actor, GRANT, queries.get_unit(uow.session, org_id).path)
    if role in ADMINISTRATORS and org_id == _root_id(uow):
        _require_other_administrator(uow, user_id, role)
    for grant in queries.grants_of(uow.session, user_id):
        if (grant.role_code, grant.org_id) == (role, org_id):
            uow.session.delete(grant)
    _renew_version(uow)
    uow.record(RoleRevoked(user_id=user_id, role=role, org_id=org_id), actor)


def appoint_deputy(uow: UnitOfWork, actor: Actor, deputy: Deputy) -> None:
    """Let somebody stand in for oneself, for people one leads, or whose account one keeps."""
    _require_over(uow, actor, deputy.principal_id)
    wrong = []
    if deputy.agent_id == deputy.principal_id:
        wrong.append(("agent_id", "oneself", "nobody stands in for himself"))
    elif not queries.get_user(uow.session, deputy.agent_id).is_active:
        wrong.append(("agent_id", "unknown_people", "the agent does not work here"))
    if deputy.valid_to <= deputy.valid_from:
        wrong.append(("valid_to", "order", "the end lies before the beginning"))
    elif deputy.valid_to <= uow.now:
        wrong.append(("valid_to", "past", "the end has passed already"))
    if wrong:
        raise Invalid([dict(zip(("field", "code", "message"), one, strict=True)) for one in wrong])
    uow.session.add(deputy)
    _renew_version(uow)
    uow.record(
        DeputyAppointed(
            deputy_id=deputy.id, principal_id=deputy.principal_id, agent_id=deputy.agent_id
        ),
        actor,
    )


def dismiss_deputy(uow: UnitOfWork, actor: Actor, deputy_id: str) -> None:
    """End the standing in of somebody at once; work that is with the agent stays there."""
    deputy = queries.get_deputy(uow.session, deputy_id)
    _require_over(uow, actor, deputy.principal_id)
    deputy.is_enabled = False
    _renew_version(uow)
    uow.record(
        DeputyDismissed(
            deputy_id=deputy.id, principal_id=deputy.principal_id, agent_id=deputy.agent_id
        ),
        actor,
    )


def _require_over(uow: UnitOfWork, actor: Actor, principal_id: str) -> None:
    """Raise unless somebody may say who stands in for a person."""
    principal = queries.get_user(uow.session, principal_id)
    if actor.user_id == principal.id:
        return
    path = queries.get_unit(uow.session, principal.org_id).path
    if not (actor.may(REASSIGN) and actor.sees(path)):
        require(actor, EDIT, path)


def take_number(uow: UnitOfWork, prefix: str, org_id: str, digits: int = 5) -> str:
    """Return the next business number of a unit's territory, such as `YK20261102200100001`.

    The series stays locked until the transaction ends, so no number is given twice
    and a number given to work that failed is given again.
    """
    unit = queries.directory(uow.session).units.get(org_id)
    place = territory(unit.code if unit else org_id)
    day = uow.now.astimezone(COMPANY_ZONE).date()
    number = queries.next_in_series(uow.session, prefix, place, day)
    return business_number(prefix, f"{day:%Y%m%d}", place, number, digits)


def take_account_number(uow: UnitOfWork, org_id: str) -> str:
    """Return the next account number of a territory: thirteen digits, no day in it."""
    unit = queries.directory(uow.session).units.get(org_id)
    place = territory(unit.code if unit else org_id)
    number = queries.next_in_series(uow.session, "ACCOUNT", place, ALWAYS)
    return business_number("", "", place, number, 9)


def take_yearly(uow: UnitOfWork, prefix: str, org_id: str, year: int) -> int:
    """Return the next number of a series that a unit counts per year."""
    return queries.next_in_series(uow.session, prefix, org_id, date(year, 1, 1))


def _require_other_administrator(uow: UnitOfWork, user_id: str, *roles: str) -> None:
    directory = queries.directory(uow.session)
    for role in roles:
        if last_of(directory, role, user_id, uow.now):
            raise LastAdministrator(f"{user_id} is the last {role}", role=role)


def _root_id(uow: UnitOfWork) -> str:
    root = queries.directory(uow.session).root()
    return root.id if root else ""


def _renew_version(uow: UnitOfWork) -> None:
    renew_token(uow.session, "staff")
