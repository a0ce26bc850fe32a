"""Scenario 19: the provider reports a payment twice, and there is one receipt."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.db import Database
from engine.db.chain import verify
from engine.kernel.clock import FixedClock
from tests.integration.payments.till import Till, open_till


@pytest.fixture
def till(database: Database, clock: FixedClock, tmp_path: Path) -> Till:
    return open_till(database, clock, tmp_path)


def test_a_payment_reported_twice_gives_one_receipt(till: Till) -> None:
    order = till.order(till.case())

    first = till.tell(order.number, "320000.00", "P1")
    second = till.tell(order.number, "320000.00", "P1")

    assert (first.json["result"], second.json["result"]) == ("accepted", "repeated")
    assert [one.number for one in till.receipts()] == [first.json["receipt"]]
    assert second.json["receipt"] == first.json["receipt"]


def test_a_payment_reported_many_times_at_once_gives_one_receipt(till: Till) -> None:
    case = till.case()
    order = till.order(case)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: till.tell(order.number, "320000.00").json, range(6)))

    assert sorted(one["result"] for one in answers) == ["accepted"] + ["repeated"] * 5
    assert len(till.receipts()) == 1
    assert till.waits_at(case) == ["works"]
    with till.parts.database.reading(till.clock) as uow:
        assert verify(uow.session).breaks == ()


def test_the_case_goes_on_once_and_knows_its_receipt(till: Till) -> None:
    case = till.case()
    order = till.order(case)
    till.tell(order.number, "320000.00")
    assert till.waits_at(case) == ["works"]

    till.tell(order.number, "320000.00")

    assert till.waits_at(case) == ["works"]
    assert till.doubts() == []
