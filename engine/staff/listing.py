"""Lists of people and grants, page by page, for those who administer them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.staff.model import ACTIVE, OrgUnit, Post, RoleGrant, User, UserPost

PAGE_SIZE = 30


@dataclass(frozen=True)
class PeopleFilter:
    """Which people are looked for; `path` is the unit they work at or below."""

    text: str = ""
    path: str = "/"
    status: str = ""
    role: str = ""
    page: int = 1
    size: int = PAGE_SIZE


def people(session: Session, wanted: PeopleFilter, now: datetime) -> tuple[Sequence[User], bool]:
    """Return a page of people by name of account, and whether more follow."""
    statement = _people(wanted, now).order_by(User.username)
    statement = statement.offset((wanted.page - 1) * wanted.size).limit(wanted.size + 1)
    rows = list(session.scalars(statement))
    return rows[: wanted.size], len(rows) > wanted.size


def count_people(session: Session, wanted: PeopleFilter, now: datetime) -> int:
    """Return how many people a filter finds."""
    found = _people(wanted, now).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def grants(
    session: Session, path: str, role: str = "", limit: int = 1000
) -> Sequence[Row[RoleGrant, User, OrgUnit]]:
    """Return the grants at a unit and below it with who holds them where, by role."""
    statement = (
        select(RoleGrant, User, OrgUnit)
        .join(User, User.id == RoleGrant.user_id)
        .join(OrgUnit, OrgUnit.id == RoleGrant.org_id)
        .where(OrgUnit.path.like(f"{path}%"))
        .order_by(RoleGrant.role_code, OrgUnit.path, User.username)
        .limit(limit)
    )
    if role:
        statement = statement.where(RoleGrant.role_code == role)
    return session.execute(statement).all()


def get_grant(session: Session, grant_id: str) -> RoleGrant | None:
    """Return a grant by its id, if it is still there."""
    return session.get(RoleGrant, grant_id)


def primary_posts(session: Session, user_ids: Iterable[str]) -> dict[str, Post]:
    """Return the primary post of each of some people."""
    statement = (
        select(UserPost.user_id, Post)
        .join(Post, Post.code == UserPost.post_code)
        .where(UserPost.user_id.in_(list(user_ids)), UserPost.is_primary)
    )
    return dict(session.execute(statement).all())


def people_per_unit(session: Session) -> dict[str, int]:
    """Return how many active people work directly at each unit."""
    statement = select(User.org_id, func.count()).where(User.status == ACTIVE)
    return dict(session.execute(statement.group_by(User.org_id)).all())


def _people(wanted: PeopleFilter, now: datetime) -> Select[Any]:
    statement = select(User).join(OrgUnit, OrgUnit.id == User.org_id)
    statement = statement.where(OrgUnit.path.like(f"{wanted.path}%"))
    if wanted.status:
        statement = statement.where(User.status == wanted.status)
    if wanted.text:
        low = wanted.text.lower()
        statement = statement.where(
            or_(
                User.name.contains(wanted.text, autoescape=True),
                func.lower(User.name_en).contains(low, autoescape=True),
                User.username.contains(low, autoescape=True),
                User.phone.contains(wanted.text, autoescape=True),
            )
        )
    if wanted.role:
        begun = or_(RoleGrant.valid_from.is_(None), RoleGrant.valid_from <= now)
        lasting = or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > now)
        held = select(RoleGrant.user_id).where(
            and_(RoleGrant.role_code == wanted.role, begun, lasting)
        )
        statement = statement.where(User.id.in_(held))
    return statement
