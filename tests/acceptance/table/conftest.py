"""The county office of the scenarios; on MariaDB only where two at once matter."""

from collections.abc import Iterator

import pytest

from engine.db import Database
from tests.acceptance.scenarios.conftest import _one_clock, bureau, clock, doors, tick
from tests.conftest import empty

__all__ = ["_one_clock", "bureau", "clock", "doors", "tick"]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Return an empty SQLite database, or the one a test is parametrised with."""
    kind = getattr(request, "param", "sqlite")
    ready: Database = request.getfixturevalue(f"_{kind}_with_tables")
    ready.subscribers = {}
    yield ready
    empty(ready)
