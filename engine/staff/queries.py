"""Every question about units, people and their roles."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import Session, aliased

from engine.db.versions import Kept
from engine.kernel.errors import NotFound
from engine.staff.model import (
    ACTIVE,
    Deputy,
    NumberSeries,
    OrgUnit,
    Post,
    Role,
    RoleGrant,
    User,
    UserPost,
)
from engine.staff.rules import Directory, Grant, StandIn, Unit, group_name


def directory(session: Session) -> Directory:
    """Return the units and grants; costs no statement while nobody changes them."""
    return _DIRECTORY.of(session)


def get_unit(session: Session, org_id: str) -> OrgUnit:
    """Return a unit by its id."""
    unit = session.get(OrgUnit, org_id)
    if unit is None:
        raise NotFound("org_unit", org_id)
    return unit


def unit_by_code(session: Session, code: str) -> OrgUnit | None:
    """Return the unit with a code, if there is one."""
    return session.scalars(select(OrgUnit).where(OrgUnit.code == code)).first()


def subtree(session: Session, org_id: str) -> list[OrgUnit]:
    """Return a unit and all units below it, in the order of their paths."""
    path = get_unit(session, org_id).path
    statement = select(OrgUnit).where(OrgUnit.path.like(f"{path}%")).order_by(OrgUnit.path)
    return list(session.scalars(statement))


def all_units(session: Session) -> list[OrgUnit]:
    """Return the whole tree in the order of its paths."""
    return list(session.scalars(select(OrgUnit).order_by(OrgUnit.path)))


def get_user(session: Session, user_id: str) -> User:
    """Return somebody by id."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("user", user_id)
    return user


def user_by_username(session: Session, username: str) -> User | None:
    """Return the account with a name, if there is one; capitals do not matter."""
    return session.scalars(select(User).where(User.username == username.strip().lower())).first()


