"""Phrases people put into their opinions."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, UtcDateTime

# Phrases everybody finds; more are somebody's own, or shared by a leader with his unit.
COMMON_PHRASES = {
    "zh": ("同意。", "请按程序办理。", "退回补充资料。"),
    "en": ("Agreed.", "Please proceed as prescribed.", "Sent back for further documents."),
}
UNIT = "unit:"


class Phrase(Base):
    """A phrase for opinions: somebody's own, or shared with a unit and all below it.

    A shared one has the owner `unit:<id of the unit>`.
    """

    __tablename__ = "phrase"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(64), index=True, default="")
    text: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
