"""Deciding together 会签 或签 依次 票签, and a pool from which one takes the work 认领."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import (
    AGREED,
    ALL,
    ANY,
    BOTH,
    OPPOSED,
    VOTERS,
    ballot,
    listed,
    page_of,
    story,
    tells,
)
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import AGREE, line, task

YES, NO, IDLE = "agree", "refuse", "abstain"
FIVE = ("wang", "li", "zhao", "qian", "sun")
SILENT = 'count(votes[item = "abstain"])'
# Over as soon as more than half agree, or that can no longer be.
MAJORITY = (
    f"{AGREED} > 0.5 * nrOfInstances or nrOfInstances - {OPPOSED} - {SILENT} <= 0.5 * nrOfInstances"
)
WEIGHT = 'sum(for v in votes return if v.vote = "agree" then v.weight else 0)'
WEIGHED = '={vote: result, weight: if person = "wang" then 60 else 10}'
VETO = 'count(votes[item.who = "sun" and item.vote = "refuse"])'
NAMED = "={who: person, vote: result}"
FOR = 'count(votes[item.vote = "agree"])'


def _vote(doors: Doors, case: str, votes: dict[str, str]) -> None:
    for who, vote in votes.items():
        doors.agree(who, case, "m", result=vote)


@row("会签")
def test_all_have_the_task_at_once_and_the_node_passes_when_the_last_agrees(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(ballot(ALL, f"{OPPOSED} = 0"))
    case = bureau.start("wang")
    key = bureau.case(case).business_key
    assert [who for who in VOTERS if key not in listed(doors, who)] == []

    _vote(doors, case, {"qian": YES, "li": YES})

    assert (bureau.nodes(case), bureau.waits_for(case)) == (["m"], ["Zhao"])
    _vote(doors, case, {"zhao": YES})
    assert bureau.nodes(case) == ["yes"]


@row("会签")
def test_one_refusal_follows_the_policy_of_the_node_and_frees_the_others(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(ballot(ALL, f"{OPPOSED} = 0"))
    case = bureau.start("wang")
    late = bureau.task(case, "m", "qian").id

    _vote(doors, case, {"li": YES, "zhao": NO})

    assert bureau.nodes(case) == ["no"]
    assert doors.submit("qian", late) == 409
    assert "已由Zhao处理" in page_of(doors, "qian", late)


@row("会签")
@BOTH
def test_two_last_votes_at_the_same_moment_both_count_once(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(ballot(ALL, f"{OPPOSED} = 0", ("li", "zhao")))
    case = bureau.start("wang")
    gate, senders = Barrier(2), []
    for who in ("li", "zhao"):
        visitor = doors.of(who)
        address = f"/tasks/{bureau.task(case, 'm', who).id}/complete"
        senders.append((visitor.client, address, {"X-CSRFToken": visitor.token()}))

    def send(sender: tuple) -> int:
        client, address, headers = sender
        gate.wait()
        return client.post(address, json={"data": AGREE}, headers=headers).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, senders)) == [200, 200]
    assert bureau.nodes(case) == ["yes"]
    assert bureau.case(case).variables["votes"] == [YES, YES]


@row("或签")
@pytest.mark.parametrize(("vote", "node"), [(YES, "yes"), (NO, "no")])
def test_the_first_decides_either_way_and_the_others_read_who_it_was(
    doors: Doors, vote: str, node: str
) -> None:
    bureau = doors.bureau
    bureau.deploy(ballot(ANY, f"{AGREED} > 0"))
    case = bureau.start("wang")
    freed = {who: bureau.task(case, "m", who).id for who in ("li", "qian")}

    _vote(doors, case, {"zhao": vote})

    assert bureau.nodes(case) == [node]
    assert [
        who for who, one in freed.items() if "已由Zhao处理" not in page_of(doors, who, one)
    ] == []
    assert [one for one in story(doors, "wang", case) if "已由Zhao处理" in one] != []
    assert bureau.case(case).business_key not in listed(doors, "li")


@row("依次审批 顺序会签")
def test_the_next_gets_the_task_only_after_the_one_before_agreed(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(ballot(ALL, f"{OPPOSED} = 0", sequential=True))
    case = bureau.start("wang")
    assert bureau.waits_for(case) == ["Li"]
    assert bureau.case(case).business_key not in listed(doors, "zhao")

    _vote(doors, case, {"li": YES})

    assert bureau.waits_for(case) == ["Zhao"]
    _vote(doors, case, {"zhao": NO})
    assert bureau.nodes(case) == ["no"]
    assert not tells(doors, "wang", case, "Qian")


@row("票签")
@pytest.mark.parametrize(
    ("over", "passed", "element", "votes", "node"),
    [
        pytest.param(MAJORITY, f"{AGREED} > 2.5", "result", [NO, YES, YES, YES], "yes", id="a no"),
        pytest.param(MAJORITY, f"{AGREED} > 2.5", "result", [IDLE, IDLE, NO], "no", id="idle"),
        pytest.param(f"{AGREED} >= 2", f"{AGREED} >= 2", "result", [NO, NO, YES, YES], "yes",
                     id="so many agree"),
        pytest.param(f"{OPPOSED} >= 2 or {AGREED} >= 4", f"{OPPOSED} < 2", "result",
                     [YES, NO, YES, NO], "no", id="so many refuse"),
        pytest.param(f"{WEIGHT} > 50", f"{WEIGHT} > 50", WEIGHED, [YES], "yes", id="weight"),
        pytest.param(f"{VETO} > 0 or {FOR} >= 4", f"{VETO} = 0", NAMED, [YES, YES, YES, IDLE, NO],
                     "no", id="veto"),
    ],
)  # fmt: skip
def test_a_vote_ends_as_soon_as_it_is_certain_and_a_no_is_a_vote(
    doors: Doors, over: str, passed: str, element: str, votes: list[str], node: str
) -> None:
    bureau = doors.bureau
    bureau.deploy(ballot(over, passed, FIVE, element=element))
    case = bureau.start("wu")
    before = dict(zip(FIVE, votes[:-1], strict=False))
    _vote(doors, case, before)
    assert bureau.nodes(case) == ["m"] * (5 - len(before))

    _vote(doors, case, {FIVE[len(before)]: votes[-1]})

    assert bureau.nodes(case) == [node]


@row("随机/抢办 认领")
def test_who_claims_from_the_pool_has_the_task_alone_until_he_puts_it_back(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(line(("a", task("a", group="BUSINESS_CLERK@county", claim="required"))))
    case = bureau.start("zhao")
    key, pool = bureau.case(case).business_key, bureau.task(case, "a").id
    assert key in listed(doors, "wang", "claimable")
    assert doors.submit("wang", pool) == 409
    assert doors.press("wang", pool, "claim").status_code == 303

    refused = doors.press("li", pool, "claim")

    assert (refused.status_code, "Wang" in refused.text) == (409, True)
    assert key not in listed(doors, "li", "claimable")
    assert doors.press("wang", pool, "release").status_code == 303
    assert key in listed(doors, "li", "claimable")
    assert doors.press("li", pool, "claim").status_code == 303
    assert doors.submit("li", pool) == 200


@row("随机/抢办 认领")
def test_one_of_the_candidates_is_drawn_by_lot(doors: Doors) -> None:
    bureau = doors.bureau
    node = task("a", group="BUSINESS_CLERK@county", pick="random", excludeStarter="true")
    bureau.deploy(line(("a", node)))

    case = bureau.start("wang")

    assert bureau.case(case).business_key in listed(doors, "li")
    assert doors.press("li", bureau.task(case, "a").id, "release").status_code == 303
    assert bureau.case(case).business_key in listed(doors, "li", "claimable")
