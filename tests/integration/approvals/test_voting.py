"""Deciding together 会签 或签 依次 票签, in the diagram's own words."""

import pytest

from engine.approvals.returning import WayBack, return_task
from tests.integration.approvals.bureau import Bureau, countersign, task
from tests.integration.processes.office import sequence

YES, NO, IDLE = "agree", "refuse", "abstain"
AGREED = 'count(votes[item = "agree"])'
OPPOSED = 'count(votes[item = "refuse"])'
SILENT = 'count(votes[item = "abstain"])'
ALL_AGREE = f"{OPPOSED} > 0 or {AGREED} = nrOfInstances"
FIRST_DECIDES = f"{AGREED} + {OPPOSED} >= 1"
# Passed as soon as more than half agree, failed as soon as that can no longer be.
MAJORITY = (
    f"{AGREED} > 0.5 * nrOfInstances or nrOfInstances - {OPPOSED} - {SILENT} <= 0.5 * nrOfInstances"
)
THREE_AGREE = f"{AGREED} >= 3"
PEOPLE = ["wang", "li", "zhao", "qian", "sun"]
LIST = "[" + ",".join(f'"{name}"' for name in PEOPLE) + "]"


def _deploy(bureau: Bureau, over: str, outcome: str, *, sequential: bool = False,
            element: str = "result") -> str:  # fmt: skip
    loop = countersign(LIST, over, sequential=sequential)
    node = task("m", "${person}", inner=loop, outputCollection="votes", outputElement=element)
    bureau.deploy(
        '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="x" default="f_x_no"/>'
        '<bpmn:endEvent id="end"/>'
        + task("draft", "wu")
        + node
        + task("yes", "zhou")
        + task("no", "zhou")
        + sequence(("start", "draft"), ("draft", "m"), ("m", "x"), ("x", "no"),
                   ("yes", "end"), ("no", "end"))
        + '<bpmn:sequenceFlow id="f_yes" sourceRef="x" targetRef="yes">'
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{outcome.replace('>', '&gt;').replace('<', '&lt;')}"
        "</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )  # fmt: skip
    case = bureau.start("wang")
    bureau.agree("wu", case, "draft")
    return case


def _vote(bureau: Bureau, case: str, *votes: str) -> None:
    for who, vote in zip(PEOPLE, votes, strict=False):
        mine = bureau.task(case, "m", who)
        bureau.complete(who, mine.id, {"result": vote})


@pytest.mark.parametrize(
    ("over", "outcome", "votes", "node"),
    [
        (ALL_AGREE, f"{OPPOSED} = 0", [YES] * 5, "yes"),
        (ALL_AGREE, f"{OPPOSED} = 0", [YES, YES, NO], "no"),
        (FIRST_DECIDES, f"{AGREED} > 0", [YES], "yes"),
        (FIRST_DECIDES, f"{AGREED} > 0", [NO], "no"),
        (MAJORITY, f"{AGREED} > 2.5", [YES, YES, YES], "yes"),
        (MAJORITY, f"{AGREED} > 2.5", [YES, NO, IDLE, IDLE], "no"),
        (MAJORITY, f"{AGREED} > 2.5", [NO, YES, NO, YES, YES], "yes"),
        (THREE_AGREE, f"{AGREED} >= 3", [NO, YES, NO, YES, YES], "yes"),
        (THREE_AGREE, f"{AGREED} >= 3", [NO, NO, NO, YES, YES], "no"),
    ],
)
def test_votes_decide_as_soon_as_the_rule_is_certain(
    bureau: Bureau, over: str, outcome: str, votes: list[str], node: str
) -> None:
    case = _deploy(bureau, over, outcome)

    _vote(bureau, case, *votes)

    assert bureau.nodes(case) == [node]
    assert bureau.case(case).variables["votes"] == votes


def test_abstentions_count_as_votes_and_three_who_agree_end_it_early(bureau: Bureau) -> None:
    case = _deploy(bureau, MAJORITY, f"{AGREED} > 2.5")

    _vote(bureau, case, IDLE, IDLE, YES, YES, YES)

    assert bureau.nodes(case) == ["yes"]
    assert bureau.case(case).variables["votes"].count(IDLE) == 2


def test_a_veto_holder_ends_the_vote_at_once(bureau: Bureau) -> None:
    veto = 'count(votes[item.who = "sun" and item.vote = "refuse"])'
    agreed = 'count(votes[item.vote = "agree"])'
    case = _deploy(
        bureau,
        f"{veto} > 0 or {agreed} > 0.5 * nrOfInstances",
        f"{veto} = 0 and {agreed} > 2.5",
        element="={who: person, vote: result}",
    )
    _vote(bureau, case, YES, YES)

    bureau.complete("sun", bureau.task(case, "m", "sun").id, {"result": NO})

    assert bureau.nodes(case) == ["no"]


def test_weighted_votes_decide_by_their_weight(bureau: Bureau) -> None:
    weight = 'sum(for v in votes return if v.vote = "agree" then v.weight else 0)'
    case = _deploy(
        bureau,
        f"{weight} > 50",
        f"{weight} > 50",
        element='={vote: result, weight: if person = "wang" then 60 else 10}',
    )

    _vote(bureau, case, YES)

    assert bureau.nodes(case) == ["yes"]


def test_in_order_the_next_is_asked_only_after_the_one_before_agreed(bureau: Bureau) -> None:
    case = _deploy(bureau, ALL_AGREE, f"{OPPOSED} = 0", sequential=True)
    assert bureau.waits_for(case) == ["Wang"]

    _vote(bureau, case, YES, NO)

    assert bureau.nodes(case) == ["no"]


def test_a_vote_can_be_sent_back_and_begins_anew(bureau: Bureau) -> None:
    case = _deploy(bureau, MAJORITY, f"{AGREED} > 2.5")
    _vote(bureau, case, YES, YES)

    bureau.do("sun", case, "m", return_task, WayBack("draft", "方案不清"))

    bureau.agree("wu", case, "draft")
    assert len(bureau.open(case)) == 5
    _vote(bureau, case, YES, YES, YES)
    assert bureau.nodes(case) == ["yes"]
