"""Taking back 撤回 a step that has reached the join of its branch, or one run of several."""

import pytest

from engine.approvals.returning import WayBack, return_task
from engine.approvals.withdrawing import CannotWithdraw, withdraw_task
from tests.integration.approvals.bureau import Bureau, task
from tests.integration.processes.office import sequence

LOOP = (
    '<bpmn:multiInstanceLoopCharacteristics isSequential="false"'
    ' camunda:collection="=[&quot;li&quot;,&quot;qian&quot;]" camunda:elementVariable="person"/>'
)


def _gates(kind: str, *names: str) -> str:
    return "".join(f'<bpmn:{kind} id="{name}"/>' for name in names)


def _branches(kind: str) -> str:
    """Return two branches, the first of them split again, and a task behind their join."""
    return (
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
        + _gates("parallelGateway", "f", "g")
        + _gates(kind, "h", "j")
        + task("a", "zhao")
        + task("b", "qian")
        + task("c", "li")
        + task("z", "sun")
        + sequence(("start", "f"), ("f", "g"), ("g", "a"), ("g", "b"), ("a", "h"), ("b", "h"),
                   ("h", "j"), ("f", "c"), ("c", "j"), ("j", "z"), ("z", "end"))
    )  # fmt: skip


def _repeated() -> str:
    inner = (
        '<bpmn:startEvent id="s"/><bpmn:endEvent id="e"/>'
        + task("a", "${person}")
        + task("b", "wu")
        + sequence(("s", "a"), ("a", "b"), ("b", "e"))
    )
    return (
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
        f'<bpmn:subProcess id="each">{LOOP}{inner}</bpmn:subProcess>'
        + sequence(("start", "each"), ("each", "end"))
    )


def _twice_called(bureau: Bureau) -> str:
    inner = (
        '<bpmn:startEvent id="s"/><bpmn:endEvent id="e"/>'
        + task("a", "zhao")
        + task("b", "sun")
        + sequence(("s", "a"), ("a", "b"), ("b", "e"))
    )
    bureau.deploy(inner, "inner")
    bureau.deploy(
        '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>'
        + _gates("parallelGateway", "f", "j")
        + '<bpmn:callActivity id="one" calledElement="inner"/>'
        '<bpmn:callActivity id="two" calledElement="inner"/>'
        + sequence(("start", "f"), ("f", "one"), ("f", "two"), ("one", "j"), ("two", "j"),
                   ("j", "end"))
    )  # fmt: skip
    return bureau.start("wang")


@pytest.fixture(params=["parallelGateway", "inclusiveGateway"])
def case(request: pytest.FixtureRequest, bureau: Bureau) -> str:
    """Return a case in both branches, which meet at a join of either kind."""
    bureau.deploy(_branches(request.param))
    return bureau.start("wang")


def test_a_step_that_waits_at_its_join_is_taken_back(bureau: Bureau, case: str) -> None:
    done = bureau.agree("li", case, "c")

    bureau.act("li", withdraw_task, done)

    assert bureau.nodes(case) == ["a", "b", "c"]


def test_what_others_have_brought_to_the_join_stays(bureau: Bureau, case: str) -> None:
    bureau.agree("li", case, "c")
    bureau.agree("zhao", case, "a")
    done = bureau.agree("qian", case, "b")
    bureau.act("qian", withdraw_task, done)
    assert bureau.nodes(case) == ["b"]

    bureau.agree("qian", case, "b")
    bureau.agree("sun", case, "z")

    assert bureau.case(case).status == "completed"


def test_the_step_that_opened_the_joins_is_taken_back(bureau: Bureau, case: str) -> None:
    bureau.agree("zhao", case, "a")
    bureau.agree("qian", case, "b")
    done = bureau.agree("li", case, "c")
    assert bureau.nodes(case) == ["z"]

    bureau.act("li", withdraw_task, done)

    assert bureau.nodes(case) == ["c"]
    bureau.agree("li", case, "c")
    bureau.agree("sun", case, "z")
    assert bureau.case(case).status == "completed"


