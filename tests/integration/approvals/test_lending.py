"""Giving work away: for good 转办, for an opinion 委派, or all of it when somebody leaves."""

import pytest

from engine.approvals import queries
from engine.approvals.lending import (
    NotLent,
    delegate_task,
    hand_over_all,
    pass_on,
    recall_task,
    resolve_task,
)
from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import Addition, add_signers
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden, Invalid
from engine.tasks.model import TaskLent
from engine.tasks.service import may_see
from engine.tasks.signers import planned_for
from tests.integration.approvals.bureau import AGREE, Bureau, countersign, line, task
from tests.integration.approvals.test_returning import FOUR

TWO = line(("a", task("a", "zhao")), ("b", task("b", group="BUSINESS_CLERK@county")))


def _said(bureau: Bureau, case: str) -> list[tuple[str, str, str]]:
    with bureau.database.reading(bureau.clock) as uow:
        found = queries.opinions(uow.session, case)
        return [(one.author, one.operation, one.text) for one in found]


def test_a_lent_task_comes_back_with_an_opinion(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")
    bureau.do("zhao", case, "a", delegate_task, bureau.people["qian"], "请提意见")
    assert bureau.waits_for(case) == ["Qian"]

    bureau.do("qian", case, "a", resolve_task, "可以办理")

    assert bureau.waits_for(case) == ["Zhao"]
    assert ("Qian", "resolve", "可以办理") in _said(bureau, case)
    bureau.agree("zhao", case, "a")
    assert bureau.nodes(case) == ["b"]


def test_whoever_is_asked_for_an_opinion_does_not_decide(bureau: Bureau) -> None:
    bureau.deploy(FOUR)
    case = bureau.start("wang")
    bureau.agree("wang", case, "draft")
    bureau.do("zhao", case, "check", delegate_task, bureau.people["qian"], "请提意见")
    lent = bureau.task(case, "check")

    with pytest.raises(TaskLent):
        bureau.complete("qian", lent.id, AGREE)
    with pytest.raises(TaskLent):
        bureau.act("qian", return_task, lent.id, WayBack("draft", "不行"))


def test_the_owner_sees_what_he_lent_and_can_take_it_back(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")
    bureau.do("zhao", case, "a", delegate_task, bureau.people["wu"], "请提意见")
    assert bureau.act("zhao", may_see, case)

    bureau.act("zhao", recall_task, bureau.task(case, "a").id)

    assert bureau.waits_for(case) == ["Zhao"]


def test_a_task_that_was_not_lent_is_not_given_back(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")

    with pytest.raises(NotLent):
        bureau.do("zhao", case, "a", resolve_task, "可以")


def test_nobody_lends_a_task_to_himself(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")

    with pytest.raises(Invalid):
        bureau.do("zhao", case, "a", delegate_task, bureau.people["zhao"], "自己")


def test_a_passed_on_task_is_decided_by_the_colleague_who_sees_why(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")

    bureau.do("zhao", case, "a", pass_on, bureau.people["qian"], "出差，请代为处理")

    assert ("Zhao", "reassign", "出差，请代为处理") in _said(bureau, case)
    bureau.agree("qian", case, "a")
    assert bureau.nodes(case) == ["b"]


def test_separated_duties_hold_when_work_is_passed_on(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "zhao", excludeStarter="true"))))
    case = bureau.start("wang")

    with pytest.raises(Forbidden):
        bureau.do("zhao", case, "a", pass_on, bureau.people["wang"], "你办吧")


def test_all_work_of_a_leaver_goes_to_a_colleague(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    first, second = bureau.start("wang"), bureau.start("li")
    bureau.do("zhao", second, "a", delegate_task, bureau.people["qian"], "请提意见")

    done = bureau.act("admin", hand_over_all, bureau.people["zhao"], bureau.people["sun"], "离职")

    assert len(done.moved) == 2
    assert bureau.waits_for(first) == ["Sun"]
    bureau.do("qian", second, "a", resolve_task, "可以")
    assert bureau.waits_for(second) == ["Sun"]
    assert done.roles == ("TEAM_LEAD@200101",)


def test_what_the_colleague_may_not_decide_stays_and_is_named(bureau: Bureau) -> None:
    bureau.deploy(line(("a", task("a", "zhao", excludeStarter="true"))))
    case = bureau.start("wang")

    done = bureau.act("admin", hand_over_all, bureau.people["zhao"], bureau.people["wang"], "离职")

    assert done.kept == (bureau.task(case, "a").id,)


def test_not_everybody_hands_over_the_work_of_others(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    bureau.start("wang")

    with pytest.raises(Forbidden):
        bureau.act("wu", hand_over_all, bureau.people["zhao"], bureau.people["wu"], "抢活")


def test_a_vote_is_not_passed_on_to_somebody_who_votes_too(bureau: Bureau) -> None:
    loop = countersign('["zhao","qian"]', "false")
    bureau.deploy(line(("m", task("m", "${person}", inner=loop))))
    case = bureau.start("wang")

    with pytest.raises(Forbidden) as caught:
        bureau.do("zhao", case, "m", pass_on, bureau.people["qian"], "出差")

    assert caught.value.facts["reason"] == "votes_already"


def test_a_signer_who_leaves_before_he_was_asked_is_replaced(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")
    late = Addition("after", [bureau.people["qian"]], "请会签")
    bureau.do("zhao", case, "a", add_signers, late)
    assert bureau.act("admin", work_ahead, bureau.people["qian"]) == 1

    bureau.act("admin", hand_over_all, bureau.people["qian"], bureau.people["sun"], "离职")

    bureau.agree("zhao", case, "a")
    bureau.agree("sun", case, "a")
    assert bureau.nodes(case) == ["b"]


def test_a_signer_who_leaves_needs_nobody_where_his_colleague_signs(bureau: Bureau) -> None:
    bureau.deploy(TWO)
    case = bureau.start("wang")
    late = Addition("after", [bureau.people["qian"]], "请会签")
    bureau.do("zhao", case, "a", add_signers, late)
    bureau.agree("zhao", case, "a")

    done = bureau.act("admin", hand_over_all, bureau.people["qian"], bureau.people["zhao"], "离职")

    assert (len(done.kept), bureau.waits_for(case)) == (1, ["", "Qian"])


def work_ahead(uow: UnitOfWork, _actor: Actor, user_id: str) -> int:
    """Return how often somebody is to sign later on."""
    return len(planned_for(uow.session, user_id))
