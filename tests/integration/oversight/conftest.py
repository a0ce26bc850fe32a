"""The houses of the review, one for each database."""

import pytest

from tests.integration.oversight.headquarters import House, open_house


@pytest.fixture
def house(database, clock) -> House:
    """Return a county, its province and headquarters."""
    return open_house(database, clock)
