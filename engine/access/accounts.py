"""What administrators do with accounts: temporary passwords, unlocking; and how one stands."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from engine.access import queries
from engine.access.events import AccountUnlocked
from engine.access.model import SignInGuard, UserSession
from engine.access.rules import Permission, privileges_of
from engine.access.service import STRONG, Passwords, set_password
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Forbidden
from engine.staff import queries as staff

# Without 0/O, 1/l/I: it is read out on the telephone.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


@dataclass(frozen=True)
class AccountState:
    """How an account stands: until when it is locked, where it is signed in."""

    has_password: bool
    must_change_password: bool
    locked_until: datetime | None
    sessions: tuple[UserSession, ...]


class HoldsMore(Forbidden):
    """The account belongs to somebody who is permitted more than the actor."""

    code = "holds_more"


def account_state(uow: UnitOfWork, user_id: str) -> AccountState:
    """Return how somebody's account stands."""
    user = staff.get_user(uow.session, user_id)
    guard = uow.session.get(SignInGuard, user.username)
    locked = guard.locked_until if guard is not None and guard.is_locked(uow.now) else None
    sessions = tuple(queries.open_sessions(uow.session, user_id))
    return AccountState(bool(user.password_hash), user.must_change_password, locked, sessions)


def give_temporary_password(
    uow: UnitOfWork, actor: Actor, user_id: str, passwords: Passwords = STRONG
) -> str:
    """Return a new password to be told once; its owner has to change it when he signs in.

    Nobody takes over the account of somebody who may do what he himself may not.
    """
    require_not_above(uow, actor, user_id)
    password = "-".join(
        "".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )
    set_password(uow, actor, user_id, password, passwords)
    staff.get_user(uow.session, user_id).must_change_password = True
    return password


def unlock_account(uow: UnitOfWork, actor: Actor, user_id: str) -> None:
    """Let somebody try to sign in again at once after too many failures."""
    user = staff.get_user(uow.session, user_id)
    require(actor, Permission.STAFF_EDIT, staff.get_unit(uow.session, user.org_id).path)
    guard = queries.guard_of(uow.session, user.username)
    if guard is not None:
        uow.session.delete(guard)
        uow.record(AccountUnlocked(user_id=user_id), actor)


def require_not_above(uow: UnitOfWork, actor: Actor, user_id: str) -> None:
    """Raise when somebody holds a permission beyond the business which the actor does not."""
    grants = staff.valid_grants(uow.session, user_id, uow.now)
    more = sorted(privileges_of(role for role, _, _ in grants) - actor.permissions)
    if more and not actor.is_system:
        raise HoldsMore(f"{user_id} holds {more[0]}", permission=more[0])
