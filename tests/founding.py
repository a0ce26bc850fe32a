"""Founding the same company for test after test: built once in a process, then copied in."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session

from engine.db import Base, Database
from engine.db.versions import forget_tokens
from engine.kernel.clock import Clock

T = TypeVar("T")


@dataclass(frozen=True)
class _Founded:
    rows: Sequence[tuple[Table, Sequence[Sequence[Any]]]]
    result: Any


_FOUNDED: dict[tuple[object, ...], _Founded] = {}


def founded(database: Database, clock: Clock, name: str, build: Callable[[], T]) -> T:
    """Return what `build` returns, over an empty database with the rows it leaves.

    The first time `build` runs; after that its rows are put in as they were, which takes a
    tenth of the time. The name stands for all that `build` does.
    """
    key = (name, database.is_sqlite, clock.now())
    if key not in _FOUNDED:
        result = build()
        with database.engine.connect() as connection:
            _FOUNDED[key] = _Founded(_read(connection), deepcopy(result))
        return result
    known = _FOUNDED[key]
    with database.engine.begin() as connection:
        _write(connection, known.rows)
    _forget_what_was_kept(database)
    return deepcopy(known.result)


def filled_tables(connection: Connection) -> list[Table]:
    """Return the tables that have rows, those others point at first."""
    filled = set(connection.exec_driver_sql(_question()).scalars())
    return [table for table in Base.metadata.sorted_tables if table.name in filled]


@cache
def _question() -> str:
    """Return one question about all tables: asking a hundred costs more than most tests."""
    asked = (
        f"SELECT '{table.name}' FROM (SELECT 1 AS one) AS a"
        f" WHERE EXISTS (SELECT 1 FROM {table.name})"
        for table in Base.metadata.sorted_tables
    )
    return " UNION ALL ".join(asked)


def _read(connection: Connection) -> list[tuple[Table, Sequence[Sequence[Any]]]]:
    found = []
    for table in filled_tables(connection):
        rows = connection.exec_driver_sql(f"SELECT {_columns(connection, table)} FROM {table.name}")
        found.append((table, [tuple(row) for row in rows]))
    return found


def _write(connection: Connection, rows: Sequence[tuple[Table, Sequence[Sequence[Any]]]]) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    # Units point at units above them, whatever order they come in.
    late = "PRAGMA defer_foreign_keys=ON" if is_sqlite else "SET FOREIGN_KEY_CHECKS=0"
    connection.exec_driver_sql(late)
    for table, values in rows:
        marks = ", ".join(["?" if is_sqlite else "%s"] * len(table.columns))
        names = _columns(connection, table)
        insert = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"
        connection.exec_driver_sql(insert, list(values))
    if not is_sqlite:
        connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS=1")


def _columns(connection: Connection, table: Table) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return ", ".join(quote(column.name) for column in table.columns)


def _forget_what_was_kept(database: Database) -> None:
    with Session(database.engine) as session:
        session.info["renewed"] = True
        forget_tokens(session)
