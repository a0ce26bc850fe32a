"""The office every test of this folder works in."""

import pytest

from engine.db import Database
from engine.kernel.clock import FixedClock
from tests.integration.processes.office import Office, open_office


@pytest.fixture
def office(database: Database, clock: FixedClock) -> Office:
    """Return a county office on each of the databases."""
    return open_office(database, clock)