def test_an_earlier_step_of_another_branch_is_taken_back_too(bureau: Bureau, case: str) -> None:
    done = bureau.agree("zhao", case, "a")
    bureau.agree("li", case, "c")
    bureau.agree("qian", case, "b")

    bureau.act("zhao", withdraw_task, done)

    assert bureau.nodes(case) == ["a"]
    bureau.agree("zhao", case, "a")
    assert bureau.nodes(case) == ["z"]


def test_nothing_is_taken_back_once_a_task_behind_the_join_is_done(bureau: Bureau) -> None:
    body = _branches("parallelGateway").replace('<bpmn:endEvent id="end"/>', "", 1)
    bureau.deploy(
        body.replace('targetRef="end"', 'targetRef="last"')
        + task("last", "wu")
        + '<bpmn:endEvent id="end"/>'
        + sequence(("last", "end"))
    )
    case = bureau.start("wang")
    bureau.agree("zhao", case, "a")
    bureau.agree("qian", case, "b")
    done = bureau.agree("li", case, "c")
    bureau.agree("sun", case, "z")

    with pytest.raises(CannotWithdraw) as caught:
        bureau.act("li", withdraw_task, done)

    assert caught.value.facts["reason"] == "next_finished"


def test_a_step_of_one_run_is_taken_back_in_that_run(bureau: Bureau) -> None:
    bureau.deploy(_repeated())
    case = bureau.start("wang")
    bureau.agree("li", case, "a")
    done = bureau.agree("qian", case, "a")

    bureau.act("qian", withdraw_task, done)

    found = {one.activity_id: one.local_variables["person"] for one in bureau.open(case)}
    assert found == {"a": "qian", "b": "li"}


def test_what_is_done_in_another_run_keeps_nobody_from_taking_back(bureau: Bureau) -> None:
    bureau.deploy(_repeated())
    case = bureau.start("wang")
    done = bureau.agree("li", case, "a")
    bureau.agree("qian", case, "a")
    of_qian = next(one for one in bureau.open(case) if one.local_variables["person"] == "qian")
    bureau.complete("wu", of_qian.id, {"result": "agree"})

    bureau.act("li", withdraw_task, done)

    assert (bureau.nodes(case), bureau.waits_for(case)) == (["a"], ["Li"])


def test_a_run_is_sent_back_to_whoever_did_the_step_in_it(bureau: Bureau) -> None:
    bureau.deploy(_repeated())
    case = bureau.start("wang")
    bureau.agree("li", case, "a")
    bureau.agree("qian", case, "a")
    of_li = next(one for one in bureau.open(case) if one.local_variables["person"] == "li")

    bureau.act("wu", return_task, of_li.id, WayBack("a", "重办"))

    assert bureau.task(case, "a").assignee_name == "Li"
    assert bureau.nodes(case) == ["a", "b"]


def test_a_step_of_one_call_is_taken_back_in_that_call(bureau: Bureau) -> None:
    case = _twice_called(bureau)
    first, second = bureau.open(case)
    bureau.complete("zhao", first.id, {"result": "agree"})
    bureau.complete("zhao", second.id, {"result": "agree"})
    kept = bureau.open(case)[0].id

    bureau.act("zhao", withdraw_task, second.id)

    assert bureau.nodes(case) == ["a", "b"]
    assert bureau.task(case, "b").id == kept


def test_the_last_step_of_a_call_that_is_over_leaves_the_other_call_alone(bureau: Bureau) -> None:
    case = _twice_called(bureau)
    first, second = bureau.open(case)
    bureau.complete("zhao", first.id, {"result": "agree"})
    last = bureau.agree("sun", case, "b")
    bureau.complete("zhao", second.id, {"result": "agree"})

    with pytest.raises(CannotWithdraw) as caught:
        bureau.act("sun", withdraw_task, last)

    assert caught.value.facts["reason"] == "nothing_waits"
    assert bureau.nodes(case) == ["b"]
