"""What is told: a fact as it was recorded, and a notice as it is addressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# The one of an audience who has no account.
CUSTOMER = "customer"
# A light or level of supervision that is told at any hour.
RED = frozenset({"red", "RED", "红", "红色"})


@dataclass(frozen=True)
class Fact:
    """A row of the event log, as a route reads it."""

    id: str
    name: str
    at: datetime
    actor_id: str
    actor_name: str
    data: Mapping[str, Any]

    def moment(self, name: str) -> datetime | None:
        """Return a moment among the facts."""
        value = self.data.get(name)
        return datetime.fromisoformat(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Notice:
    """Something to be told: to whom (candidate keys, or the customer), and in which words.

    `mail_to_groups` says whether a whole group is mailed, or only finds it in the message
    centre; somebody who is named himself is always mailed.
    """

    template: str
    audience: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    instance_id: str | None = None
    task_id: str | None = None
    is_urgent: bool = False
    mail_to_groups: bool = True
    customer_task: str = ""

    @property
    def is_emergency(self) -> bool:
        """Tell whether it is told at any hour: faults and safety, and what is red."""
        said = (str(self.values.get(name, "")) for name in ("level", "colour"))
        return self.is_urgent or any(word in RED for word in said)
