"""Scenario 17: who decides on a refund, at the bounds of each level."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.instances.queries import get_instance
from engine.kernel.clock import FixedClock
from engine.payments.model import Refund
from engine.tasks.queries import open_tasks_of
from tests.acceptance.office import Office

CLERK = "xu.zhixing"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return the company at work on a Monday morning."""
    clock = FixedClock(datetime(2026, 11, 2, 1, 0, tzinfo=UTC))
    office = Office(tmp_path_factory.mktemp("office"), clock)
    yield office
    office.close()


def _refund(office: Office, amount: float, **more: Any) -> str:
    facts = {"refundAmount": amount, "accountNo": "", "receiptNo": "", **more}
    return office.start("refund_approval", CLERK, **facts)


BOUNDS = [
    (999.99, "lead_approve"),
    (1_000, "head_approve"),
    (9_999, "head_approve"),
    (9_999.99, "head_approve"),
    (10_000, "county_sign"),
    (10_001, "county_sign"),
    (99_999.99, "county_sign"),
    (100_000, "city_sign"),
    (1_000_000, "group_sign"),
]


@pytest.mark.parametrize(("amount", "level"), BOUNDS)
def test_the_amount_says_who_decides(office: Office, amount: float, level: str) -> None:
    case = _refund(office, amount)

    office.step(case, "audit", {"result": "agree", "auditAmount": amount})

    with office.parts.database.reading(office.clock) as uow:
        assert {task.activity_id for task in open_tasks_of(uow.session, case)} == {level}


@pytest.mark.parametrize("amount", [9_999, 10_000, 10_001])
def test_a_refund_is_checked_approved_and_paid_once(office: Office, amount: int) -> None:
    case = _refund(office, amount)

    ended = office.finish(case, {"audit": {"auditAmount": amount}})

    with office.parts.database.reading(office.clock) as uow:
        refund = uow.session.query(Refund).filter_by(instance_id=case).one()
        variables = get_instance(uow.session, case).variables
    assert ended == "completed"
    assert (refund.status, refund.amount) == ("paid", amount)
    assert variables["refundNo"] == refund.number
