"""Nobody to ask 审批人为空: a fixed person, a role, and at last the administrator."""

import pytest

from engine.kernel.actor import SYSTEM
from engine.staff.model import DISABLED
from engine.staff.service import set_status
from tests.integration.approvals.bureau import Bureau, line, task


def _case(bureau: Bureau, policy: str, who: str = "wang", **more: str) -> str:
    node = task("a", group="SAFETY_HEAD@county", emptyPolicy=policy, **more)
    bureau.deploy(line(("a", node)))
    return bureau.start(who)


def test_a_fixed_person_gets_what_nobody_can_be_found_for(bureau: Bureau) -> None:
    case = _case(bureau, "person:qian")

    found = bureau.task(case, "a")
    assert found.assignee_name == "Qian"
    assert "SAFETY_HEAD" in (found.assignment_note or "")


@pytest.mark.parametrize("policy", ["person:gone; role:DEPUTY_GM@county", "role:DEPUTY_GM@county"])
def test_a_role_stands_behind_a_person_who_is_not_there(bureau: Bureau, policy: str) -> None:
    case = _case(bureau, policy)

    assert bureau.task(case, "a").candidates == ["DEPUTY_GM@200101"]


def test_a_disabled_person_and_a_role_without_holders_leave_the_administrator(
    bureau: Bureau,
) -> None:
    with bureau.database.unit_of_work(bureau.clock) as uow:
        set_status(uow, SYSTEM, bureau.people["qian"], DISABLED)

    case = _case(bureau, "person:qian; role:ARCHIVIST@county")

    assert bureau.task(case, "a").candidates == ["PROCESS_ADMIN@10"]


def test_the_fixed_person_does_not_decide_his_own_case(bureau: Bureau) -> None:
    case = _case(bureau, "person:qian; role:DEPUTY_GM@county", "qian", excludeStarter="true")

    assert bureau.task(case, "a").candidates == ["DEPUTY_GM@200101"]
