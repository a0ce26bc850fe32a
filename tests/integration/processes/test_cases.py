"""What happens to a case and its tasks."""

import pytest

from engine.db.chain import verify
from engine.kernel.errors import Forbidden, Invalid
from engine.processes.administration import (
    cancel_process,
    correct_variables,
    resume_process,
    suspend_process,
)
from engine.processes.service import NotAStarter
from engine.tasks.model import NotACandidate, TaskAlreadyClaimed, TaskNotOpen
from engine.tasks.service import claim_task, may_see, reassign_task, release_task, save_draft
from tests.integration.processes.office import ONE_TASK, Office, sequence, user_task


def test_a_case_ends_when_its_last_task_is_completed(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")

    office.complete("wang", office.open(case)[0].id, {"result": "agree", "opinion": "同意"})

    assert office.case(case).status == "completed"
    task = office.tasks(case)[0]
    assert (task.outcome, task.opinion, task.completed_by_name) == ("agree", "同意", "Wang")


def test_a_task_waits_for_the_group_of_the_starters_county(office: Office) -> None:
    office.deploy(ONE_TASK)

    case = office.start("stranger")

    assert office.open(case)[0].candidates == ["BUSINESS_CLERK@200101"]


def test_a_stranger_cannot_complete_a_task(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]

    with pytest.raises(NotACandidate):
        office.complete("stranger", task.id)


def test_a_claimed_task_cannot_be_claimed_by_another(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]
    office.act("wang", claim_task, task.id)

    with pytest.raises(TaskAlreadyClaimed) as caught:
        office.act("li", claim_task, task.id)

    assert caught.value.facts["assignee_name"] == "Wang"


def test_a_released_task_can_be_claimed_by_another(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]
    office.act("wang", claim_task, task.id)

    office.act("wang", release_task, task.id)
    office.act("li", claim_task, task.id)

    assert office.open(task.instance_id)[0].assignee_name == "Li"


def test_a_completed_task_says_who_was_faster(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]
    office.complete("li", task.id)

    with pytest.raises(TaskNotOpen) as caught:
        office.complete("wang", task.id)

    assert caught.value.facts["by"] == "Li"


def test_a_reassignment_needs_a_reason(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]
    office.act("wang", claim_task, task.id)

    with pytest.raises(Invalid):
        office.act("wang", reassign_task, task.id, (office.people["li"], "Li"), " ")


def test_a_reassigned_task_leaves_its_former_assignee(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]
    office.act("wang", claim_task, task.id)

    office.act("wang", reassign_task, task.id, (office.people["li"], "Li"), "休假")

    assert office.open(task.instance_id)[0].assignee_id == office.people["li"]


def test_a_draft_is_kept_with_the_task(office: Office) -> None:
    office.deploy(ONE_TASK)
    task = office.open(office.start("wang"))[0]

    office.act("wang", save_draft, task.id, {"opinion": "还没写完"})

    assert office.open(task.instance_id)[0].draft == {"opinion": "还没写完"}


def test_a_process_names_who_may_start_it(office: Office) -> None:
    office.deploy(ONE_TASK)
    office.deploy(ONE_TASK, "heads_only", starters="MARKETING_HEAD")

    with pytest.raises(NotAStarter):
        office.start("wang", "heads_only")

    assert office.start("head", "heads_only")


def test_a_stranger_of_another_unit_may_not_see_a_case(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")

    assert office.act("wang", may_see, case)
    assert not office.act("stranger", may_see, case)


def test_a_suspended_case_does_not_move(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    office.act("admin", suspend_process, case, "核查")

    with pytest.raises(Exception, match="suspended"):
        office.complete("wang", office.open(case)[0].id)

    office.act("admin", resume_process, case)
    office.complete("wang", office.open(case)[0].id)
    assert office.case(case).status == "completed"


def test_only_administrators_cancel_a_case(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")

    with pytest.raises(Forbidden):
        office.act("wang", cancel_process, case, "错误")
    office.act("admin", cancel_process, case, "重复申请")

    assert office.case(case).status == "cancelled"
    assert office.case(case).end_reason == "重复申请"
    assert office.tasks(case)[0].state == "cancelled"


def test_a_corrected_variable_changes_the_route(office: Office) -> None:
    office.deploy(ROUTED)
    case = office.start("wang", amount=1)
    office.act("admin", correct_variables, case, {"amount": 9}, "录入错误")

    office.complete("wang", office.open(case)[0].id)

    assert office.open(case)[0].activity_id == "big"


def test_a_running_case_keeps_its_version(office: Office) -> None:
    office.deploy(ONE_TASK)
    old = office.start("wang")
    two = ONE_TASK.replace('id="f_approve_end"', 'id="f_x"').replace(
        'sourceRef="approve" targetRef="end"', 'sourceRef="approve" targetRef="second"'
    )
    office.deploy(two + user_task("second") + sequence(("second", "end")))
    new = office.start("wang")

    office.complete("wang", office.open(old)[0].id)
    office.complete("wang", office.open(new)[0].id)

    assert office.case(old).status == "completed"
    assert office.open(new)[0].activity_id == "second"


def test_the_audit_trail_of_a_case_is_whole(office: Office) -> None:
    office.deploy(ONE_TASK)
    case = office.start("wang")
    office.complete("wang", office.open(case)[0].id)

    with office.database.reading(office.clock) as uow:
        report = verify(uow.session)

    assert report.breaks == ()


def test_a_changed_row_breaks_the_audit_trail(office: Office) -> None:
    office.deploy(ONE_TASK)
    office.start("wang")
    with office.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE event_log SET actor_name='x' WHERE name='TaskOpened'")

    with office.database.reading(office.clock) as uow:
        report = verify(uow.session)

    assert any("TaskOpened" in text for text in report.breaks)


ROUTED = (
    '<bpmn:startEvent id="start"/>'
    + user_task("look")
    + '<bpmn:exclusiveGateway id="x" default="f_x_small"/>'
    + user_task("big")
    + user_task("small")
    + '<bpmn:endEvent id="end"/>'
    + sequence(("start", "look"), ("look", "x"), ("x", "small"), ("big", "end"), ("small", "end"))
    + '<bpmn:sequenceFlow id="f_big" sourceRef="x" targetRef="big">'
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">amount &gt; 5'
    "</bpmn:conditionExpression></bpmn:sequenceFlow>"
)
