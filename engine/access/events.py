"""Facts about signing in."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in."""

    user_id: str
    address: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """Somebody's session ended; `reason` says by whom or why."""

    user_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    """Somebody tried to sign in and could not."""

    username: str
    address: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountLocked(Event):
    """A name was locked for a while after too many failures."""

    username: str
    address: str
    until: str


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    """Somebody's password was set."""

    user_id: str


@dataclass(frozen=True, kw_only=True)
class AccountUnlocked(Event):
    """An administrator let somebody try to sign in again."""

    user_id: str
