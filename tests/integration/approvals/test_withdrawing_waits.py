"""Taking back 撤回 a step behind which nobody is asked, but something is waited for."""

import pytest

from engine.approvals.withdrawing import CannotWithdraw, withdraw_task
from engine.kernel.actor import SYSTEM
from engine.processes.service import run_command
from engine.scheduler.model import JobRow
from engine.workflow import CorrelateMessage
from tests.integration.approvals.bureau import Bureau, task
from tests.integration.processes.office import sequence

TIMER = (
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDuration'
    ' xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
MESSAGE = (
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="paid"/>'
    "</bpmn:intermediateCatchEvent>"
)
CALL = '<bpmn:callActivity id="wait" calledElement="inner"/>'
PAID = '<bpmn:message id="paid" name="paid"/>'
INNER = (
    '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
    + task("asked", "qian")
    + task("second", "sun")
    + sequence(("start", "asked"), ("asked", "second"), ("second", "end"))
)


def _deploy(bureau: Bureau, wait: str, roots: str = "") -> str:
    body = (
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
        + task("a", "zhao")
        + wait
        + task("b", "sun")
        + sequence(("start", "a"), ("a", "wait"), ("wait", "b"), ("b", "end"))
    )
    bureau.deploy(body, roots=roots)
    return bureau.start("wang")


def _jobs(bureau: Bureau) -> list[str]:
    with bureau.database.reading(bureau.clock) as uow:
        return [row.kind for row in uow.session.query(JobRow) if row.state == "due"]


def test_a_step_before_a_timer_is_taken_back_and_the_timer_dropped(bureau: Bureau) -> None:
    case = _deploy(bureau, TIMER)
    done = bureau.agree("zhao", case, "a")
    assert _jobs(bureau) == ["timer"]

    bureau.act("zhao", withdraw_task, done)

    assert bureau.nodes(case) == ["a"]
    assert _jobs(bureau) == []


def test_a_step_before_a_message_is_taken_back(bureau: Bureau) -> None:
    case = _deploy(bureau, MESSAGE, PAID)
    done = bureau.agree("zhao", case, "a")

    bureau.act("zhao", withdraw_task, done)

    bureau.agree("zhao", case, "a")
    bureau.act("wang", lambda uow, _: run_command(uow, SYSTEM, case, CorrelateMessage("paid")))
    assert bureau.nodes(case) == ["b"]


def test_nothing_is_taken_back_once_the_message_has_come(bureau: Bureau) -> None:
    case = _deploy(bureau, MESSAGE, PAID)
    done = bureau.agree("zhao", case, "a")
    bureau.act("wang", lambda uow, _: run_command(uow, SYSTEM, case, CorrelateMessage("paid")))

    with pytest.raises(CannotWithdraw) as caught:
        bureau.act("zhao", withdraw_task, done)

    assert caught.value.facts["reason"] == "next_finished"


def test_a_called_process_in_which_nobody_has_worked_is_cancelled(bureau: Bureau) -> None:
    bureau.deploy(INNER, "inner")
    case = _deploy(bureau, CALL)
    done = bureau.agree("zhao", case, "a")
    assert bureau.nodes(case) == ["asked"]

    bureau.act("zhao", withdraw_task, done)

    assert bureau.nodes(case) == ["a"]
    assert bureau.facts("TaskWithdrawn")[0]["users"] == [bureau.people["qian"]]


def test_a_called_process_in_which_somebody_has_worked_stays(bureau: Bureau) -> None:
    bureau.deploy(INNER, "inner")
    case = _deploy(bureau, CALL)
    done = bureau.agree("zhao", case, "a")
    bureau.agree("qian", case, "asked")

    with pytest.raises(CannotWithdraw) as caught:
        bureau.act("zhao", withdraw_task, done)

    assert caught.value.facts["reason"] == "next_finished"


def test_within_a_called_process_a_step_is_taken_back_too(bureau: Bureau) -> None:
    bureau.deploy(INNER, "inner")
    case = _deploy(bureau, CALL)
    bureau.agree("zhao", case, "a")
    done = bureau.agree("qian", case, "asked")

    bureau.act("qian", withdraw_task, done)

    assert bureau.nodes(case) == ["asked"]