def users_by_ids(session: Session, user_ids: Iterable[str]) -> dict[str, User]:
    """Return people by their ids; unknown ids are left out."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    return {user.id: user for user in session.scalars(select(User).where(User.id.in_(wanted)))}


def users_named(session: Session, names: Iterable[str]) -> list[User]:
    """Return the people a diagram names, by account name or by id."""
    wanted = {name.strip() for name in names if name.strip()}
    if not wanted:
        return []
    accounts = {name.lower() for name in wanted}
    fits = or_(User.username.in_(accounts), User.id.in_(wanted))
    return list(session.scalars(select(User).where(fits).order_by(User.username)))


def users_of_unit(session: Session, path: str) -> list[User]:
    """Return everybody who works within a unit or below it, by name of account."""
    within = select(User).join(OrgUnit, OrgUnit.id == User.org_id)
    statement = within.where(OrgUnit.path.like(f"{path}%")).order_by(User.username)
    return list(session.scalars(statement))


def search_users(session: Session, text: str, scopes: Iterable[str], limit: int = 50) -> list[User]:
    """Return the active people within the scopes whose name or account contains the text."""
    within = or_(*(OrgUnit.path.like(f"{scope}%") for scope in scopes))
    statement = (
        select(User)
        .join(OrgUnit, OrgUnit.id == User.org_id)
        .where(User.status == ACTIVE, within)
        .where(or_(User.name.contains(text), User.username.contains(text.lower())))
        .order_by(User.username)
        .limit(limit)
    )
    return list(session.scalars(statement))


def holders(session: Session, role: str, org_id: str, now: datetime) -> list[User]:
    """Return the active people who hold a role at a unit."""
    return people_in_groups(session, [group_name(role, org_id)], now)


def people_in_groups(session: Session, groups: Iterable[str], now: datetime) -> list[User]:
    """Return the active people who belong to any of the groups `ROLE@<unit id>`."""
    pairs = [tuple(group.split("@", 1)) for group in groups if "@" in group]
    if not pairs:
        return []
    statement = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(tuple_(RoleGrant.role_code, RoleGrant.org_id).in_(pairs), User.status == ACTIVE)
        .where(_valid_at(now))
        .distinct()
        .order_by(User.username)
    )
    return list(session.scalars(statement))


def grants_of(session: Session, user_id: str) -> list[RoleGrant]:
    """Return all grants of somebody, past and future ones included."""
    statement = select(RoleGrant).where(RoleGrant.user_id == user_id)
    return list(session.scalars(statement.order_by(RoleGrant.role_code, RoleGrant.org_id)))


def valid_grants(session: Session, user_id: str, now: datetime) -> list[tuple[str, str, str]]:
    """Return role, unit id and unit path of each grant of somebody that counts now."""
    statement = (
        select(RoleGrant.role_code, RoleGrant.org_id, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleGrant.org_id)
        .where(RoleGrant.user_id == user_id, OrgUnit.status == ACTIVE, _valid_at(now))
    )
    return [(role, org_id, path) for role, org_id, path in session.execute(statement)]


def all_roles(session: Session) -> list[Role]:
    """Return all roles by code."""
    return list(session.scalars(select(Role).order_by(Role.code)))


def all_posts(session: Session) -> list[Post]:
    """Return all posts by code."""
    return list(session.scalars(select(Post).order_by(Post.code)))


def posts_of(session: Session, user_id: str) -> list[UserPost]:
    """Return the posts somebody holds, the primary one first."""
    statement = select(UserPost).where(UserPost.user_id == user_id)
    return list(session.scalars(statement.order_by(UserPost.is_primary.desc(), UserPost.id)))


def deputies_of(session: Session, principal_id: str, now: datetime) -> list[Deputy]:
    """Return who stands in for somebody at a moment."""
    statement = select(Deputy).where(Deputy.principal_id == principal_id, _standing_in(now))
    return list(session.scalars(statement.order_by(Deputy.id)))


def principals_of(session: Session, agent_id: str, now: datetime) -> list[Deputy]:
    """Return for whom somebody stands in at a moment."""
    statement = select(Deputy).where(Deputy.agent_id == agent_id, _standing_in(now))
    return list(session.scalars(statement.order_by(Deputy.id)))


def get_deputy(session: Session, deputy_id: str) -> Deputy:
    """Return an appointment of a deputy by its id."""
    found = session.get(Deputy, deputy_id)
    if found is None:
        raise NotFound("deputy", deputy_id)
    return found


def all_usernames(session: Session) -> list[str]:
    """Return the names of all accounts."""
    return list(session.scalars(select(User.username)))


def count_users(session: Session) -> int:
    """Return the number of accounts."""
    return session.scalar(select(func.count()).select_from(User)) or 0


def next_in_series(session: Session, prefix: str, place: str, day: date) -> int:
    """Count a series up and return where it stands; its row is locked from then on."""
    values = {"prefix": prefix, "territory": place, "day": day, "last": 1}
    bump: Any
    # One statement, so that two who open the same series at once cannot collide.
    if session.get_bind().dialect.name == "sqlite":
        bump = sqlite.insert(NumberSeries).values(values)
        more = {"last_number": NumberSeries.last + 1}
        bump = bump.on_conflict_do_update(["prefix", "territory", "day"], set_=more)
    else:
        bump = mysql.insert(NumberSeries).values(values)
        bump = bump.on_duplicate_key_update(last_number=NumberSeries.last + 1)
    session.execute(bump)
    here = (NumberSeries.prefix == prefix, NumberSeries.territory == place, NumberSeries.day == day)
    return session.scalars(select(NumberSeries.last).where(*here)).one()


def _valid_at(now: datetime) -> Any:
    begun = or_(RoleGrant.valid_from.is_(None), RoleGrant.valid_from <= now)
    return and_(begun, or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now))


def _standing_in(now: datetime) -> Any:
    return and_(Deputy.is_enabled, Deputy.valid_from <= now, Deputy.valid_to > now)


def _read_directory(session: Session) -> Directory:
    rows = session.execute(_plain_units())
    units = {row.id: Unit(**row._mapping) for row in rows}
    grants: dict[str, list[Grant]] = defaultdict(list)
    for row in session.execute(_plain_grants()):
        grants[group_name(row.role, row.org_id)].append(Grant(**row._mapping))
    stand_ins: dict[str, list[StandIn]] = defaultdict(list)
    for one in session.execute(_plain_deputies()):
        stand_ins[one.principal_id].append(
            StandIn(**{**one._mapping, "process_keys": tuple(one.process_keys or ())})
        )
    return Directory(
        units,
        {group: tuple(found) for group, found in grants.items()},
        {principal: tuple(found) for principal, found in stand_ins.items()},
    )


_DIRECTORY = Kept("staff", _read_directory)


@cache
def _plain_deputies() -> Select[*tuple[Any, ...]]:
    principal, agent = aliased(User), aliased(User)
    return (
        select(
            Deputy.principal_id,
            principal.name.label("principal_name"),
            Deputy.agent_id,
            agent.name.label("agent_name"),
            Deputy.process_keys,
            Deputy.valid_from,
            Deputy.valid_to,
        )
        .join(principal, principal.id == Deputy.principal_id)
        .join(agent, agent.id == Deputy.agent_id)
        .where(Deputy.is_enabled.is_(True), agent.status == ACTIVE)
        .order_by(Deputy.id)
    )


@cache
def _plain_units() -> Select[*tuple[Any, ...]]:
    return (
        select(
            OrgUnit.id,
            OrgUnit.code,
            OrgUnit.name,
            OrgUnit.name_en,
            OrgUnit.type,
            OrgUnit.parent_id,
            OrgUnit.path,
            OrgUnit.region,
            OrgUnit.leader_id,
        )
        .where(OrgUnit.status == ACTIVE)
        .order_by(OrgUnit.path)
    )


@cache
def _plain_grants() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RoleGrant.user_id,
            RoleGrant.role_code.label("role"),
            RoleGrant.org_id,
            RoleGrant.valid_from,
            RoleGrant.valid_to,
        )
        .join(User, User.id == RoleGrant.user_id)
        .where(User.status == ACTIVE)
        .order_by(User.username)
    )
