"""A cash desk on each of the databases."""

from pathlib import Path

import pytest

from engine.db import Database
from engine.kernel.clock import FixedClock
from tests.integration.payments.till import Till, open_till


@pytest.fixture
def till(database: Database, clock: FixedClock, tmp_path: Path) -> Till:
    return open_till(database, clock, tmp_path)
