"""The database: base class, column types, unit of work, event log, outbox, migrations."""

from engine.db.base import Base, Flag, Id, JsonText, LongBytes, LongText, Name, UtcDateTime
from engine.db.database import Database
from engine.db.unit_of_work import UnitOfWork

__all__ = [
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
]
