"""The event log: every fact, append-only, each row bound to the one before it by a hash.

A *stream* is one chain: a process instance, or `"system"` for all that belongs to none.
The head of an instance's chain lives in the instance's own row, which a move locks and
writes anyway; the other heads live in `audit_head`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db.base import Base, Id, JsonText, UtcDateTime

GENESIS = "0" * 64


class EventRow(Base):
    """One fact of the event log."""

    __tablename__ = "event_log"
    __table_args__ = (Index("ix_event_log_stream_seq", "stream", "seq", unique=True),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    stream: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(100))
    facts: Mapped[Any] = mapped_column(JsonText)
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last link of a chain that no other row carries."""

    __tablename__ = "audit_head"

    stream: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class AuditSeal(Base):
    """A digest over all rows of a span of the log, chained to the seal before it."""

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_id: Mapped[str] = mapped_column(Id)
    last_id: Mapped[str] = mapped_column(Id)
    rows: Mapped[int] = mapped_column("row_count", BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class ChainHead:
    """The last link of a chain."""

    seq: int = 0
    hash: str = GENESIS


def link_hash(previous: str, row: dict[str, Any]) -> str:
    """Return the hash that binds a row's values to the row before it."""
    values = [
        row["stream"],
        row["seq"],
        row["name"],
        row["at"].isoformat(),
        row["actor_id"],
        row["actor_name"],
        row["facts"],
    ]
    body = orjson.dumps(values, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(previous.encode() + body).hexdigest()
