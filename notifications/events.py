"""What can be said of notices afterwards."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskAnsweredByMail(Event):
    """Somebody answered a task through the link of a mail; the completion follows in the chain."""

    task_id: str
    instance_id: str
    activity_id: str
    task_name: str
    title: str
    business_key: str
    link_id: str
    decision: str
    way: str = "by mail link"


@dataclass(frozen=True, kw_only=True)
class NoticeProfileChanged(Event):
    """Somebody changed how he is told of things; which addresses is nobody else's business."""

    user_id: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class NoticeRuleChanged(Event):
    """An administrator changed the notices of a unit."""

    unit_id: str
    choices: dict[str, dict[str, str]]
    quiet: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class NoticeTextPublished(Event):
    """An administrator put an own version of a text into force."""

    template: str
    language: str
    version: int


@dataclass(frozen=True, kw_only=True)
class NoticeTextWithdrawn(Event):
    """An administrator went back to the text that came with GridFlow."""

    template: str
    language: str


@dataclass(frozen=True, kw_only=True)
class DeliveriesRetried(Event):
    """An administrator let texts be sent again."""

    deliveries: list[str]


@dataclass(frozen=True, kw_only=True)
class ChannelTested(Event):
    """An administrator sent himself a test."""

    channel: str
    delivery_id: str
