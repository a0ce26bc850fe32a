"""A service order: what somebody told the hotline, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Flag, Id, JsonText, Name, UtcDateTime
from engine.kernel.errors import Conflict

OPEN = "OPEN"
REPLIED = "REPLIED"
CLOSED = "CLOSED"


class OrderClosed(Conflict):
    """The service order is closed."""

    code = "order_closed"


class ServiceOrder(Base):
    """What a caller said; `place` is the account, or the telephone of one without account.

    `home_org_id` is the station that supplies the caller, as far as it is known.
    """

    __tablename__ = "service_order"
    __table_args__ = (
        Index("ix_service_order_place_category_created_at", "place", "category", "created_at"),
        Index("ix_service_order_crew_group_status", "crew_group", "status"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(60), default="")
    caller_name: Mapped[str] = mapped_column(Name, default="")
    caller_phone: Mapped[str] = mapped_column(String(40), default="")
    account_no: Mapped[str] = mapped_column(String(20), default="")
    place: Mapped[str] = mapped_column(String(60), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    is_secret: Mapped[bool] = mapped_column(Flag, default=False)
    status: Mapped[str] = mapped_column(String(12), default=OPEN)
    repeat_no: Mapped[int] = mapped_column(Integer, default=0)
    home_org_id: Mapped[str] = mapped_column(Id, default="")
    crew_group: Mapped[str] = mapped_column(String(80), default="")
    dispatches: Mapped[Any] = mapped_column(JsonText, default=list)
    outage_no: Mapped[str] = mapped_column(String(32), default="")
    reply_text: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_satisfied: Mapped[bool | None] = mapped_column(Flag)
    conclusion: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Tell whether something still has to be done."""
        return self.status != CLOSED

    def close(self, conclusion: str, now: datetime) -> None:
        """Close the order; closing it twice changes nothing."""
        if self.is_open:
            self.status, self.conclusion, self.closed_at = CLOSED, conclusion, now

    def require_open(self) -> None:
        """Raise when the order is closed."""
        if not self.is_open:
            raise OrderClosed(f"{self.number} is closed", number=self.number)
