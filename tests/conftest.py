"""What every test may ask for: a clock that stands still, and both databases, real."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from engine.bootstrap import register
from engine.db import Base, Database, UnitOfWork
from engine.kernel.clock import FixedClock
from tests.founding import filled_tables

# Monday, 2 November 2026, 09:00 in Shanghai.
MONDAY_MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)

MARIADB = os.environ.get(
    "GRIDFLOW_TEST_MARIADB", "mysql+pymysql://gridflow_test:gridflow_test@127.0.0.1:3306"
)


@pytest.fixture
def clock() -> FixedClock:
    """Return a clock that stands at Monday morning, 09:00 in Shanghai."""
    return FixedClock(MONDAY_MORNING)


@pytest.fixture(scope="session")
def mariadb_url(worker_id: str) -> Iterator[str]:
    """Create an empty MariaDB schema for this test process, and drop it afterwards."""
    schema = f"gridflow_test_{os.getpid()}_{worker_id}"
    server = create_engine(MARIADB, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {schema} CHARACTER SET utf8mb4"))
    yield f"{MARIADB}/{schema}"
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {schema}"))
    server.dispose()


@pytest.fixture(scope="session")
def worker_id() -> str:
    """Return the name of the parallel test process; pytest-xdist overrides this."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def _all_tables() -> None:
    register()
    import_module("notifications.model")


@pytest.fixture(scope="session")
def _mariadb_with_tables(mariadb_url: str, _all_tables: None) -> Iterator[Database]:
    database = Database(mariadb_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def _sqlite_with_tables(
    tmp_path_factory: pytest.TempPathFactory, _all_tables: None
) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("db") / "gridflow.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", "mariadb"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return an empty database with all tables, once SQLite and once MariaDB."""
    ready: Database = request.getfixturevalue(f"_{request.param}_with_tables")
    ready.subscribers = {}
    yield ready
    empty(ready)


def empty(database: Database) -> None:
    """Delete every row of every table that has one."""
    with database.engine.begin() as connection:
        filled = filled_tables(connection)
        if not database.is_sqlite:
            connection.execute(text("SET FOREIGN_KEY_CHECKS=0"))
        for table in reversed(filled):
            connection.execute(table.delete())
        if not database.is_sqlite:
            connection.execute(text("SET FOREIGN_KEY_CHECKS=1"))


@pytest.fixture
def uow(database: Database, clock: FixedClock) -> Iterator[UnitOfWork]:
    """Return an open unit of work on each of the databases; it commits when the test is over."""
    with database.unit_of_work(clock) as unit:
        yield unit
