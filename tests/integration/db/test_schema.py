"""The migrations make the very tables the models describe, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from engine.db import Base, Database
from engine.db.schema import SchemaOutdated, migrate, require_current
from engine.kernel.ids import new_id
from tests.conftest import MARIADB


@pytest.fixture(params=["sqlite", "mariadb"])
def empty_database(request, tmp_path: Path, _all_tables):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/new.db")
        yield database
        database.dispose()
        return
    server = create_engine(MARIADB, isolation_level="AUTOCOMMIT")
    schema = f"gridflow_schema_{new_id()[:12]}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {schema} CHARACTER SET utf8mb4"))
    database = Database(f"{MARIADB}/{schema}")
    yield database
    database.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {schema}"))
    server.dispose()


def test_a_migrated_database_has_the_tables_of_the_models(empty_database):
    migrate(empty_database)

    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, Base.metadata)
    assert [one for one in differences if one[0] not in ("modify_nullable",)] == []


def test_an_empty_database_says_how_to_make_its_tables(empty_database):
    with pytest.raises(SchemaOutdated, match="gridflow migrate"):
        require_current(empty_database)


def test_migrating_twice_changes_nothing(empty_database):
    migrate(empty_database)
    migrate(empty_database)

    require_current(empty_database)
