"""What can be said of approvals afterwards."""

from dataclasses import dataclass

from engine.kernel.events import Event
from engine.tasks.events import TaskEvent


@dataclass(frozen=True, kw_only=True)
class TaskReturned(TaskEvent):
    """Somebody sent the case back; `users` do it again, `gone` lost open work by it."""

    to_activity: str
    to_name: str
    users: tuple[str, ...]
    gone: tuple[str, ...]
    reason: str
    is_straight: bool


@dataclass(frozen=True, kw_only=True)
class TaskWithdrawn(TaskEvent):
    """Somebody took back what he had completed; `users` lost open work by it."""

    users: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(Event):
    """The starter cancelled his case; `users` had work with it."""

    instance_id: str
    business_key: str
    title: str
    users: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskDelegated(TaskEvent):
    """Somebody lent a task out for an opinion."""

    owner_id: str
    assignee_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskResolved(TaskEvent):
    """A lent task came back to its owner, with an opinion."""

    owner_id: str
    opinion: str


@dataclass(frozen=True, kw_only=True)
class SignersAdded(TaskEvent):
    """Somebody added signers before, after or beside himself."""

    position: str
    mode: str
    users: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignerRemoved(TaskEvent):
    """An added signer who had not acted was taken out again."""

    user_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskUrged(TaskEvent):
    """Somebody asked for haste."""

    remark: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CaseCirculated(Event):
    """A case was sent to people to read; `kind` is copy or circulate."""

    instance_id: str
    business_key: str
    title: str
    kind: str
    users: tuple[str, ...]
    remark: str


@dataclass(frozen=True, kw_only=True)
class CirculationAnswered(Event):
    """A reader wrote an opinion to a case he was sent."""

    instance_id: str
    business_key: str
    title: str
    sender_id: str
    reply: str


@dataclass(frozen=True, kw_only=True)
class CirculationWithdrawn(Event):
    """A case was taken back from a reader who had not read it."""

    instance_id: str
    user_id: str


@dataclass(frozen=True, kw_only=True)
class WorkHandedOver(Event):
    """All open work of somebody who leaves went to a colleague."""

    from_id: str
    to_id: str
    task_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class OpenWorkTakenOver(Event):
    """A deputy took over what was open already when he began."""

    deputy_id: str
    principal_id: str
    agent_id: str
    task_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskSigned(TaskEvent):
    """Somebody signed by hand; the signature is bound to the form data by their hash."""

    document_id: str
    form_hash: str
