"""Reading one row under lock, the way every move begins: compiled once, unpacked at once.

PyMySQL unpacks the description of each column of each answer in Python, which costs more
than finding the row; so MariaDB sends all but the bytes as one JSON array. SQLite sends
the columns as they are. See docs/decisions/0005.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    String,
    bindparam,
    func,
    select,
)

from engine.db.base import JsonText, UtcDateTime
from engine.db.prepared import failure, send, tell

Unpack = Callable[[Any], Any]

_KEY = "key"


class LockedRow:
    """A row, or two joined ones, found by one key and locked until the transaction ends."""

    def __init__(
        self, columns: Sequence[ColumnElement[Any]], source: FromClause, key: ColumnElement[Any]
    ) -> None:
        self._columns = list(columns)
        self._source = source
        self._key = key
        self._reads: dict[str, _Read] = {}

    def find(self, connection: Connection, key: str) -> Sequence[Any] | None:
        """Return the values of the columns in their order, none when there is no such row."""
        read = self._reads.get(connection.dialect.name)
        if read is None:
            read = self._reads[connection.dialect.name] = self._read_for(connection.dialect)
        send(connection)
        cursor = connection.connection.cursor()
        parameters = (key,) if connection.dialect.positional else {_KEY: key}
        tell(connection, cursor, read.text, parameters, None, False)
        try:
            cursor.execute(read.text, parameters)
            found = cursor.fetchone()
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(connection, read.text, error) from error
        finally:
            cursor.close()
        return None if found is None else read.unpacked(found)

    def _read_for(self, dialect: Dialect) -> "_Read":
        if dialect.name == "sqlite":
            return _Plain(self._select(*self._columns), self._columns, dialect)
        return _Packed(self._columns, self._select, dialect)

    def _select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        statement = select(*columns).select_from(self._source)
        return statement.where(self._key == bindparam(_KEY)).with_for_update()


class _Read:
    text: str

    def unpacked(self, found: Sequence[Any]) -> Sequence[Any]:
        raise NotImplementedError


class _Plain(_Read):
    """Each column for itself, turned as SQLAlchemy would turn it."""

    def __init__(
        self, statement: Select[Any], columns: Sequence[ColumnElement[Any]], dialect: Dialect
    ) -> None:
        self.text = str(statement.compile(dialect=dialect))
        processors = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]
        self._turned = [(place, turn) for place, turn in enumerate(processors) if turn]

    def unpacked(self, found: Sequence[Any]) -> Sequence[Any]:
        values = list(found)
        for place, turn in self._turned:
            values[place] = turn(values[place])
        return values


class _Packed(_Read):
    """One JSON array of everything but bytes, and the bytes behind it."""

    def __init__(
        self,
        columns: Sequence[ColumnElement[Any]],
        selecting: Callable[..., Select[Any]],
        dialect: Dialect,
    ) -> None:
        raw = [place for place, one in enumerate(columns) if isinstance(one.type, LargeBinary)]
        packed = [place for place in range(len(columns)) if place not in raw]
        array = func.json_array(*(columns[place] for place in packed))
        statement = selecting(array, *(columns[place] for place in raw))
        self.text = str(statement.compile(dialect=dialect))
        self._order = [*packed, *raw]
        self._unpack = [
            (place, unpack)
            for place, unpack in ((place, _unpack_of(columns[place])) for place in packed)
            if unpack
        ]

    def unpacked(self, found: Sequence[Any]) -> Sequence[Any]:
        values: list[Any] = [None] * len(self._order)
        for place, value in zip(self._order, (*orjson.loads(found[0]), *found[1:]), strict=True):
            values[place] = value
        for place, unpack in self._unpack:
            if values[place] is not None:
                values[place] = unpack(values[place])
        return values


def _unpack_of(column: ColumnElement[Any]) -> Unpack | None:
    """Return what turns a value of the array into the column's own; none when it is that."""
    kind = column.type
    if isinstance(kind, UtcDateTime):
        return _moment
    if isinstance(kind, JsonText):
        return orjson.loads
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, String | Integer):
        return None
    raise TypeError(f"{column} cannot be read as JSON")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
