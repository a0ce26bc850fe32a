"""Scenario 18: headquarters sends a package back; its clock stands, the promise keeps running."""

from datetime import timedelta

import pytest

from engine.oversight.service import worked_minutes
from tests.integration.oversight.headquarters import House, open_house


@pytest.fixture
def house(database, clock) -> House:
    """Return a county and headquarters."""
    return open_house(database, clock)


def minutes(house: House, case: str) -> int:
    """Return the reviewers' working time so far."""
    review = house.review_of(case)
    with house.database.reading(house.clock) as uow:
        return worked_minutes(uow, review)


def test_18_the_clock_of_headquarters_pauses_and_the_promise_does_not(house: House) -> None:
    case = house.submit()
    promised, due = house.case(case).due_at, house.review_of(case).due_at
    assert promised is not None
    assert due is not None
    house.clock.advance(timedelta(hours=2))
    house.do("desk", case, "formal_check", result="supplement", lackItems="缺负荷曲线")

    house.clock.advance(timedelta(days=2))
    waiting = house.review_of(case)
    assert waiting.status == "SUPPLEMENT"
    assert waiting.paused_at is not None
    assert not waiting.is_overdue(due + timedelta(days=1))
    assert minutes(house, case) == 120

    house.do("head", case, "supplement", supplementNote="已补")

    resumed = house.review_of(case)
    assert resumed.paused_at is None
    assert resumed.due_at == due + timedelta(days=2)
    assert house.case(case).due_at == promised
    assert [one["reason"] for one in house.case(case).pauses] == ["UNIT_SUPPLEMENT"]
    house.clock.advance(timedelta(hours=1))
    assert minutes(house, case) == 180
