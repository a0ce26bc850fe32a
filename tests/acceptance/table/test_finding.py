"""Who is found for a node: not the applicant himself, somebody when nobody is there, the chosen."""

from typing import Any

import pytest

from tests.acceptance.scenarios.conftest import Doors
from tests.acceptance.table.office import listed, page_of, tells
from tests.acceptance.table.rows import row
from tests.integration.approvals.bureau import countersign, line, task
from tests.integration.web.papers import deploy_line, form, node
from tests.integration.web.test_choosing import people_in

PICK = {"type": "select", "id": "p1", "key": "next", "label": "下一环节办理人"}
PICK["valuesExpression"] = "=choosable.next"


@row("审批人=发起人")
@pytest.mark.parametrize(
    ("rule", "starter", "holder"),
    [
        ("self", "wang", "wang"),
        ("leader", "wang", "sun"),
        ("superior", "wang", "sun"),
        ("leader", "sun", "zhou"),
    ],
)
def test_the_applicant_approves_himself_or_it_goes_to_somebody_above_him(
    doors: Doors, rule: str, starter: str, holder: str
) -> None:
    bureau = doors.bureau
    bureau.deploy(line(("a", task("a", starter, selfApprove=rule)), ("b", task("b", "zhao"))))

    case = bureau.start(starter)

    mine = bureau.task(case, "a").id
    if_free = doors.press(holder, mine, "claim")
    assert if_free.status_code == 303
    assert doors.submit(holder, mine) == 200
    assert tells(doors, starter, case, "a", holder.title())


@row("审批人=发起人")
def test_the_applicant_is_skipped_where_the_node_says_so(doors: Doors) -> None:
    bureau = doors.bureau
    bureau.deploy(line(("a", task("a", "wang", selfApprove="skip")), ("b", task("b", "zhao"))))

    case = bureau.start("wang")

    assert bureau.nodes(case) == ["b"]
    assert tells(doors, "wang", case, "a", "已办")


def _empty(doors: Doors, policy: str) -> str:
    bureau = doors.bureau
    vacant = task("a", group="SAFETY_HEAD@county", emptyPolicy=policy)
    bureau.deploy(line(("a", vacant), ("b", task("b", "zhao"))))
    return bureau.start("wang")


@row("审批人为空")
@pytest.mark.parametrize(
    ("policy", "holder"),
    [("admin", "admin"), ("person:qian", "qian"), ("role:DEPUTY_GM@county", "sun")],
)
def test_what_nobody_can_do_goes_to_a_person_a_role_or_the_administrator(
    doors: Doors, policy: str, holder: str
) -> None:
    case = _empty(doors, policy)

    mine = doors.bureau.task(case, "a")
    assert doors.press(holder, mine.id, "claim").status_code == 303
    why = doors.of(holder).get(f"/explain/tasks/{mine.id}").text
    assert "安监部主任" in why or "SAFETY_HEAD" in why
    assert doors.submit(holder, mine.id) == 200


@row("审批人为空")
@pytest.mark.parametrize(("policy", "outcome"), [("skip", "agree"), ("refuse", "refuse")])
def test_what_nobody_can_do_passes_or_is_refused_by_itself_and_says_why(
    doors: Doors, policy: str, outcome: str
) -> None:
    bureau = doors.bureau

    case = _empty(doors, policy)

    assert (bureau.nodes(case), bureau.case(case).variables["result"]) == (["b"], outcome)
    (passed,) = bureau.facts("TaskPassed")
    assert passed["outcome"] == outcome
    (done,) = [one for one in bureau.tasks(case) if one.state == "done"]
    assert "SAFETY_HEAD" in (done.assignment_note or "")


def _choosing(doors: Doors, at_start: bool) -> None:
    chosen = task("b", group="BUSINESS_CLERK@county", choose="next")
    first = ("a", node("a", "zhao"))
    steps = [("b", chosen)] if at_start else [first, ("b", chosen)]
    place = "request.form" if at_start else "decide.form"
    files = {place: form(place.split(".")[0], [PICK])}
    deploy_line(doors.bureau, *steps, extra=files)


@row("发起人/上一步自选")
def test_the_applicant_picks_the_approver_within_the_roles_of_the_step(doors: Doors) -> None:
    _choosing(doors, at_start=True)
    wu = doors.of("wu")
    assert people_in(wu.get("/start/leave").text, "next") == ["li", "wang"]
    outside = wu.send("/start/leave", {"data": {"next": "sun"}})
    assert (outside.status_code, list(outside.json["errors"])) == (422, ["next"])

    case = wu.send("/start/leave", {"data": {"next": "li"}}).json["redirect"].split("/")[-1]

    mine = doors.bureau.task(case, "b").id
    assert doors.bureau.case(case).business_key in _shown(doors, "li")
    assert doors.bureau.case(case).business_key not in _shown(doors, "wang")
    assert doors.submit("wang", mine) in {403, 409}


@row("发起人/上一步自选")
def test_the_one_before_picks_who_comes_next(doors: Doors) -> None:
    bureau = doors.bureau
    _choosing(doors, at_start=False)
    case = bureau.start("wu")
    offered = doors.of("zhao").get(f"/tasks/{bureau.task(case, 'a').id}").text
    assert people_in(offered, "next") == ["li", "wang"]

    answer: Any = doors.of("zhao").send(
        f"/tasks/{bureau.task(case, 'a').id}/complete", {"data": {"next": "wang"}}
    )

    assert answer.status_code == 200
    assert bureau.case(case).business_key in _shown(doors, "wang")
    assert bureau.case(case).business_key not in _shown(doors, "li")


def _shown(doors: Doors, who: str) -> str:
    return listed(doors, who) + listed(doors, who, "claimable")


@row("连续多级主管")
def test_the_leaders_above_the_applicant_sign_one_after_the_other(doors: Doors) -> None:
    bureau = doors.bureau
    loop = countersign("org.leaders(3)", 'result = "refuse"', sequential=True)
    bureau.deploy(line(("m", task("m", "${person}", inner=loop))))
    case = bureau.start("wang")
    assert bureau.waits_for(case) == ["Sun"]
    assert "Zhou" not in page_of(doors, "sun", bureau.task(case, "m").id)

    doors.agree("sun", case, "m")

    assert bureau.waits_for(case) == ["Zhou"]
    doors.agree("zhou", case, "m")
    assert bureau.case(case).status == "completed"


@row("连续多级主管")
def test_as_many_levels_as_the_node_asks_for(doors: Doors) -> None:
    bureau = doors.bureau
    loop = countersign("org.leaders(1)", "false", sequential=True)
    bureau.deploy(line(("m", task("m", "${person}", inner=loop))))
    case = bureau.start("wang")

    doors.agree("sun", case, "m")

    assert bureau.case(case).status == "completed"
