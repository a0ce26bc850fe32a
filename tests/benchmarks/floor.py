"""The reference `floor`: the bare transaction such a move needs, through SQLAlchemy Core."""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.mysql import LONGBLOB

from engine.db import Database
from engine.kernel.ids import new_id

_METADATA = MetaData()
_INSTANCE = Table(
    "bench_floor_instance",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("state", LargeBinary().with_variant(LONGBLOB(), "mysql", "mariadb")),
)
_TASK = Table(
    "bench_floor_task",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("instance_id", String(32), index=True),
    Column("name", String(200)),
    Column("state", String(10)),
    Column("at", DateTime),
)
_HISTORY = Table(
    "bench_floor_history",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("instance_id", String(32), index=True),
    Column("seq", Integer),
    Column("activity", String(200)),
    Column("at", DateTime),
)
_OUTBOX = Table(
    "bench_floor_outbox",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("payload", Text),
    Column("at", DateTime),
)
STATE = b"x" * 6000


class Floor:
    """Does what no engine can do without: lock, state, tasks, history, outbox, commit."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        _METADATA.drop_all(self._engine)
        _METADATA.create_all(self._engine)
        self._open: dict[str, str] = {}

    def start(self, _number: int) -> str:
        """Insert an instance with one open task and return its key."""
        key, task = new_id(), new_id()
        with self._engine.begin() as connection:
            connection.execute(insert(_INSTANCE).values(id=key, state=STATE))
            connection.execute(insert(_TASK).values(_task(task, key)))
        self._open[key] = task
        return key

    def complete_one(self, key: str) -> None:
        """Write what one completion needs, in one transaction."""
        now = datetime(2026, 11, 2, tzinfo=UTC).replace(tzinfo=None)
        task = new_id()
        with self._engine.begin() as connection:
            connection.execute(select(_INSTANCE).where(_INSTANCE.c.id == key).with_for_update())
            connection.execute(update(_INSTANCE).where(_INSTANCE.c.id == key).values(state=STATE))
            done = update(_TASK).where(_TASK.c.id == self._open[key])
            connection.execute(done.values(state="done"))
            connection.execute(insert(_TASK).values(_task(task, key)))
            rows = [
                {"id": new_id(), "instance_id": key, "seq": n, "activity": "manager", "at": now}
                for n in range(3)
            ]
            connection.execute(insert(_HISTORY), rows)
            connection.execute(insert(_OUTBOX).values(id=new_id(), payload="{}", at=now))
        self._open[key] = task


def _task(task: str, key: str) -> dict[str, object]:
    now = datetime(2026, 11, 2, tzinfo=UTC).replace(tzinfo=None)
    return {"id": task, "instance_id": key, "name": "部门审批", "state": "open", "at": now}
