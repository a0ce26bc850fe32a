"""Brings a database to the tables this version of GridFlow needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine.db.database import Database
from engine.kernel.errors import Misconfigured

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaOutdated(Misconfigured):
    """The tables are not those of this version; `gridflow migrate` brings them there."""

    code = "schema_outdated"


def migrate(database: Database) -> None:
    """Create or upgrade the tables; nothing happens when they are up to date."""
    with database.engine.connect() as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        connection.commit()


def revise(database: Database, message: str) -> None:
    """Write a new migration from the difference between the tables and the models."""
    with database.engine.connect() as connection:
        number = f"{len(list((MIGRATIONS / 'versions').glob('*.py'))) + 1:04d}"
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def require_current(database: Database) -> None:
    """Raise unless the tables are those of this version."""
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        wanted = ScriptDirectory.from_config(_config(connection)).get_current_head()
    if present != wanted:
        raise SchemaOutdated(
            f"the database is at revision {present}, this version needs {wanted};"
            " run: gridflow migrate",
            present=present,
            wanted=wanted,
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
