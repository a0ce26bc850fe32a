"""Taking back 撤回 what one has completed, and cancelling 撤销 one's own case."""

import pytest

from engine.approvals.returning import WayBack, return_task
from engine.approvals.withdrawing import CannotWithdraw, cancel_case, withdraw_task
from engine.kernel.errors import Forbidden
from tests.integration.approvals.bureau import Bureau, countersign, line, task
from tests.integration.approvals.test_returning import BRANCHES, FOUR


def test_the_last_handler_takes_his_step_back_with_what_he_wrote(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    done = bureau.agree("wang", case, "draft", amount=7)

    bureau.act("wang", withdraw_task, done, "写错了")

    again = bureau.task(case, "draft")
    assert (bureau.nodes(case), again.assignee_name) == (["draft"], "Wang")
    assert again.draft["amount"] == 7
    assert bureau.facts("TaskWithdrawn")[0]["users"] == [bureau.people["zhao"]]


def test_nothing_is_taken_back_once_the_next_node_is_finished(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    done = bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "check")

    with pytest.raises(CannotWithdraw) as caught:
        bureau.act("wang", withdraw_task, done)

    assert caught.value.facts["reason"] == "next_finished"


def test_nobody_takes_back_what_another_has_done(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    done = bureau.agree("wang", case, "draft")

    with pytest.raises(Forbidden):
        bureau.act("li", withdraw_task, done)


def test_a_step_before_a_split_is_taken_back_with_all_branches(bureau: Bureau) -> None:
    bureau.deploy(BRANCHES)
    case = bureau.start("wang")
    done = bureau.agree("wang", case, "draft")

    bureau.act("wang", withdraw_task, done)

    assert bureau.nodes(case) == ["draft"]


def test_a_step_in_a_branch_is_taken_back_alone(bureau: Bureau) -> None:
    bureau.deploy(BRANCHES)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    done = bureau.agree("qian", case, "right")

    bureau.act("qian", withdraw_task, done)

    assert bureau.nodes(case) == ["left", "right"]


def test_a_vote_is_not_taken_back(bureau: Bureau) -> None:
    loop = countersign('["wang","li"]', "false")
    bureau.deploy(line(("m", task("m", "${person}", inner=loop)), ("z", task("z", "sun"))))
    case = bureau.start("wang")
    done = bureau.agree("wang", case, "m")

    with pytest.raises(CannotWithdraw) as caught:
        bureau.act("wang", withdraw_task, done)

    assert caught.value.facts["reason"] == "countersignature"


def test_a_step_can_be_taken_back_after_a_return(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.do("zhao", case, "check", return_task, WayBack("draft", "重办"))
    done = bureau.agree("wang", case, "draft")

    bureau.act("wang", withdraw_task, done)

    assert bureau.nodes(case) == ["draft"]


def test_a_step_is_taken_back_once(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    done = bureau.agree("wang", case, "draft")
    bureau.act("wang", withdraw_task, done)

    with pytest.raises(CannotWithdraw):
        bureau.act("wang", withdraw_task, done)


def test_the_starter_cancels_his_case_while_nobody_else_has_acted(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")

    bureau.act("wang", cancel_case, case, "不再需要")

    assert bureau.case(case).status == "cancelled"
    assert bureau.facts("CaseWithdrawn")[0]["users"] == [bureau.people["zhao"]]


def test_the_starter_cannot_cancel_what_others_have_worked_on(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "check")

    with pytest.raises(CannotWithdraw):
        bureau.act("wang", cancel_case, case, "不再需要")


def test_the_diagram_says_until_when_the_starter_may_cancel(bureau: Bureau) -> None:
    limit = '<bpmn:extensionElements><camunda:properties><camunda:property name="cancelUntil"'
    limit += ' value="approve"/></camunda:properties></bpmn:extensionElements>'
    bureau.deploy(limit + FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    early = bureau.start("wang")
    bureau.agree("wang", early, "draft")
    bureau.agree("zhao", case, "check")

    with pytest.raises(CannotWithdraw):
        bureau.act("wang", cancel_case, case, "不再需要")
    bureau.act("wang", cancel_case, early, "不再需要")

    assert bureau.case(early).status == "cancelled"


def test_only_the_starter_cancels_a_case_so(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")

    with pytest.raises(Forbidden):
        bureau.act("li", cancel_case, case, "不是我的")
