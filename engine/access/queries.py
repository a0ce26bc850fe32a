"""Questions about sessions, locks, and what somebody may do."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, literal, or_, select
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.orm import Session

from engine.access.model import AskingGuard, SignInGuard, UserSession
from engine.access.rules import permissions_of, reach_of, scopes_of
from engine.db import UtcDateTime
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.staff import queries as staff
from engine.staff.model import OrgUnit, User
from engine.staff.rules import group_name


def actor_for(session: Session, user_id: str, now: datetime) -> Actor:
    """Return somebody as an actor, with what the grants that count now permit."""
    row = session.execute(
        select(User, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == User.org_id)
        .where(User.id == user_id)
    ).first()
    if row is None or not row[0].is_active:
        raise NotFound("user", user_id)
    user, path = row
    grants = staff.valid_grants(session, user_id, now)
    return Actor(
        user_id=user.id,
        name=user.name,
        org_id=user.org_id,
        org_path=path,
        permissions=permissions_of(role for role, _, _ in grants),
        groups=frozenset(group_name(role, org_id) for role, org_id, _ in grants),
        scopes=scopes_of((role, unit_path) for role, _, unit_path in grants),
        reach=reach_of((role, unit_path) for role, _, unit_path in grants),
        language=user.language,
    )


def live_session(session: Session, key: str, now: datetime, idle: timedelta) -> UserSession | None:
    """Return the session with a key while it counts."""
    found = session.get(UserSession, key)
    return found if found is not None and found.is_live(now, idle) else None


def open_sessions(session: Session, user_id: str) -> list[UserSession]:
    """Return the sessions of somebody that nobody has ended."""
    statement = select(UserSession).where(UserSession.user_id == user_id)
    return list(session.scalars(statement.where(UserSession.ended_at.is_(None))))


def guard_of(session: Session, username: str) -> SignInGuard | None:
    """Return the guard of a name, locked until the transaction ends."""
    statement = select(SignInGuard).where(SignInGuard.username == username).with_for_update()
    return session.scalars(statement).first()


def opened_guard(session: Session, username: str, now: datetime) -> SignInGuard:
    """Return the guard of a name, locked; make it first when there is none."""
    values = {"username": username, "failed": 0, "failed_at": now}
    bump: Any
    # One statement, so that two first failures at once cannot collide.
    if session.get_bind().dialect.name == "sqlite":
        bump = sqlite.insert(SignInGuard).values(values)
        bump = bump.on_conflict_do_nothing(["username"])
    else:
        bump = mysql.insert(SignInGuard).values(values)
        bump = bump.on_duplicate_key_update(username=username)
    session.execute(bump)
    statement = select(SignInGuard).where(SignInGuard.username == username).with_for_update()
    return session.scalars(statement).one()


def times_asked(session: Session, subject: str, after: datetime) -> int:
    """Return how often somebody has asked in the span that began after a moment."""
    statement = select(AskingGuard.asked).where(
        AskingGuard.subject == subject, AskingGuard.since > after
    )
    return session.scalar(statement) or 0


def count_asking(session: Session, subject: str, now: datetime, after: datetime) -> int:
    """Count that somebody asks; return how often in the span that began after a moment.

    One statement, so that two who ask at once through two processes are both counted.
    """
    values = {"subject": subject, "asked": 1, "since": now}
    is_over = AskingGuard.since <= after
    # MariaDB sets the columns in this order: the count still sees when the span began.
    fresh = [
        ("asked", case((is_over, 1), else_=AskingGuard.asked + 1)),
        ("since", case((is_over, literal(now, UtcDateTime())), else_=AskingGuard.since)),
    ]
    bump: Any
    if session.get_bind().dialect.name == "sqlite":
        bump = sqlite.insert(AskingGuard).values(values)
        bump = bump.on_conflict_do_update(["subject"], set_=dict(fresh))
    else:
        bump = mysql.insert(AskingGuard).values(values).on_duplicate_key_update(fresh)
    session.execute(bump)
    return times_asked(session, subject, after)


def is_locked(session: Session, username: str, now: datetime) -> bool:
    """Tell whether a name is locked at a moment."""
    guard = session.get(SignInGuard, username)
    return guard is not None and guard.is_locked(now)


def forget_before(session: Session, moment: datetime) -> None:
    """Delete the guards and sessions that were last touched before a moment."""
    unlocked = or_(SignInGuard.locked_until.is_(None), SignInGuard.locked_until < moment)
    session.execute(delete(SignInGuard).where(SignInGuard.failed_at < moment, unlocked))
    session.execute(delete(UserSession).where(UserSession.last_seen_at < moment))
    session.execute(delete(AskingGuard).where(AskingGuard.since < moment))
