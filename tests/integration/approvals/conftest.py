"""The bureau every test of this folder works in."""

import pytest

from engine.db import Database
from engine.kernel.clock import FixedClock
from tests.integration.approvals.bureau import Bureau, open_bureau


@pytest.fixture
def bureau(database: Database, clock: FixedClock) -> Bureau:
    """Return a county office with a chain of leaders on each of the databases."""
    return open_bureau(database, clock)
