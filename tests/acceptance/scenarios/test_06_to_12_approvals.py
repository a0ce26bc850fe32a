"""Scenarios 6 to 12: countersigning, voting, adding signers, taking back, deputies, nobody."""

from datetime import timedelta

import pytest

from engine.approvals.deputies import appoint
from engine.kernel.ids import new_id
from engine.staff.model import Deputy
from tests.acceptance.scenarios.conftest import Doors
from tests.integration.approvals.bureau import countersign, line, task
from tests.integration.approvals.test_voting import ALL_AGREE, MAJORITY

FIVE = '["li","zhao","qian","sun","wu"]'
VOTES = {"outputCollection": "votes", "outputElement": "result"}
PLAN = line(
    ("plan", task("plan", "wang")),
    ("m", task("m", "${person}", inner=countersign(FIVE, ALL_AGREE), **VOTES)),
    ("sign", task("sign", "zhou")),
)
TWO = line(("a", task("a", "zhao")), ("b", task("b", "qian")))


def _vote(doors: Doors, case: str, *votes: tuple[str, str]) -> None:
    for who, result in votes:
        doors.agree(who, case, "m", result=result)


def test_06_one_of_five_refuses_and_the_plan_comes_straight_back_to_him(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(PLAN)
    case = bureau.start("wang")
    doors.agree("wang", case, "plan")
    _vote(doors, case, ("li", "agree"), ("zhao", "agree"))

    mine = bureau.task(case, "m", "qian").id
    doors.operate("qian", mine, "return", to_activity="plan", reason="容量不符", way="straight")

    assert (bureau.nodes(case), bureau.waits_for(case)) == (["plan"], ["Wang"])
    doors.agree("wang", case, "plan", opinion="已修改")
    assert bureau.waits_for(case) == ["Qian", "Sun", "Wu"]
    _vote(doors, case, ("qian", "agree"), ("sun", "agree"), ("wu", "agree"))
    assert bureau.nodes(case) == ["sign"]


def test_06_a_refusal_by_vote_goes_where_the_diagram_says(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(PLAN)
    case = bureau.start("wang")
    doors.agree("wang", case, "plan")

    _vote(doors, case, ("li", "agree"), ("sun", "refuse"))

    assert bureau.nodes(case) == ["sign"]
    assert bureau.case(case).variables["votes"] == ["agree", "refuse"]


@pytest.mark.parametrize(
    ("votes", "passed"),
    [
        (["agree", "agree", "agree"], True),
        (["abstain", "abstain", "agree", "agree", "agree"], True),
        (["abstain", "abstain", "refuse"], False),
    ],
)
def test_07_of_five_votes_three_agree_early_and_two_abstentions_count(
    doors: Doors, votes: list[str], passed: bool
) -> None:
    bureau = doors.bureau
    node = task("m", "${person}", inner=countersign(FIVE, MAJORITY), **VOTES)
    bureau.deploy(line(("m", node), ("sign", task("sign", "zhou"))))
    case = bureau.start("wang")

    _vote(doors, case, *zip(["li", "zhao", "qian", "sun", "wu"], votes, strict=False))

    assert bureau.nodes(case) == ["sign"]
    counted = bureau.case(case).variables["votes"]
    assert (counted, counted.count("agree") > 2.5) == (votes, passed)


def test_08_after_a_signer_before_the_task_is_not_passed_on(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(TWO)
    case = bureau.start("wang")
    mine = bureau.task(case, "a").id
    people = bureau.people
    doors.operate("zhao", mine, "addSign", position="before", user_id=people["sun"],
                  mode="all", reason="请先看")  # fmt: skip

    refused = doors.press("zhao", mine, "reassign", user_id=people["li"], reason="出差")

    assert refused.status_code == 409
    assert bureau.waits_for(case) == ["", "Sun"]


def test_09_nothing_is_recalled_once_the_next_node_is_finished(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(
        line(*((n, task(n, who)) for n, who in (("a", "wang"), ("b", "zhao"), ("c", "sun"))))
    )
    case = bureau.start("wang")
    done = doors.agree("wang", case, "a")
    doors.agree("zhao", case, "b")

    refused = doors.operate("wang", done, "withdraw", reason="写错了")

    assert refused.status_code == 409
    assert "后续节点已有人办结或答复。" in refused.text
    assert bureau.nodes(case) == ["c"]


def test_10_the_same_person_passes_two_nodes_in_a_row_but_not_after_a_return(
    doors: Doors,
) -> None:
    bureau = doors.bureau
    again = task("b", "zhao", dedupe="consecutive")
    bureau.deploy(line(("a", task("a", "zhao")), ("b", again), ("c", task("c", "sun"))))
    case = bureau.start("wang")
    doors.agree("zhao", case, "a")
    assert bureau.nodes(case) == ["c"]

    doors.operate("sun", bureau.task(case, "c").id, "return", to_activity="a", reason="重核")

    doors.agree("zhao", case, "a")
    assert bureau.nodes(case) == ["b"]


def test_11_the_agent_of_somebody_on_leave_signs_for_him(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(TWO)
    now = bureau.clock.now()
    names = {"principal_id": bureau.people["zhao"], "agent_id": bureau.people["li"]}
    deputy = Deputy(id=new_id(), process_keys=[], valid_from=now, is_enabled=True,
                    valid_to=now + timedelta(days=3), **names)  # fmt: skip
    bureau.act("zhao", appoint, deputy)
    case = bureau.start("wang")
    assert bureau.waits_for(case) == ["Li"]

    doors.agree("li", case, "a")

    assert bureau.tasks(case)[0].signed_as == "Li（代Zhao）"
    assert "代Zhao" in doors.of("wang").get(f"/cases/{case}").text


def test_12_without_a_safety_head_in_the_county_the_process_administrator_is_asked(
    doors: Doors,
) -> None:
    bureau = doors.bureau
    bureau.deploy(line(("a", task("a", group="SAFETY_HEAD@county")), ("b", task("b", "sun"))))
    case = bureau.start("wang")

    found = bureau.task(case, "a")
    assert found.candidates == ["PROCESS_ADMIN@10"]
    assert "SAFETY_HEAD" in (found.assignment_note or "")

    assert doors.press("admin", found.id, "claim").status_code == 303
    doors.agree("admin", case, "a")
    assert bureau.nodes(case) == ["b"]
