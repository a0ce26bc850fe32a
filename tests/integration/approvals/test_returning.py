"""Sending back 驳回: where to, who does it again, and how the case comes back."""

import pytest

from engine.approvals import queries
from engine.approvals.checks import NotPermittedHere
from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import Addition, add_signers
from engine.kernel.errors import Invalid
from tests.integration.approvals.bureau import AGREE, Bureau, countersign, line, task
from tests.integration.processes.office import sequence

FOUR = line(
    ("draft", task("draft", "wang")),
    ("check", task("check", "zhao")),
    ("approve", task("approve", "qian")),
    ("sign", task("sign", "sun")),
)


def _targets(bureau: Bureau, case: str, activity: str) -> list[str]:
    with bureau.database.reading(bureau.clock) as uow:
        found = queries.return_targets(uow, bureau.task(case, activity))
        return [one.activity_id for one in found]


def _to_approve(bureau: Bureau) -> str:
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft", amount=1)
    bureau.agree("zhao", case, "check")
    return case


def test_a_case_can_go_back_to_every_node_that_was_done(bureau: Bureau) -> None:
    bureau.deploy(FOUR)

    case = _to_approve(bureau)

    assert _targets(bureau, case, "approve") == ["draft", "check"]


def test_whoever_did_the_node_does_it_again_with_what_he_wrote(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = _to_approve(bureau)

    bureau.do("qian", case, "approve", return_task, WayBack("draft", "金额有误"))

    again = bureau.task(case, "draft")
    assert (bureau.nodes(case), again.assignee_name) == (["draft"], "Wang")
    assert again.draft["amount"] == 1


def test_a_node_sent_back_is_marked_and_told(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = _to_approve(bureau)

    bureau.do("qian", case, "approve", return_task, WayBack("check", "请复核"))

    mine = next(one for one in bureau.tasks(case) if one.activity_id == "approve")
    assert (mine.outcome, mine.opinion, mine.state) == ("returned", "请复核", "done")
    (fact,) = bureau.facts("TaskReturned")
    assert (fact["users"], fact["to_activity"]) == ([bureau.people["zhao"]], "check")


def test_all_nodes_are_done_again_after_a_return(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = _to_approve(bureau)
    bureau.do("qian", case, "approve", return_task, WayBack("draft", "重办"))

    bureau.agree("wang", case, "draft")

    assert bureau.nodes(case) == ["check"]


def test_a_case_can_come_straight_back_to_the_refuser(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = _to_approve(bureau)
    bureau.do("qian", case, "approve", return_task, WayBack("draft", "补充", is_straight=True))

    bureau.agree("wang", case, "draft")

    assert bureau.nodes(case) == ["approve"]
    bureau.agree("qian", case, "approve")
    bureau.agree("sun", case, "sign")
    assert bureau.case(case).status == "completed"


def test_a_changed_key_field_makes_all_nodes_decide_again(bureau: Bureau) -> None:
    keyed = '<bpmn:extensionElements><camunda:properties><camunda:property name="keyFields"'
    keyed += ' value="amount"/></camunda:properties></bpmn:extensionElements>'
    bureau.deploy(keyed + FOUR)
    case = _to_approve(bureau)
    bureau.do("qian", case, "approve", return_task, WayBack("draft", "补充", is_straight=True))

    bureau.agree("wang", case, "draft", amount=2)

    assert bureau.nodes(case) == ["check"]


def test_a_return_needs_a_reason_and_a_way(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = _to_approve(bureau)

    with pytest.raises(Invalid):
        bureau.do("qian", case, "approve", return_task, WayBack("draft", " "))
    with pytest.raises(Invalid):
        bureau.do("qian", case, "approve", return_task, WayBack("sign", "不行"))


def test_a_node_may_forbid_the_return(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "wang")), ("b", task("b", "zhao", allow="reassign"))))
    case = bureau.start("wang")
    bureau.agree("wang", case, "a")

    with pytest.raises(NotPermittedHere):
        bureau.do("zhao", case, "b", return_task, WayBack("a", "不行"))


BRANCHES = (
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>'
    '<bpmn:parallelGateway id="join"/><bpmn:endEvent id="end"/>'
    + task("draft", "wang")
    + task("left", "zhao")
    + task("right", "qian")
    + task("right2", "li")
    + task("last", "sun")
    + sequence(
        ("start", "draft"), ("draft", "fork"), ("fork", "left"), ("fork", "right"),
        ("right", "right2"), ("left", "join"), ("right2", "join"), ("join", "last"),
        ("last", "end"),
    )
)  # fmt: skip


def test_a_branch_goes_back_within_itself_and_before_the_split_only(bureau: Bureau) -> None:
    bureau.deploy(BRANCHES)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "left")
    bureau.agree("qian", case, "right")

    assert _targets(bureau, case, "right2") == ["draft", "right"]


def test_behind_the_join_no_single_branch_can_be_sent_back(bureau: Bureau) -> None:
    bureau.deploy(BRANCHES)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "left")
    bureau.agree("qian", case, "right")
    bureau.agree("li", case, "right2")

    assert _targets(bureau, case, "last") == ["draft"]


