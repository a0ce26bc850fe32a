"""Adding signers 加签 before, after and beside a task, and taking them out again 减签."""

from typing import Any

import pytest

from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import AGREED, OPPOSED, decided, page_of, tells
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import countersign, task

REFUSED = {"result": "refuse", "opinion": "不同意"}


@pytest.fixture
def case(doors: Doors) -> str:
    """Return a case whose one decision is zhao's."""
    doors.bureau.deploy(decided(task("m", "zhao"), 'result = "agree"'))
    return doors.bureau.start("wang")


def _task(doors: Doors, case: str) -> str:
    """Return the task the diagram has drawn, whoever waits for whom."""
    return next(one.id for one in doors.bureau.open(case) if one.kind == "task")


def _add(doors: Doors, case: str, position: str, *people: str, mode: str = "all") -> Any:
    ids = [doors.bureau.people[name] for name in people]
    fields = {"position": position, "user_id": ids, "mode": mode, "reason": "请会审"}
    return doors.operate("zhao", _task(doors, case), "addSign", **fields)


def _remove(doors: Doors, who: str, case: str, signer: str) -> Any:
    fields = {"signer": doors.bureau.people[signer], "reason": "不再需要"}
    return doors.operate(who, _task(doors, case), "removeSign", **fields)


@row("加签 前")
def test_the_task_waits_for_a_signer_before_and_then_returns(doors: Doors, case: str) -> None:
    bureau = doors.bureau
    assert _add(doors, case, "before", "qian").status_code == 303
    held = _task(doors, case)
    assert doors.submit("zhao", held) == 409
    assert "前加签：Qian" in str(doors.of("wang").get(f"/cases/{case}").text)

    doors.agree("qian", case, "m", opinion="会审同意")

    assert bureau.waits_for(case) == ["Zhao"]
    assert "会审同意" in page_of(doors, "zhao", held)
    doors.agree("zhao", case, "m")
    assert bureau.nodes(case) == ["yes"]


@row("加签 后")
def test_signers_after_act_between_the_answer_and_the_end_of_the_node(
    doors: Doors, case: str
) -> None:
    bureau = doors.bureau
    _add(doors, case, "after", "qian", "sun")
    assert bureau.waits_for(case) == ["Zhao"]

    doors.agree("zhao", case, "m")

    assert bureau.waits_for(case) == ["", "Qian", "Sun"]
    doors.agree("sun", case, "m")
    assert "m" in bureau.nodes(case)
    doors.agree("qian", case, "m")
    assert bureau.nodes(case) == ["yes"]


@row("并加签")
@pytest.mark.parametrize("first", ["zhao", "qian"])
def test_a_signer_beside_acts_at_the_same_time(doors: Doors, case: str, first: str) -> None:
    bureau = doors.bureau
    _add(doors, case, "parallel", "qian")
    assert bureau.waits_for(case) == ["Qian", "Zhao"]

    doors.agree(first, case, "m")

    assert "m" in bureau.nodes(case)
    doors.agree({"zhao": "qian", "qian": "zhao"}[first], case, "m")
    assert bureau.nodes(case) == ["yes"]


@row("并加签")
def test_a_signer_beside_a_countersignature_is_counted_with_it(doors: Doors) -> None:
    bureau = doors.bureau
    over = f"{OPPOSED} > 0 or {AGREED} = nrOfInstances"
    loop = countersign('["zhao","li"]', over)
    votes = {"outputCollection": "votes", "outputElement": "result"}
    bureau.deploy(decided(task("m", "${person}", inner=loop, **votes), f"{OPPOSED} = 0"))
    case = bureau.start("wang")
    mine, people = bureau.task(case, "m", "zhao").id, bureau.people
    joined = {"position": "parallel", "user_id": people["qian"], "mode": "all", "reason": "请会签"}
    assert doors.operate("zhao", mine, "addSign", **joined).status_code == 303

    doors.agree("zhao", case, "m")
    doors.agree("li", case, "m")

    assert bureau.waits_for(case) == ["Qian"]
    doors.agree("qian", case, "m")
    assert bureau.nodes(case) == ["yes"]


