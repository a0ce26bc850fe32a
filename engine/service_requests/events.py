"""Facts about applications for supply."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationRegistered(Event):
    """A customer applied for supply."""

    instance_id: str
    application_id: str
    number: str
    org_id: str


@dataclass(frozen=True, kw_only=True)
class ApplicationClosed(Event):
    """An application came to its end."""

    instance_id: str
    application_id: str
    number: str
    status: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanReplied(Event):
    """A version of the supply plan was recorded."""

    instance_id: str
    application_id: str
    version: int


@dataclass(frozen=True, kw_only=True)
class FeeFixed(Event):
    """What the applicant has to pay was fixed."""

    instance_id: str
    application_id: str
    amount: str