def test_going_back_before_the_split_cancels_the_other_branch(bureau: Bureau) -> None:
    bureau.deploy(BRANCHES)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "left")

    way = WayBack("draft", "重新拟稿", is_straight=True)
    bureau.do("qian", case, "right", return_task, way)

    assert bureau.nodes(case) == ["draft"]
    for who, node in (("wang", "draft"), ("zhao", "left"), ("qian", "right"), ("li", "right2")):
        bureau.agree(who, case, node)
    bureau.agree("sun", case, "last")
    assert bureau.case(case).status == "completed"


def test_going_back_within_a_branch_leaves_the_other_one_alone(bureau: Bureau) -> None:
    bureau.deploy(BRANCHES)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "left")
    bureau.agree("qian", case, "right")

    bureau.do("li", case, "right2", return_task, WayBack("right", "再看"))

    assert bureau.nodes(case) == ["right"]
    bureau.agree("qian", case, "right")
    bureau.agree("li", case, "right2")
    assert bureau.nodes(case) == ["last"]


FIVE = '["wang","li","zhao","qian","sun"]'


def test_one_of_five_refuses_and_the_scheme_comes_straight_back_to_him(bureau: Bureau) -> None:
    loop = countersign(FIVE, "false")
    bureau.deploy(line(("scheme", task("scheme", "wu")), ("m", task("m", "${person}", inner=loop))))
    case = bureau.start("wang")
    bureau.agree("wu", case, "scheme")
    for who in ("wang", "li", "zhao"):
        bureau.agree(who, case, "m")
    way = WayBack("scheme", "负荷计算有误", is_straight=True)
    bureau.do("qian", case, "m", return_task, way)
    assert bureau.nodes(case) == ["scheme"]

    bureau.agree("wu", case, "scheme")

    assert bureau.waits_for(case) == ["Qian", "Sun"]
    bureau.agree("qian", case, "m")
    bureau.agree("sun", case, "m")
    assert bureau.case(case).status == "completed"


def test_a_case_goes_back_out_of_a_sub_process_never_into_one(bureau: Bureau) -> None:
    inside = (
        '<bpmn:startEvent id="s1"/><bpmn:endEvent id="e1"/>'
        + task("inner", "zhao")
        + task("inner2", "qian")
        + sequence(("s1", "inner"), ("inner", "inner2"), ("inner2", "e1"))
    )
    sub = f'<bpmn:subProcess id="sub">{inside}</bpmn:subProcess>'
    bureau.deploy(
        line(("draft", task("draft", "wang")), ("sub", sub), ("last", task("last", "sun")))
    )
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.agree("zhao", case, "inner")
    assert _targets(bureau, case, "inner2") == ["draft", "inner"]
    bureau.agree("qian", case, "inner2")
    assert _targets(bureau, case, "last") == ["draft"]

    bureau.do("sun", case, "last", return_task, WayBack("draft", "全部重来"))

    assert bureau.nodes(case) == ["draft"]


def test_the_returned_opinion_stands_on_the_print_sheet(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = _to_approve(bureau)
    bureau.do("qian", case, "approve", return_task, WayBack("check", "请复核"))

    with bureau.database.reading(bureau.clock) as uow:
        said = queries.opinions(uow.session, case)

    assert ("Qian", "returned", "请复核") in [(o.author, o.outcome, o.text) for o in said]
    assert AGREE["opinion"] in [one.text for one in said]


def test_what_is_decided_anew_is_decided_by_all(bureau: Bureau) -> None:
    vote = task("m", "${person}", inner=countersign('["li","qian"]', "false"))
    keys = '<bpmn:extensionElements><camunda:properties><camunda:property name="keyFields"'
    keys += ' value="amount"/></camunda:properties></bpmn:extensionElements>'
    once = task("once", "zhao", dedupe="once")
    steps = (("draft", task("draft", "wang")), ("once", once), ("check", task("check", "zhao")))
    bureau.deploy(keys + line(*steps, ("m", vote)))
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft", amount=1)
    bureau.agree("zhao", case, "once")
    bureau.agree("zhao", case, "check")
    bureau.agree("li", case, "m")
    bureau.do("qian", case, "m", return_task, WayBack("draft", "金额有误", is_straight=True))

    bureau.agree("wang", case, "draft", amount=2)
    assert bureau.nodes(case) == ["once"]
    bureau.agree("zhao", case, "once")
    bureau.agree("zhao", case, "check")

    assert bureau.waits_for(case) == ["Li", "Qian"]


def test_a_task_sent_back_leads_straight_also_after_its_signers(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = _to_approve(bureau)
    bureau.do("qian", case, "approve", return_task, WayBack("draft", "重办", is_straight=True))
    signers = Addition("after", [bureau.people["li"]], "请核")
    bureau.do("wang", case, "draft", add_signers, signers)
    bureau.agree("wang", case, "draft")

    bureau.agree("li", case, "draft")

    assert (bureau.nodes(case), bureau.waits_for(case)) == (["approve"], ["Qian"])