@row("加签 规则")
@pytest.mark.parametrize(
    ("mode", "answers", "waits"),
    [
        ("all", ["sun"], ["", "Qian"]),
        ("all", ["sun", "qian"], ["Zhao"]),
        ("any", ["sun"], ["Zhao"]),
        ("sequence", ["qian"], ["", "Sun"]),
        ("sequence", ["qian", "sun"], ["Zhao"]),
    ],
)
def test_those_added_decide_all_or_any_or_in_order(
    doors: Doors, case: str, mode: str, answers: list[str], waits: list[str]
) -> None:
    _add(doors, case, "before", "qian", "sun", mode=mode)

    for who in answers:
        doors.agree(who, case, "m")

    assert doors.bureau.waits_for(case) == waits
    is_freed = tells(doors, "wang", case, "m", "已由Sun处理")
    assert is_freed == (mode == "any")


@row("加签 规则")
def test_before_and_after_do_not_mix_nobody_comes_twice_and_the_task_stays(
    doors: Doors, case: str
) -> None:
    people = doors.bureau.people
    assert _add(doors, case, "after", "qian").status_code == 303

    mixed, doubled = _add(doors, case, "before", "sun"), _add(doors, case, "after", "qian")
    passed = doors.press(
        "zhao", _task(doors, case), "reassign", user_id=people["li"], reason="出差"
    )

    assert (mixed.status_code, doubled.status_code, passed.status_code) == (409, 409, 409)
    assert doors.bureau.waits_for(case) == ["Zhao"]


@row("加签 规则")
def test_a_refusal_of_those_added_works(doors: Doors, case: str) -> None:
    bureau = doors.bureau
    _add(doors, case, "after", "qian", "sun")
    doors.agree("zhao", case, "m")
    freed = bureau.task(case, "m", "sun").id

    assert doors.submit("qian", bureau.task(case, "m", "qian").id, **REFUSED) == 200

    assert bureau.nodes(case) == ["no"]
    assert "已由Qian处理" in page_of(doors, "sun", freed)


@row("减签")
def test_a_signer_who_has_not_acted_is_taken_out_and_the_record_stays(
    doors: Doors, case: str
) -> None:
    bureau = doors.bureau
    _add(doors, case, "after", "qian", "sun")
    doors.agree("zhao", case, "m")
    doors.agree("sun", case, "m")
    assert _remove(doors, "li", case, "qian").status_code == 403
    assert _remove(doors, "zhao", case, "sun").status_code == 404

    assert _remove(doors, "zhao", case, "qian").status_code == 303

    assert bureau.nodes(case) == ["yes"]
    assert tells(doors, "wang", case, "后加签：Qian、Sun")
    assert tells(doors, "wang", case, "Qian", "不再需要")


@row("减签")
def test_who_is_taken_out_of_a_countersignature_no_longer_counts(doors: Doors) -> None:
    bureau = doors.bureau
    over = f"{OPPOSED} > 0 or {AGREED} = nrOfInstances"
    votes = {"outputCollection": "votes", "outputElement": "result"}
    node = task("m", "${person}", inner=countersign('["zhao","li"]', over), **votes)
    bureau.deploy(decided(node, f"{OPPOSED} = 0"))
    case = bureau.start("wang")
    mine, qian = bureau.task(case, "m", "zhao").id, bureau.people["qian"]
    joined = {"position": "parallel", "user_id": qian, "mode": "all", "reason": "请会签"}
    doors.operate("zhao", mine, "addSign", **joined)
    doors.agree("li", case, "m")

    doors.operate("zhao", mine, "removeSign", signer=qian, reason="不再需要")

    doors.agree("zhao", case, "m")
    assert bureau.nodes(case) == ["yes"]
