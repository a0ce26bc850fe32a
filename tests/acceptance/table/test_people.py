"""Whose work it becomes: passed on 转办, lent 委派, stood in for 代理, handed over 离职转办."""

from datetime import timedelta
from typing import Any

import pytest

from engine.kernel.clock import COMPANY_ZONE
from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import TWO, listed, page_of, tells
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import countersign, line, task


@pytest.fixture
def case(doors: Doors) -> str:
    """Return a case that waits for zhao, then for qian."""
    doors.bureau.deploy(TWO)
    return doors.bureau.start("wang")


def _window(doors: Doors, agent: str, *, days: int = 3, **more: Any) -> dict[str, Any]:
    """Return the fields of the form by which somebody appoints an agent from now on."""
    starts = doors.bureau.clock.now().astimezone(COMPANY_ZONE)
    ends = starts + timedelta(days=days)
    times = {"starts": f"{starts:%Y-%m-%dT%H:%M}", "ends": f"{ends:%Y-%m-%dT%H:%M}"}
    return {"user_id": doors.bureau.people[agent], **times, **more}


def _appoint(doors: Doors, who: str, agent: str, **more: Any) -> None:
    answer = doors.of(who).post("/deputies/", _window(doors, agent, **more))
    assert answer.status_code == 303, answer.text


@row("转办")
def test_the_colleague_sees_the_opinion_completes_and_the_first_one_is_out(
    doors: Doors, case: str
) -> None:
    bureau = doors.bureau
    mine = bureau.task(case, "a").id

    doors.press("zhao", mine, "reassign", user_id=bureau.people["li"], reason="已初核，请定")

    assert "已初核，请定" in page_of(doors, "li", mine)
    assert bureau.case(case).business_key not in listed(doors, "zhao")
    assert doors.submit("zhao", mine) == 409
    doors.agree("li", case, "a")
    assert bureau.nodes(case) == ["b"]
    assert tells(doors, "wang", case, "转办给Li", "Zhao", "已初核，请定")


@row("委派")
def test_the_colleague_gives_an_opinion_and_the_owner_decides(doors: Doors, case: str) -> None:
    bureau = doors.bureau
    mine, qian = bureau.task(case, "a").id, bureau.people["qian"]
    doors.operate("zhao", mine, "delegate", user_id=qian, reason="请提意见")
    assert (bureau.waits_for(case), doors.submit("qian", mine)) == (["Qian"], 409)

    doors.operate("qian", mine, "resolve", opinion="可以办理")

    assert bureau.waits_for(case) == ["Zhao"]
    assert "可以办理" in page_of(doors, "zhao", mine)
    doors.agree("zhao", case, "a")
    assert bureau.nodes(case) == ["b"]


