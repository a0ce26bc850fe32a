"""What can be said of cases afterwards."""

from dataclasses import dataclass
from typing import Any

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class InstanceEvent(Event):
    """A fact about one case."""

    instance_id: str
    definition_key: str
    business_key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class ProcessStarted(InstanceEvent):
    """A case began."""

    version: int
    starter_id: str


@dataclass(frozen=True, kw_only=True)
class ProcessEnded(InstanceEvent):
    """A case came to its end; `status` is completed, terminated or cancelled."""

    status: str
    reason: str
    starter_id: str


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(Event):
    """Something went wrong that needs a person."""

    incident_id: str
    instance_id: str | None
    business_key: str
    activity_id: str
    error_code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class IncidentSettled(Event):
    """A person settled an incident."""

    incident_id: str
    instance_id: str | None
    how: str


@dataclass(frozen=True, kw_only=True)
class VariableCorrected(Event):
    """An administrator changed variables of a running case."""

    instance_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True, kw_only=True)
class NoticeSent(InstanceEvent):
    """The diagram told somebody something; `receivers` are candidate keys or `customer`."""

    event: str
    receivers: tuple[str, ...]
    details: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CaseMigrated(Event):
    """A case was carried over to another version of its process."""

    instance_id: str
    from_id: str
    to_id: str
    to_version: int


@dataclass(frozen=True, kw_only=True)
class MigrationRefused(Event):
    """A case could not be carried over and stays with its version."""

    instance_id: str
    to_id: str
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event):
    """An administrator moved a token by hand, or made a finished case begin again."""

    instance_id: str
    from_token: str
    to_activity: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseVoided(Event):
    """An administrator declared a case void that had come to its end; its records stay."""

    instance_id: str
    former_status: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseSuspended(Event):
    """A case stopped where it is, or goes on again."""

    instance_id: str
    is_suspended: bool
    reason: str
