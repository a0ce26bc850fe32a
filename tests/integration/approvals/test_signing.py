"""Adding signers 加签 and taking them out 减签."""

import pytest

from engine.approvals.lending import pass_on
from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import Addition, CannotAdd, add_signers, remove_signer
from engine.approvals.withdrawing import withdraw_task
from engine.kernel.errors import Forbidden
from engine.processes.administration import cancel_process
from engine.tasks.model import TaskOnHold
from tests.integration.approvals.bureau import AGREE, REFUSE, Bureau, countersign, line, task
from tests.integration.approvals.test_returning import FOUR
from tests.integration.processes.office import sequence

ONE = line(("a", task("a", "zhao")), ("b", task("b", "sun")))
DECIDED = (
    '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="x" default="f_x_no"/>'
    '<bpmn:endEvent id="end"/>'
    + task("a", "zhao")
    + task("yes", "sun")
    + task("no", "wang")
    + sequence(("start", "a"), ("a", "x"), ("x", "no"), ("yes", "end"), ("no", "end"))
    + '<bpmn:sequenceFlow id="f_yes" sourceRef="x" targetRef="yes">'
    '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">result = "agree"'
    "</bpmn:conditionExpression></bpmn:sequenceFlow>"
)


def _add(bureau: Bureau, case: str, position: str, *people: str, mode: str = "all") -> None:
    ids = [bureau.people[name] for name in people]
    bureau.do("zhao", case, "a", add_signers, Addition(position, ids, "请会审", mode))


@pytest.fixture
def case(bureau: Bureau) -> str:
    bureau.deploy(DECIDED)
    return bureau.start("wang")


def test_a_signer_before_acts_first_and_then_the_task_returns(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "before", "qian")
    held = next(one for one in bureau.open(case) if one.kind == "task")
    with pytest.raises(TaskOnHold):
        bureau.complete("zhao", held.id, AGREE)

    bureau.agree("qian", case, "a")

    assert bureau.waits_for(case) == ["Zhao"]
    bureau.agree("zhao", case, "a")
    assert bureau.nodes(case) == ["yes"]


def test_signers_after_are_asked_when_the_task_was_answered(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "after", "qian", "sun")
    assert bureau.waits_for(case) == ["Zhao"]
    bureau.agree("zhao", case, "a")

    bureau.agree("qian", case, "a")

    assert bureau.nodes(case) == ["a", "a"]
    bureau.agree("sun", case, "a")
    assert bureau.nodes(case) == ["yes"]


def test_a_refusal_of_a_signer_after_decides_for_the_node(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "after", "qian", "sun")
    bureau.agree("zhao", case, "a")

    bureau.complete("qian", bureau.task(case, "a", "qian").id, REFUSE)

    assert bureau.nodes(case) == ["no"]


def test_a_refusal_of_a_signer_before_is_left_to_who_asked(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "before", "qian")

    bureau.complete("qian", bureau.task(case, "a", "qian").id, REFUSE)

    assert bureau.waits_for(case) == ["Zhao"]


def test_signers_beside_decide_together_whoever_is_first(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "parallel", "qian")
    assert bureau.waits_for(case) == ["Qian", "Zhao"]
    bureau.agree("zhao", case, "a")

    bureau.agree("qian", case, "a")

    assert bureau.nodes(case) == ["yes"]


def test_signers_in_sequence_act_one_after_the_other(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "before", "qian", "sun", mode="sequence")
    assert "Sun" not in bureau.waits_for(case)

    bureau.agree("qian", case, "a")

    assert "Sun" in bureau.waits_for(case)
    bureau.agree("sun", case, "a")
    assert bureau.waits_for(case) == ["Zhao"]


def test_the_first_of_any_signers_frees_the_others(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "before", "qian", "sun", mode="any")

    bureau.agree("sun", case, "a")

    assert bureau.waits_for(case) == ["Zhao"]


def test_signers_before_and_after_do_not_mix_nor_double(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "after", "qian")

    with pytest.raises(CannotAdd) as mixed:
        _add(bureau, case, "before", "sun")
    with pytest.raises(CannotAdd) as doubled:
        _add(bureau, case, "after", "qian")

    assert mixed.value.facts["reason"] == "mixed"
    assert doubled.value.facts["reason"] == "doubled"


def test_a_task_with_added_signers_is_not_passed_on(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "before", "qian")
    held = next(one for one in bureau.open(case) if one.kind == "task")

    with pytest.raises(TaskOnHold):
        bureau.act("zhao", pass_on, held.id, bureau.people["sun"], "出差")

    bureau.agree("qian", case, "a")
    with pytest.raises(TaskOnHold):
        bureau.act("zhao", pass_on, held.id, bureau.people["sun"], "出差")


def test_a_signer_who_has_not_acted_is_taken_out(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "before", "qian")
    held = next(one for one in bureau.open(case) if one.kind == "task")

    bureau.act("zhao", remove_signer, held.id, bureau.people["qian"], "不需要了")

    assert bureau.waits_for(case) == ["Zhao"]
    bureau.do("zhao", case, "a", pass_on, bureau.people["sun"], "出差")
    assert bureau.waits_for(case) == ["Sun"]


def test_taking_out_the_last_signer_after_lets_the_case_go_on(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "after", "qian")
    bureau.agree("zhao", case, "a")
    held = next(one for one in bureau.open(case) if one.kind == "task")

    bureau.act("zhao", remove_signer, held.id, bureau.people["qian"])

    assert bureau.nodes(case) == ["yes"]


def test_only_who_added_a_signer_takes_him_out(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "before", "qian")
    held = next(one for one in bureau.open(case) if one.kind == "task")

    with pytest.raises(Forbidden):
        bureau.act("li", remove_signer, held.id, bureau.people["qian"])


def test_an_answer_with_signers_after_it_can_be_taken_back(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "after", "qian")
    answered = bureau.agree("zhao", case, "a")

    bureau.act("zhao", withdraw_task, answered)

    assert bureau.waits_for(case) == ["Zhao"]
    bureau.agree("zhao", case, "a")
    assert bureau.waits_for(case) == ["", "Qian"]


def test_an_added_signer_sends_the_case_back(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    ids = [bureau.people["qian"], bureau.people["sun"]]
    bureau.do("zhao", case, "check", add_signers, Addition("before", ids, "请会审"))

    bureau.do("qian", case, "check", return_task, WayBack("draft", "材料不全"))

    assert (bureau.nodes(case), bureau.waits_for(case)) == (["draft"], ["Wang"])


def test_a_signer_beside_a_countersignature_is_one_of_its_instances(bureau: Bureau) -> None:
    loop = countersign('["zhao","qian"]', "nrOfCompletedInstances = nrOfInstances")
    bureau.deploy(line(("a", task("a", "${person}", inner=loop)), ("b", task("b", "sun"))))
    case = bureau.start("wang")
    _add(bureau, case, "parallel", "li", "sun")
    asked = bureau.task(case, "a", "zhao")
    assert bureau.waits_for(case) == ["Li", "Qian", "Sun", "Zhao"]

    bureau.act("zhao", remove_signer, asked.id, bureau.people["sun"])

    for who in ("zhao", "qian", "li"):
        bureau.agree(who, case, "a")
    assert bureau.nodes(case) == ["b"]


def test_cancelling_a_case_cancels_the_work_of_its_signers(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "parallel", "qian")

    bureau.act("admin", cancel_process, case, "作废")

    assert bureau.open(case) == []
