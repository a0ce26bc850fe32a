"""Signing in and out, passwords, sessions, and the first administrator."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.access import queries
from engine.access.events import AccountLocked, PasswordSet, SignedIn, SignedOut, SignInFailed
from engine.access.model import SignInGuard, UserSession
from engine.access.passwords import PASSWORD_PROBLEMS, password_problems
from engine.access.rules import ROLES, Permission
from engine.db import UnitOfWork
from engine.kernel.actor import SYSTEM, Actor, require
from engine.kernel.errors import Conflict, Invalid
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.staff.model import Role, User
from engine.staff.rules import UnitType

# A session's row is touched once a minute at most, not with every click.
TOUCH_EVERY = timedelta(minutes=1)
FIRST_ADMIN_ROLES = ("SYS_ADMIN", "SEC_ADMIN", "PROCESS_ADMIN", "BPM_ANALYST")


class Passwords:
    """Turns passwords into argon2id hashes, and compares them in equal time."""

    def __init__(self, time_cost: int = 2, memory_kib: int = 19456, parallelism: int = 1) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, parallelism)

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        return self._hasher.hash(password)

    def matches(self, stored: str, password: str) -> bool:
        """Tell whether a password is the stored one; no stored one takes as long."""
        try:
            return self._hasher.verify(stored or self._nobodys, password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a hash was made with other parameters."""
        return self._hasher.check_needs_rehash(stored)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))


STRONG = Passwords()


@dataclass(frozen=True)
class SignIn:
    """How an attempt to sign in ended: `signed_in`, `wrong_credentials` or `account_locked`."""

    code: str
    user_id: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether somebody is signed in now."""
        return self.code == "signed_in"


def authenticate(
    uow: UnitOfWork, username: str, password: str, address: str, passwords: Passwords = STRONG
) -> SignIn:
    """Check a name and a password; the caller commits also when they are wrong.

    Unknown names take as long, are counted and are locked like known ones, so that an
    answer never tells which accounts exist.
    """
    name = username.strip().lower()[:64]
    user = staff.user_by_username(uow.session, name)
    right = passwords.matches(user.password_hash if user else "", password)
    guard = queries.guard_of(uow.session, name)
    if guard is not None and guard.is_locked(uow.now):
        return _refuse(uow, name, address, "account_locked")
    if user is None or not right or not user.is_active:
        return _fail(uow, guard, name, address)
    if guard is not None:
        uow.session.delete(guard)
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash(password)
    uow.record(SignedIn(user_id=user.id, address=address), _as_actor(user))
    return SignIn("signed_in", user.id)


def open_session(uow: UnitOfWork, user_id: str, address: str, agent: str) -> str:
    """Open a session for somebody who signed in; return the secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    uow.session.add(
        UserSession(
            id=session_key(secret),
            user_id=user_id,
            created_at=uow.now,
            last_seen_at=uow.now,
            address=address[:64],
            agent=agent[:200],
        )
    )
    return secret


def session_key(secret: str) -> str:
    """Return the key a session is stored under; the secret itself is stored nowhere."""
    return hashlib.sha256(secret.encode()).hexdigest()


def needs_touch(found: UserSession, uow: UnitOfWork) -> bool:
    """Tell whether a session was last marked as used long enough ago."""
    return uow.now - found.last_seen_at >= TOUCH_EVERY


def touch_session(uow: UnitOfWork, secret: str, idle: timedelta) -> bool:
    """Mark a session as used now; tell whether it still counts."""
    found = queries.live_session(uow.session, session_key(secret), uow.now, idle)
    if found is not None and needs_touch(found, uow):
        found.last_seen_at = uow.now
    return found is not None


def end_session(uow: UnitOfWork, actor: Actor, secret: str) -> None:
    """Sign out."""
    found = uow.session.get(UserSession, session_key(secret))
    if found is not None and found.ended_at is None:
        found.ended_at = uow.now
        uow.record(SignedOut(user_id=found.user_id, reason="signed_out"), actor)


