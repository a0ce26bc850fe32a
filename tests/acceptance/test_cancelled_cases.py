"""Whoever cancels a case cancels what it was about: nothing of it is left waiting."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.access.queries import actor_for
from engine.complaints.model import ServiceOrder
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import FixedClock
from engine.outages.model import Outage
from engine.oversight.model import HqReview
from engine.payments.model import PaymentOrder, Refund
from engine.payments.service import NewOrder, open_order
from engine.processes.administration import cancel_process
from engine.projects.model import Project
from engine.service_requests.model import Application
from engine.staff.queries import user_by_username
from engine.tasks.service import keep_chain
from engine.work_tasks.model import WorkTask
from tests.acceptance.filling import moment
from tests.acceptance.office import Office

CLERK, AGENT, OPERATIONS = "xu.zhixing", "liang.xiting", "zhou.yubai"
PLANNER, LEAD, ADMINISTRATOR = "fang.nanxing", "lu.wensheng", "fang.jingxing"
MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
BEGIN = MORNING + timedelta(days=15)
PACKAGE = {"matter": "CONNECTION", "capacityKva": 9000}
OUTAGE = {"planFrom": moment(BEGIN), "planTo": moment(BEGIN + timedelta(hours=8))}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return the company at work on a Monday morning."""
    office = Office(tmp_path_factory.mktemp("office"), FixedClock(MORNING))
    yield office
    office.close()


def _cancel(office: Office, case: str) -> None:
    with office.parts.database.unit_of_work(office.clock) as uow:
        somebody = user_by_username(uow.session, ADMINISTRATOR)
        assert somebody is not None
        actor = actor_for(uow.session, somebody.id, uow.now)
        cancel_process(uow, actor, case, "重复申请")


def _states(office: Office, case: str, kind: Any) -> list[str]:
    with office.parts.database.reading(office.clock) as uow:
        return [row.status for row in uow.session.query(kind).filter_by(instance_id=case)]


@pytest.mark.parametrize(
    ("process", "starter", "given", "kind", "ended"),
    [
        ("hq_review", "cheng.yanqiu", PACKAGE, HqReview, "CONCLUDED"),
        ("service_connection", CLERK, {"capacityKva": 8}, Application, "CANCELLED"),
        ("outage_notice", OPERATIONS, {"kind": "PLAN", **OUTAGE}, Outage, "CANCELLED"),
        ("complaint_handling", AGENT, {"kind": "COMPLAINT"}, ServiceOrder, "CLOSED"),
        ("project_approval", PLANNER, {"investEstimate": 400_000}, Project, "REJECTED"),
        ("task_assignment", LEAD, {"dueAt": "2027-06-30T17:00+08:00"}, WorkTask, "CANCELLED"),
        (
            "refund_approval",
            CLERK,
            {"refundAmount": 900, "accountNo": None, "receiptNo": None},
            Refund,
            "closed",
        ),
    ],
)
def test_the_record_of_a_cancelled_case_is_closed(
    office: Office, process: str, starter: str, given: dict[str, Any], kind: Any, ended: str
) -> None:
    case = office.start(process, starter, **given)
    assert ended not in _states(office, case, kind)

    _cancel(office, case)

    assert _states(office, case, kind) == [ended]


def test_a_fee_of_a_cancelled_case_is_no_longer_asked_for(office: Office) -> None:
    case = office.start("service_connection", CLERK, capacityKva=8)
    with office.parts.database.unit_of_work(office.clock) as uow:
        fee = NewOrder("200101", Decimal("320.00"), "业扩费用", instance_id=case)
        instance = lock_instance(uow, case)
        open_order(uow, SYSTEM, fee)
        keep_chain(uow, instance)
    assert _states(office, case, PaymentOrder) == ["open"]

    _cancel(office, case)

    assert _states(office, case, PaymentOrder) == ["closed"]


def test_an_approved_project_stays_approved(office: Office) -> None:
    case = office.start("project_approval", PLANNER, investEstimate=400_000)
    with office.parts.database.unit_of_work(office.clock) as uow:
        uow.session.query(Project).filter_by(instance_id=case).update({"status": "APPROVED"})

    _cancel(office, case)

    assert _states(office, case, Project) == ["APPROVED"]
