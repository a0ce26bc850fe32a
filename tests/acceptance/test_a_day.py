"""A day of two hundred people at five companies: nothing lost, doubled or with the wrong person.

`GRIDFLOW_TEST_DAY=rounds,actions,threads,seed` makes the day longer, busier or another one.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.db import Database
from tests.acceptance.day.audit import audited
from tests.acceptance.day.working_day import Plan, begin_day

# Tuesday, 3 November 2026, 08:30 in Shanghai.
MORNING = datetime(2026, 11, 3, 0, 30, tzinfo=UTC)


def _plan() -> Plan:
    rounds, actions, threads, seed = os.environ.get("GRIDFLOW_TEST_DAY", "12,4,3,1").split(",")
    return Plan(int(seed), int(rounds), int(actions), int(threads))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_day_loses_and_doubles_nothing(database: Database, tmp_path: Path) -> None:
    day = begin_day(database, tmp_path, _plan(), MORNING)

    day.run()

    print(day.ledger.summary())
    assert audited(day) == []
