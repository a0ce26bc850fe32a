"""An invitation to rate a case, and the rating."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Id, UtcDateTime

INVITED = "INVITED"
RATED = "RATED"
SILENT = "SILENT"


class Survey(Base):
    """One customer asked about one case."""

    __tablename__ = "survey"
    __table_args__ = (Index("ix_survey_org_path_invited_at", "org_path", "invited_at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    instance_id: Mapped[str] = mapped_column(Id, index=True)
    event: Mapped[str] = mapped_column(String(40), default="")
    case_no: Mapped[str] = mapped_column(String(64), index=True)
    org_id: Mapped[str] = mapped_column(Id)
    org_path: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(8), default=INVITED)
    score: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text, default="")
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