@row("代理/委托授权")
def test_new_work_goes_to_the_agent_and_the_principal_still_sees_it(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(TWO)
    _appoint(doors, "zhao", "li")

    case = bureau.start("wang")

    mine = bureau.task(case, "a").id
    assert "代Zhao" in listed(doors, "li")
    assert "代Zhao" in page_of(doors, "li", mine)
    assert bureau.case(case).business_key in listed(doors, "zhao", "claimable")
    doors.agree("li", case, "a")
    assert tells(doors, "wang", case, "a", "Li（代Zhao）")
    assert doors.of("zhao").get(f"/tasks/{mine}").status_code == 200


@row("代理/委托授权")
def test_when_the_principal_acts_himself_the_agent_loses_the_task(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(TWO)
    _appoint(doors, "zhao", "li")
    case = bureau.start("wang")
    mine = bureau.task(case, "a").id

    assert doors.submit("zhao", mine) == 200

    assert doors.submit("li", mine) == 409
    assert bureau.case(case).business_key not in listed(doors, "li")


@row("代理/委托授权")
@pytest.mark.parametrize(
    ("appointed", "holder"),
    [
        pytest.param([("zhao", "li"), ("li", "wu")], "Li", id="no chain"),
        pytest.param([("zhao", "li"), ("li", "zhao")], "Li", id="no circle"),
        pytest.param([("zhao", "wang")], "Zhao", id="never the applicant"),
        pytest.param([("zhao", "li", {"process": "other"})], "Zhao", id="other processes"),
    ],
)
def test_deputies_are_no_chain_no_circle_and_never_the_applicant(
    doors: Doors, appointed: list[Any], holder: str
) -> None:
    bureau = doors.bureau
    bureau.deploy(TWO)
    for who, agent, *more in appointed:
        _appoint(doors, who, agent, **(more[0] if more else {}))

    assert bureau.waits_for(bureau.start("wang")) == [holder]


@row("代理/委托授权")
def test_standing_in_ends_by_itself(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(TWO)
    _appoint(doors, "zhao", "li", days=1)

    bureau.clock.advance(timedelta(days=1, minutes=1))

    assert bureau.waits_for(bureau.start("wang")) == ["Zhao"]


@row("离职转办")
def test_all_open_work_of_a_leaver_moves_and_roles_without_holders_are_named(
    doors: Doors, case: str
) -> None:
    bureau, admin = doors.bureau, doors.of("admin")
    second = bureau.start("li")
    address = f"/organisation/staff/{bureau.people['zhao']}/hand-over/"
    shown = admin.get(address).text
    assert "班长" in shown
    assert all(bureau.case(one).business_key in shown for one in (case, second))
    given = {"user_id": bureau.people["sun"], "reason": "离职"}
    assert doors.of("wu").post(address, given).status_code == 403

    assert admin.post(address, given).status_code == 303

    assert (bureau.waits_for(case), bureau.waits_for(second)) == (["Sun"], ["Sun"])
    assert listed(doors, "zhao") == ""


SAME = line(
    ("a", task("a", "zhao")),
    ("b", task("b", "zhao", dedupe="consecutive")),
    ("c", task("c", "qian")),
    ("d", task("d", "zhao", dedupe="once")),
)


@row("审批人去重")
def test_who_agreed_passes_the_next_node_or_all_later_ones(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(SAME)
    case = bureau.start("wang")

    doors.agree("zhao", case, "a")

    assert bureau.nodes(case) == ["c"]
    assert tells(doors, "wang", case, "b", "Zhao")
    doors.agree("qian", case, "c")
    assert bureau.case(case).status == "completed"


@row("审批人去重")
@pytest.mark.parametrize(("rule", "waits"), [("consecutive", "d"), ("none", "d"), ("once", "")])
def test_only_the_node_right_before_counts_unless_once_is_enough(
    doors: Doors, rule: str, waits: str
) -> None:
    bureau = doors.bureau
    bureau.deploy(SAME.replace('value="once"', f'value="{rule}"'))
    case = bureau.start("wang")
    doors.agree("zhao", case, "a")

    doors.agree("qian", case, "c")

    assert bureau.nodes(case) == ([waits] if waits else [])


@row("审批人去重")
def test_a_refusal_does_not_count(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(SAME)
    case = bureau.start("wang")

    doors.submit("zhao", bureau.task(case, "a").id, result="refuse", opinion="不同意")

    assert bureau.nodes(case) == ["b"]


@row("审批人去重")
def test_only_what_was_agreed_after_the_last_return_counts(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(
        line(
            ("draft", task("draft", "wang")),
            ("a", task("a", "zhao")),
            ("c", task("c", "qian")),
            ("d", task("d", "zhao", dedupe="once")),
            ("e", task("e", "sun")),
        )
    )
    case = bureau.start("wang")
    for who, node in (("wang", "draft"), ("zhao", "a"), ("qian", "c")):
        doors.agree(who, case, node)
    assert bureau.nodes(case) == ["e"]
    back = {"to_activity": "draft", "reason": "重核"}
    doors.operate("sun", bureau.task(case, "e").id, "return", **back)

    doors.agree("wang", case, "draft")
    doors.submit("zhao", bureau.task(case, "a").id, result="abstain")
    doors.agree("qian", case, "c")

    assert bureau.nodes(case) == ["d"]


@row("审批人去重")
def test_in_a_countersignature_the_others_still_act(doors: Doors) -> None:
    bureau = doors.bureau
    loop = countersign('["zhao","qian"]', "nrOfCompletedInstances = nrOfInstances")
    node = task("m", "${person}", inner=loop, dedupe="consecutive")
    bureau.deploy(line(("a", task("a", "zhao")), ("m", node)))
    case = bureau.start("wang")

    doors.agree("zhao", case, "a")

    assert bureau.waits_for(case) == ["Qian"]
