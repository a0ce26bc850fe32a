"""Signed-in sessions, and the guards against guessing and against asking too often."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.access.rules import LOCK_AFTER, LOCK_FOR
from engine.db import Base, UtcDateTime


class UserSession(Base):
    """One sign-in on one device; the key is the digest of the secret in the cookie."""

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_user_id_ended_at", "user_id", "ended_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    def is_live(self, now: datetime, idle: timedelta) -> bool:
        """Tell whether the session still counts."""
        return self.ended_at is None and now - self.last_seen_at < idle


class SignInGuard(Base):
    """Failures to sign in under a name, counted whether or not such an account exists."""

    __tablename__ = "sign_in_guard"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    failed: Mapped[int] = mapped_column(Integer, default=0)
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_locked(self, now: datetime) -> bool:
        """Tell whether the name is locked at a moment."""
        return self.locked_until is not None and now < self.locked_until

    def count_failure(self, now: datetime) -> bool:
        """Count one failure; tell whether it locks the name."""
        stale = self.failed_at is not None and now - self.failed_at >= LOCK_FOR
        self.failed = 1 if stale else (self.failed or 0) + 1
        self.failed_at = now
        locks = self.failed >= LOCK_AFTER
        if locks:
            self.failed, self.locked_until = 0, now + LOCK_FOR
        return locks


class AskingGuard(Base):
    """How often somebody without an account has asked for one thing lately, by his address."""

    __tablename__ = "asking_guard"

    subject: Mapped[str] = mapped_column(String(100), primary_key=True)
    asked: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
