"""Carries one case of every delivered process to its end, with real people, forms and services."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.approvals.queries import signature_holds
from engine.kernel.clock import FixedClock
from engine.tasks.queries import finished_tasks_of
from tests.acceptance.filling import moment
from tests.acceptance.office import Answers, Office

CLERK, AGENT, OPERATIONS = "xu.zhixing", "liang.xiting", "zhou.yubai"
PLANNER, LEAD = "fang.nanxing", "lu.wensheng"
BUSINESS = {"customerType": "ENTERPRISE", "voltageLevel": "10kV", "supplyMode": "HV_SINGLE"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return the company at work on a Monday morning."""
    clock = FixedClock(datetime(2026, 11, 2, 1, 0, tzinfo=UTC))
    office = Office(tmp_path_factory.mktemp("office"), clock)
    yield office
    office.close()


CONNECTIONS: list[tuple[dict[str, Any], Answers]] = [
    ({"capacityKva": 8}, {"accept_application": [{"result": "supplement"}, {"result": "accept"}]}),
    (
        {**BUSINESS, "supplyMode": "LV_THREE", "voltageLevel": "380V", "capacityKva": 120},
        {"draft_plan": {"hasProject": True, "needPermit": True}},
    ),
    (
        {**BUSINESS, "capacityKva": 9000},
        {
            "draft_plan": {"needReview": True},
            "set_fee": {"feeItems": [], "feeAmount": 0},
            "construct": [{"result": "mid"}, {"result": "done"}],
        },
    ),
]


@pytest.mark.parametrize(("application", "answers"), CONNECTIONS)
def test_a_customer_is_connected(
    office: Office, application: dict[str, Any], answers: Answers
) -> None:
    case = office.start("service_connection", CLERK, **application)

    assert office.finish(case, answers) == "completed"


@pytest.mark.parametrize(("kind", "days"), [("PLAN", 15), ("PLAN", 6), ("TEMP", 2), ("FAULT", 0)])
def test_an_outage_is_announced_and_ends(office: Office, kind: str, days: int) -> None:
    begin = office.clock.now() + timedelta(days=days)
    span = {"planFrom": moment(begin), "planTo": moment(begin + timedelta(hours=8))}
    case = office.start("outage_notice", OPERATIONS, kind=kind, **span)

    ended = office.finish(
        case,
        {
            "choose_other": {"result": "temporary"},
            "ask_delay": {"delay": "no"},
            "estimate": {"planTo": span["planTo"]},
        },
    )

    assert ended == "completed"


@pytest.mark.parametrize(
    "kind", ["COMPLAINT", "FAULT", "CONSULT", "OPINION", "SUGGEST", "REPORT", "PRAISE"]
)
def test_an_order_is_answered(office: Office, kind: str) -> None:
    case = office.start("complaint_handling", AGENT, kind=kind, siteType="RURAL")

    ended = office.finish(
        case,
        {
            "judge": {"result": "new"},
            "grade_complaint": {"grade": "MAJOR"},
            "answer": {"result": "dispatch"},
            "handle_opinion": {"adopted": kind == "SUGGEST"},
            "visit": [{"visitResult": "dissatisfied"}, {"visitResult": "satisfied"}],
        },
    )

    assert ended == "completed"


@pytest.mark.parametrize(
    ("amount", "voltage"), [(400_000, "10kV"), (600_000, "35kV"), (1, "110kV")]
)
def test_a_project_is_approved_and_built(office: Office, amount: int, voltage: str) -> None:
    facts = {
        "projectName": f"{voltage} 改造 {amount}",
        "voltageLevel": voltage,
        "investEstimate": amount,
        "finishPlan": "2027-06-30T17:00+08:00",
    }
    case = office.start("project_approval", PLANNER, **facts)

    ended = office.finish(
        case,
        {
            "draft": facts,
            "expert_review": {"score": 90},
            "implement": [{"result": "report"}, {"result": "finish"}],
        },
    )

    assert ended == "completed"


def test_the_manager_chosen_with_the_contract_builds_and_the_leader_signs_by_hand(
    office: Office,
) -> None:
    facts = {
        "projectName": "溪口110kV变电站",
        "voltageLevel": "110kV",
        "investEstimate": 30_000_000,
        "finishPlan": "2027-06-30T17:00+08:00",
    }
    case = office.start("project_approval", PLANNER, **facts)

    office.finish(
        case,
        {
            "draft": facts,
            "expert_review": {"score": 90},
            "contract": {"projectManager": "lin.zhiyuan"},
            "implement": [{"result": "report"}, {"result": "finish"}],
        },
    )

    with office.parts.database.reading(office.clock) as uow:
        done = {task.activity_id: task for task in finished_tasks_of(uow.session, case)}
        assert done["implement"].completed_by_name == "林知远"
        assert signature_holds(uow.session, done["group_leader"])


def test_a_task_is_done_and_checked(office: Office) -> None:
    case = office.start("task_assignment", LEAD, dueAt="2027-06-30T17:00+08:00")

    ended = office.finish(
        case, {"do_task": {"result": "submit"}, "submit_result": {"progress": 100}}
    )

    assert ended == "completed"


def test_headquarters_review_a_package(office: Office) -> None:
    case = office.start("hq_review", "cheng.yanqiu", matter="CONNECTION", capacityKva=9000)

    assert office.finish(case, {}) == "completed"
