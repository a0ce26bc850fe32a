"""Signers who add signers 加签 themselves: before, after and beside, nobody twice."""

import pytest

from engine.approvals.returning import WayBack, return_task
from engine.approvals.signing import (
    Addition,
    CannotAdd,
    CannotRemove,
    add_signers,
    remove_signer,
)
from tests.integration.approvals.bureau import REFUSE, Bureau, line, task
from tests.integration.approvals.test_signing import DECIDED

ONE = line(("draft", task("draft", "wang")), ("a", task("a", "zhao")), ("b", task("b", "sun")))


@pytest.fixture
def case(bureau: Bureau) -> str:
    """Return a case in which zhao has asked qian to sign before him."""
    bureau.deploy(ONE)
    found = bureau.start("wang")
    bureau.agree("wang", found, "draft")
    _add(bureau, found, "zhao", "before", "qian")
    return found


def _add(bureau: Bureau, case: str, who: str, position: str, *people: str) -> None:
    ids = [bureau.people[name] for name in people]
    bureau.do(who, case, "a", add_signers, Addition(position, ids, "请会审"))


def test_an_added_signer_asks_others_before_he_answers(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "qian", "before", "li")
    assert bureau.waits_for(case) == ["", "", "Li"]

    bureau.agree("li", case, "a")
    bureau.agree("qian", case, "a")
    bureau.agree("zhao", case, "a")

    assert bureau.nodes(case) == ["b"]


@pytest.mark.parametrize("position", ["after", "parallel"])
def test_an_added_signer_is_done_when_those_he_asked_have_answered(
    bureau: Bureau, case: str, position: str
) -> None:
    _add(bureau, case, "qian", position, "li")
    bureau.agree("qian", case, "a")
    assert bureau.waits_for(case) == ["", "", "Li"]

    bureau.agree("li", case, "a")

    assert bureau.waits_for(case) == ["Zhao"]


@pytest.mark.parametrize("person", ["zhao", "qian", "li"])
def test_nobody_is_asked_twice_in_one_tree(bureau: Bureau, case: str, person: str) -> None:
    _add(bureau, case, "qian", "before", "li")

    with pytest.raises(CannotAdd) as caught:
        _add(bureau, case, "li", "before", person)

    assert caught.value.facts["reason"] == "doubled"


def test_a_refusal_far_below_decides_for_the_node(bureau: Bureau) -> None:
    bureau.deploy(DECIDED)
    case = bureau.start("wang")
    _add(bureau, case, "zhao", "after", "qian")
    bureau.agree("zhao", case, "a")
    _add(bureau, case, "qian", "after", "li")
    bureau.agree("qian", case, "a")

    bureau.complete("li", bureau.task(case, "a", "li").id, REFUSE)

    assert bureau.nodes(case) == ["no"]


def test_sending_back_from_far_below_leaves_no_work_behind(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "qian", "parallel", "li")

    bureau.do("li", case, "a", return_task, WayBack("draft", "材料不全"))

    assert (bureau.nodes(case), bureau.waits_for(case)) == (["draft"], ["Wang"])


def test_taking_out_a_signer_takes_out_whom_he_asked(bureau: Bureau, case: str) -> None:
    _add(bureau, case, "qian", "before", "li")
    held = next(one for one in bureau.open(case) if one.kind == "task")

    bureau.act("zhao", remove_signer, held.id, bureau.people["qian"])

    assert bureau.waits_for(case) == ["Zhao"]


def test_who_has_answered_is_not_taken_out_while_others_still_have_to(
    bureau: Bureau, case: str
) -> None:
    _add(bureau, case, "qian", "after", "li")
    bureau.agree("qian", case, "a")
    held = next(one for one in bureau.open(case) if one.kind == "task")

    with pytest.raises(CannotRemove):
        bureau.act("zhao", remove_signer, held.id, bureau.people["qian"])
