"""Statements that run on every move: compiled once per dialect, sent to the driver together.

SQLAlchemy's path from a statement object to the cursor costs more than SQLite needs to run
the statement, and a trip to MariaDB costs more than the statement itself; a move has a
dozen of them. So they wait on the connection and go in one trip, at the latest before any
other statement or the commit. See docs/decisions/0005.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Dialect,
    Engine,
    Insert,
    PoolProxiedConnection,
    Update,
    event,
)
from sqlalchemy.exc import DBAPIError, StatementError

from engine.db.base import UtcDateTime

Processor = Callable[[Any], Any] | None
Row = Mapping[str, Any]

_BATCH = "prepared.batch"
_COMMITTED = "prepared.committed"
_COMMIT = "COMMIT"
_VALUES = " VALUES "
_AFTER_VALUES = " ON DUPLICATE KEY UPDATE"


class Prepared:
    """A statement with named parameters, none of them expanding."""

    def __init__(self, statement: Insert | Update | Delete, names: Sequence[str] = ()) -> None:
        self._statement = statement
        self._names = list(names) or None
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run the statement for each row, before whatever the connection does next."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = _Compiled(self._statement, self._names, dialect)
            self._compiled[dialect.name] = compiled
        waiting = connection.info.setdefault(_BATCH, [])
        waiting.append((compiled, [compiled.bound(row) for row in rows]))


def install(engine: Engine) -> None:
    """Let an engine send what waits before each statement and commit, and forget it on rollback."""
    event.listen(engine, "before_cursor_execute", _send_before, retval=True)
    event.listen(engine, "commit", _send_and_commit)
    event.listen(engine, "rollback", _forget)
    plain = engine.dialect.do_commit

    def do_commit(connection: PoolProxiedConnection) -> None:
        if not connection.info.pop(_COMMITTED, False):
            plain(connection)

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign,assignment]


def _send_before(connection: Connection, _: Any, text: str, rows: Any, *__: Any) -> tuple[str, Any]:
    send(connection)
    return text, rows


def _forget(connection: Connection) -> None:
    # What waited on a connection that was cut has gone with it.
    if not connection.invalidated:
        connection.info.pop(_BATCH, None)


def _send_and_commit(connection: Connection) -> None:
    """End the transaction in the same trip where the driver can; `do_commit` has nothing left."""
    together = connection.dialect.name != "sqlite" and _BATCH in connection.info
    send(connection, _COMMIT if together else "")
    if together:
        connection.info[_COMMITTED] = True


def send(connection: Connection, last: str = "") -> None:
    """Run what waits on a connection now, and after it one statement more."""
    waiting = connection.info.pop(_BATCH, None)
    if not waiting:
        return
    cursor = connection.connection.cursor()
    for listener in _listeners(connection):
        for compiled, rows in waiting:
            listener(connection, cursor, compiled.text, rows, None, len(rows) > 1)
    try:
        if connection.dialect.name == "sqlite":
            _send_one_by_one(cursor, waiting)
        else:
            _send_together(cursor, waiting, last)
    except connection.dialect.loaded_dbapi.Error as error:
        text = "; ".join(compiled.text for compiled, _ in waiting)
        raise failure(connection, text, error) from error
    finally:
        cursor.close()


def tell(connection: Connection, *statement: Any) -> None:
    """Let whoever listens to the engine's statements hear of ours too."""
    for listener in _listeners(connection):
        listener(connection, *statement)


def _listeners(connection: Connection) -> list[Callable[..., Any]]:
    return [one for one in connection.dispatch.before_cursor_execute if one is not _send_before]


def failure(connection: Connection, text: str, error: Exception) -> StatementError:
    """Return a driver's error as SQLAlchemy's; the transaction, or the connection, is over."""
    dialect = connection.dialect
    driver = connection.connection.dbapi_connection
    is_gone = dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
    if is_gone:
        connection.invalidate(error)
    else:
        # In the midst of a commit nobody else would end what has been begun.
        connection.connection.rollback()
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(
        text, None, error, base, connection_invalidated=is_gone, dialect=dialect
    )


def _send_one_by_one(cursor: Any, waiting: Sequence[tuple["_Compiled", list[Any]]]) -> None:
    for compiled, rows in waiting:
        if len(rows) == 1:
            cursor.execute(compiled.text, rows[0])
        else:
            cursor.executemany(compiled.text, rows)


def _send_together(
    cursor: Any, waiting: Sequence[tuple["_Compiled", list[Any]]], last: str
) -> None:
    texts = [text for compiled, rows in waiting for text in compiled.written(cursor, rows)]
    if last:
        texts.append(last)
    cursor.execute(";".join(texts))
    # The answers are counts nobody asks for, so the cursor need not look at each of them.
    for _ in texts[1:]:
        cursor.connection.next_result()


class _Compiled:
    """The text of a statement for one dialect, and how its parameters are turned for it."""

    def __init__(
        self, statement: Insert | Update | Delete, names: list[str] | None, dialect: Dialect
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.text = str(compiled)
        self._is_insert = isinstance(statement, Insert)
        self._fixed = {key: value for key, value in compiled.params.items() if value is not None}
        self._order: Sequence[str] | None = getattr(compiled, "positiontup", None)
        named: Mapping[Any, str] = compiled.bind_names
        types = {name: bind.type for bind, name in named.items()}
        self._names: list[str] = list(self._order or types)
        processors = [_processor(types[name], dialect) for name in self._names]
        self._turned = [(place, turn) for place, turn in enumerate(processors) if turn]

    def bound(self, row: Row) -> Sequence[Any] | dict[str, Any]:
        """Return the parameters of one row as the driver wants them."""
        whole = {**self._fixed, **row} if self._fixed else row
        values = [whole[name] for name in self._names]
        for place, turn in self._turned:
            values[place] = turn(values[place])
        return values if self._order is not None else dict(zip(self._names, values, strict=True))

    def written(self, cursor: Any, rows: Sequence[Any]) -> list[str]:
        """Return the statement with its values written out by the driver; one for all inserts."""
        if not self._is_insert or len(rows) == 1:
            return [cursor.mogrify(self.text, row) for row in rows]
        head, _, rest = self.text.partition(_VALUES)
        values, after, tail = rest.partition(_AFTER_VALUES)
        written = ", ".join(cursor.mogrify(values, row) for row in rows)
        return [f"{head}{_VALUES}{written}{after}{tail}"]


@cache
def _processor(kind: Any, dialect: Dialect) -> Processor:
    found: Processor = kind.dialect_impl(dialect).bind_processor(dialect)
    return _remembering(found) if found and isinstance(kind, UtcDateTime) else found


def _remembering(process: Callable[[Any], Any]) -> Processor:
    """Turn the moment of a move once, however many of its rows bear it."""
    last: tuple[Any, Any] = (None, None)

    def turned(value: Any) -> Any:
        nonlocal last
        known, result = last
        if value is not known:
            result = process(value)
            last = (value, result)
        return result

    return turned
