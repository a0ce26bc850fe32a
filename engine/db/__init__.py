"""The database: base class, column types, unit of work, event log, outbox, migrations."""

from engine.db.base import (
    BY_KEY,
    Base,
    Flag,
    Id,
    JsonText,
    LongBytes,
    LongText,
    Name,
    UtcDateTime,
    filled_index,
)
from engine.db.database import Database
from engine.db.unit_of_work import UnitOfWork

__all__ = [
    "BY_KEY",
    "Base",
    "Database",
    "Flag",
    "Id",
    "JsonText",
    "LongBytes",
    "LongText",
    "Name",
    "UnitOfWork",
    "UtcDateTime",
    "filled_index",
]