def end_sessions_of(uow: UnitOfWork, actor: Actor, user_id: str, reason: str) -> int:
    """End all sessions of somebody; return how many there were."""
    if actor.user_id != user_id:
        require(actor, Permission.SESSION_END, _path_of(uow, user_id))
    found = queries.open_sessions(uow.session, user_id)
    for session in found:
        session.ended_at = uow.now
    if found:
        uow.record(SignedOut(user_id=user_id, reason=reason), actor)
    return len(found)


def set_password(
    uow: UnitOfWork, actor: Actor, user_id: str, password: str, passwords: Passwords = STRONG
) -> None:
    """Set somebody's password and end the sessions opened with the old one."""
    if actor.user_id != user_id:
        require(actor, Permission.STAFF_EDIT, _path_of(uow, user_id))
    user = staff.get_user(uow.session, user_id)
    problems = password_problems(password, user.username)
    if problems:
        raise Invalid([_password_problem(code) for code in problems])
    if actor.user_id == user_id and user.must_change_password:
        _require_another(user, password, passwords)
    user.must_change_password = False
    user.password_hash = passwords.hash(password)
    user.password_set_at = uow.now
    for session in queries.open_sessions(uow.session, user_id):
        session.ended_at = uow.now
    uow.record(PasswordSet(user_id=user_id), actor)


def _password_problem(code: str) -> dict[str, str]:
    chinese, english = PASSWORD_PROBLEMS[code]
    return {"field": "password", "code": code, "message": chinese, "message_en": english}


def _require_another(user: User, password: str, passwords: Passwords) -> None:
    if passwords.matches(user.password_hash, password):
        raise Invalid([{"field": "password", "code": "same_password", "message": "the same"}])


def _path_of(uow: UnitOfWork, user_id: str) -> str:
    return staff.get_unit(uow.session, staff.get_user(uow.session, user_id).org_id).path


def define_roles(uow: UnitOfWork, actor: Actor = SYSTEM) -> None:
    """Make sure that every role the program knows exists, under its present names."""
    require(actor, Permission.ROLE_GRANT)
    known = {role.code: role for role in staff.all_roles(uow.session)}
    for code, (name, name_en) in ROLES.items():
        role = known.get(code) or Role(code=code)
        role.name, role.name_en = name, name_en
        uow.session.add(role)
    uow.session.flush()


def create_first_admin(
    uow: UnitOfWork, username: str, password: str, company: str, passwords: Passwords = STRONG
) -> str:
    """Make the headquarters and the first administrator of an empty installation."""
    if staff.count_users(uow.session):
        raise Conflict("there are accounts already", kind="user")
    define_roles(uow)
    root = staff.directory(uow.session).root()
    if root is None:
        new_unit = staff_service.NewUnit(code="10", name=company, type=UnitType.GROUP)
        org_id = staff_service.create_unit(uow, SYSTEM, new_unit).id
    else:
        org_id = root.id
    new = staff_service.NewUser(username=username, name=username, org_id=org_id)
    user = staff_service.create_user(uow, SYSTEM, new)
    set_password(uow, SYSTEM, user.id, password, passwords)
    for role in FIRST_ADMIN_ROLES:
        staff_service.grant_role(uow, SYSTEM, user.id, role, org_id)
    return user.id


def _fail(uow: UnitOfWork, guard: SignInGuard | None, name: str, address: str) -> SignIn:
    guard = guard or queries.opened_guard(uow.session, name, uow.now)
    if guard.count_failure(uow.now) and guard.locked_until:
        until = guard.locked_until.isoformat()
        uow.record(AccountLocked(username=name, address=address, until=until), SYSTEM)
    return _refuse(uow, name, address, "wrong_credentials")


def _refuse(uow: UnitOfWork, name: str, address: str, code: str) -> SignIn:
    uow.record(SignInFailed(username=name, address=address, reason=code), SYSTEM)
    return SignIn(code)


def _as_actor(user: User) -> Actor:
    return Actor(user_id=user.id, name=user.name, org_id=user.org_id)
