"""A named filter of somebody's inbox, perhaps shared with a group."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, JsonText, UtcDateTime
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict, Forbidden
from engine.tasks.rules import InboxFilter


class FilterNameTaken(Conflict):
    """The owner has another filter of this name."""

    code = "filter_name_taken"


class TooManyFilters(Conflict):
    """The owner keeps as many filters as anybody may."""

    code = "too_many_filters"


class TaskFilter(Base):
    """What somebody wants to see of an inbox again.

    `shared_with` is a group `ROLE@<unit id>` whose people see it in their inboxes too; each
    sees his own tasks through it, never the owner's.
    """

    __tablename__ = "task_filter"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(64))
    owner_name: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(40))
    view: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(100), default="")
    definition_key: Mapped[str] = mapped_column(String(100), default="")
    light: Mapped[str] = mapped_column(String(10), default="")
    sort: Mapped[str] = mapped_column(String(120), default="due")
    columns: Mapped[Any] = mapped_column(JsonText, nullable=True)
    shared_with: Mapped[str | None] = mapped_column(String(120), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def wanted(self) -> InboxFilter:
        """Return the filter as the inbox takes it."""
        chosen = (self.view, self.text, self.definition_key, self.light, self.sort)
        return InboxFilter(*chosen, columns=tuple(self.columns or ()))

    def is_like(self, wanted: InboxFilter) -> bool:
        """Tell whether it shows the same, whatever the page."""
        shown = (wanted.view, wanted.text, wanted.definition_key, wanted.light, wanted.sort)
        return (self.view, self.text, self.definition_key, self.light, self.sort) == shown

    def is_visible_to(self, actor: Actor) -> bool:
        """Tell whether somebody finds it in his inbox."""
        return self.owner_id == actor.user_id or self.shared_with in actor.groups

    def require_owner(self, actor: Actor) -> None:
        """Raise unless it is the actor's own."""
        if self.owner_id != actor.user_id:
            raise Forbidden(f"{actor.user_id} does not own the filter {self.id}")


class FilterSubscription(Base):
    """Somebody's wish to find a filter's tasks in his digest."""

    __tablename__ = "filter_subscription"

    user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    filter_id: Mapped[str] = mapped_column(Id, primary_key=True, index=True)


class InboxColumns(Base):
    """The columns of business data somebody wants to see in his inbox."""

    __tablename__ = "inbox_columns"

    user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    names: Mapped[Any] = mapped_column(JsonText)
