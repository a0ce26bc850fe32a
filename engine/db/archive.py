"""All rows and files of an installation as one zip archive, and back.

One JSON line per row and one member per table, so that an archive made on SQLite can be
restored on MariaDB and the other way round.
"""

import base64
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Date, LargeBinary, Numeric, Table, func, insert, select

from engine.db.base import Base, JsonText, UtcDateTime
from engine.db.database import Database
from engine.kernel.errors import Conflict

BATCH = 500
FILES = "files/"
LOCAL_ONLY = ("demo-loaded",)


def write_archive(database: Database, data_dir: Path, target: Path) -> int:
    """Write all rows, read in one transaction, and all files; return the number of rows.

    The archive gets its name when it is whole: half a backup must not look like one.
    """
    unfinished = target.with_name(f"{target.name}.part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        count = _write_rows(database, archive)
        for file in _files_of(database, data_dir, {target.resolve(), unfinished.resolve()}):
            archive.write(file, f"{FILES}{file.relative_to(data_dir)}")
    unfinished.replace(target)
    return count


def _write_rows(database: Database, archive: zipfile.ZipFile) -> int:
    # SQLite's readers see one moment anyway; MariaDB's would see a new one per statement.
    level = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    count = 0
    with database.reader.connect().execution_options(**level) as connection:
        for table in Base.metadata.sorted_tables:
            with archive.open(f"rows/{table.name}.jsonl", "w", force_zip64=True) as member:
                for row in connection.execute(select(table)).yield_per(BATCH):
                    member.write(orjson.dumps(_plain(table, row._mapping)) + b"\n")
                    count += 1
    return count


def _files_of(database: Database, data_dir: Path, besides: set[Path]) -> Iterator[Path]:
    rows = Path(database.url.database or "").resolve()
    own = {rows, rows.with_name(f"{rows.name}-wal"), rows.with_name(f"{rows.name}-shm")}
    for file in sorted(data_dir.rglob("*")):
        if file.is_file() and file.name not in LOCAL_ONLY and file.resolve() not in own | besides:
            yield file


def read_archive(database: Database, data_dir: Path, source: Path) -> int:
    """Restore an archive into an empty database, all or nothing; return the number of rows."""
    if source.is_file() and not zipfile.is_zipfile(source):
        raise Conflict(f"{source} is no archive", file=str(source))
    with zipfile.ZipFile(source) as archive, database.engine.begin() as connection:
        _require_empty(connection)
        count = 0
        for table in Base.metadata.sorted_tables:
            for rows in _batches(archive, table):
                connection.execute(insert(table), rows)
                count += len(rows)
        for name in archive.namelist():
            if name.startswith(FILES):
                _restore_file(archive, name, data_dir)
    return count


def _require_empty(connection: Any) -> None:
    for table in Base.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise Conflict(f"the table {table.name} is not empty", table=table.name)


def _batches(archive: zipfile.ZipFile, table: Table) -> Iterator[list[dict[str, Any]]]:
    name = f"rows/{table.name}.jsonl"
    if name not in archive.namelist():
        return
    rows: list[dict[str, Any]] = []
    with archive.open(name) as member:
        for line in member:
            rows.append(_typed(table, orjson.loads(line)))
            if len(rows) == BATCH:
                yield rows
                rows = []
    if rows:
        yield rows


def _restore_file(archive: zipfile.ZipFile, name: str, data_dir: Path) -> None:
    target = (data_dir / name.removeprefix(FILES)).resolve()
    if not target.is_relative_to(data_dir.resolve()):
        raise Conflict(f"the archive names a file outside the data folder: {name}", file=name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(archive.read(name))


def _plain(table: Table, row: Any) -> dict[str, Any]:
    # A name given in the mapping is a subclass of str, which orjson takes for no key.
    return {str(column.name): _plain_value(row[column.name]) for column in table.columns}


def _plain_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _typed_value(table.columns[name].type, value)
        for name, value in row.items()
        if name in table.columns
    }


def _typed_value(kind: Any, value: Any) -> Any:
    if value is None or isinstance(kind, JsonText):
        return value
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, Numeric) and not isinstance(value, float) else value
