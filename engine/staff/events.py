"""Facts about units, people and their roles."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class OrgUnitCreated(Event):
    """A unit joined the organisation tree."""

    org_id: str
    type: str
    parent_id: str


@dataclass(frozen=True, kw_only=True)
class OrgLeaderNamed(Event):
    """A unit got a leader."""

    org_id: str
    user_id: str


@dataclass(frozen=True, kw_only=True)
class UserCreated(Event):
    """Somebody got an account."""

    user_id: str
    username: str
    org_id: str


@dataclass(frozen=True, kw_only=True)
class UserChanged(Event):
    """Somebody's particulars were changed; the names of the fields, never the values."""

    user_id: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class UserStatusChanged(Event):
    """An account was enabled, disabled, or closed because its owner left."""

    user_id: str
    status: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """Somebody was granted a role at a unit."""

    user_id: str
    role: str
    org_id: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """Somebody lost a role at a unit."""

    user_id: str
    role: str
    org_id: str


@dataclass(frozen=True, kw_only=True)
class DeputyAppointed(Event):
    """Somebody will stand in for a colleague."""

    deputy_id: str
    principal_id: str
    agent_id: str


@dataclass(frozen=True, kw_only=True)
class DeputyDismissed(Event):
    """Somebody no longer stands in for a colleague."""

    deputy_id: str
    principal_id: str
    agent_id: str


@dataclass(frozen=True, kw_only=True)
class OrgUnitChanged(Event):
    """A unit's particulars were changed; the names of the fields, never the values."""

    org_id: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class OrgUnitMoved(Event):
    """A unit came under another one, with everything below it."""

    org_id: str
    former_parent_id: str
    parent_id: str


@dataclass(frozen=True, kw_only=True)
class OrgUnitStatusChanged(Event):
    """A unit was closed, or opened again."""

    org_id: str
    status: str


@dataclass(frozen=True, kw_only=True)
class PostGiven(Event):
    """Somebody got a post at a unit, or lost it (`post` is empty)."""

    user_id: str
    post: str
    org_id: str
