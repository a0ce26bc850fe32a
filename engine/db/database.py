"""The door to one database: engine, sessions, transactions, retries of lost races."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from pymysql.constants import CLIENT
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import Session

from engine.db import prepared
from engine.db.unit_of_work import UnitOfWork
from engine.db.versions import forget_tokens
from engine.kernel.clock import Clock
from engine.kernel.errors import Conflict, Unavailable

T = TypeVar("T")

# MariaDB: 1213 deadlock, 1205 lock wait timeout, 1020 record has changed since last read.
LOST_RACE = {1213, 1205, 1020}
# A connection used within so many seconds is taken to be alive.
RESTED = 5.0


class DatabaseBusy(Conflict):
    """Somebody else held the same rows; trying again helps."""

    code = "database_busy"


class DatabaseAway(Unavailable):
    """The database does not answer."""

    code = "database_away"


class Database:
    """One database: SQLite (embedded default) or MySQL/MariaDB (production)."""

    def __init__(self, url: str, subscribers: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.subscribers = dict(subscribers or {})
        self.engine = self._create_engine()
        prepared.install(self.engine)
        self.reader = self.engine.execution_options(readonly=True)

    @contextmanager
    def unit_of_work(self, clock: Clock) -> Iterator[UnitOfWork]:
        """Open a transaction that may write; it commits at the end or leaves nothing behind."""
        with _translated(), self.engine.connect() as connection:
            with connection.begin(), _session(connection) as session:
                uow = UnitOfWork(session, clock, self.subscribers)
                yield uow
                uow.flush()
            forget_tokens(session)

    @contextmanager
    def reading(self, clock: Clock) -> Iterator[UnitOfWork]:
        """Open a transaction that only reads and takes no lock."""
        with _translated(), self.reader.connect() as connection:
            with connection.begin(), _session(connection) as session:
                yield UnitOfWork(session, clock, self.subscribers)

    def transact(self, clock: Clock, work: Callable[[UnitOfWork], T], attempts: int = 5) -> T:
        """Run `work` in one transaction, again from the start when a race was lost.

        `work` must have no effect outside its unit of work.
        """
        for attempt in range(1, attempts + 1):
            try:
                with self.unit_of_work(clock) as uow:
                    return work(uow)
            except DatabaseBusy:
                if attempt == attempts:
                    raise
                time.sleep(random.uniform(0, 0.02 * attempt))
        raise AssertionError("unreachable")

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _create_engine(self) -> Engine:
        if not self.is_sqlite:
            url = self.url.update_query_dict({"charset": "utf8mb4"})
            engine = create_engine(
                url,
                isolation_level="READ COMMITTED",
                pool_size=10,
                max_overflow=20,
                pool_recycle=1800,
                # A session ends its transaction itself; ending it once more costs a trip.
                pool_reset_on_return=None,
                connect_args={
                    "connect_timeout": 5,
                    "read_timeout": 60,
                    "write_timeout": 60,
                    # Rows found, not rows changed, tell whether a fenced update held.
                    "client_flag": CLIENT.MULTI_STATEMENTS | CLIENT.FOUND_ROWS,
                },
            )
            event.listen(engine, "checkin", _note_rest)
            event.listen(engine, "checkout", _ask_after_rest)
            return engine
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(self.url, connect_args={"timeout": 15}, pool_reset_on_return=None)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine


def _session(connection: Connection) -> Session:
    """Return a session inside a transaction that somebody else ends.

    A session that ends the transaction itself does a third more work per transaction.
    """
    return Session(connection, expire_on_commit=False)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN would come late and deferred; `_begin_sqlite` sends ours.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-16000",
        # A move touches some thirty pages, many of them again and again: folding the log
        # back into the file less often writes each of them once instead of many times.
        "wal_autocheckpoint=8000",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    readonly = connection.get_execution_options().get("readonly")
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN" if readonly else "BEGIN IMMEDIATE").close()


def _note_rest(_connection: Any, record: Any) -> None:
    record.info["rested_since"] = monotonic()


def _ask_after_rest(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that rested for long whether it lives; the pool replaces a dead one."""
    if monotonic() - record.info.get("rested_since", 0.0) < RESTED:
        return
    try:
        connection.ping(reconnect=False)
    except Exception as error:
        raise DisconnectionError("the connection did not survive its rest") from error


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the drivers' errors about races and absence into ours."""
    try:
        yield
    except OperationalError as error:
        number = error.orig.args[0] if error.orig and error.orig.args else None
        if number in LOST_RACE or "database is locked" in str(error.orig):
            raise DatabaseBusy(str(error.orig)) from error
        if error.connection_invalidated or number in {2002, 2003, 2006, 2013, 1040, 1053}:
            raise DatabaseAway(str(error.orig)) from error
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseAway(str(error.orig)) from error
        raise
