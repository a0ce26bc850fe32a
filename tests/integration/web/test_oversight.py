"""Console, escalations and supervision over HTTP: who sees what, who may do what."""

from datetime import timedelta
from io import BytesIO

import pytest

from engine.escalations.jobs import handlers
from engine.escalations.queries import escalations_of
from engine.kernel.actor import SYSTEM
from engine.scheduler.jobs import Worker
from engine.staff.service import NewUnit, create_unit
from engine.supervision.queries import orders_of
from tests.companies import employ
from tests.integration.web.test_working_on_tasks import started  # noqa: F401  # fixture

LEADERS = {
    "head": ("200101", "MARKETING_HEAD"),
    "supervisor": ("10", "SUPERVISOR"),
    "other": ("200102", "MARKETING_HEAD"),
}


@pytest.fixture
def parts(app):
    return app.extensions["gridflow"]


@pytest.fixture
def late(started, parts):  # noqa: F811  # the fixture above
    """Return the id of a case whose task is overdue, in a company with leaders."""
    with parts.database.unit_of_work(parts.clock) as uow:
        create_unit(uow, SYSTEM, NewUnit("200102", "东岭县公司", "COUNTY", "2001"))
        for name, (unit, role) in LEADERS.items():
            employ(uow, name, unit, role)
    parts.clock.advance(timedelta(days=3))
    for _ in range(2):
        Worker(parts.database, parts.clock, handlers()).tick()
    return started.case.rsplit("/", 1)[1]


def matter_of(parts, case):
    with parts.database.reading(parts.clock) as uow:
        return escalations_of(uow.session, case)[0]


def orders(parts, case):
    with parts.database.reading(parts.clock) as uow:
        return orders_of(uow.session, case)


def test_the_console_shows_the_late_case_to_those_above_and_to_nobody_else(late, signed_in):
    assert "安全工器具检定" in signed_in("supervisor").get("/console/").text
    assert "安全工器具检定" in signed_in("head").get("/console/?unit=2001011").text

    assert "安全工器具检定" not in signed_in("other").get("/console/").text
    assert signed_in("other").get("/console/?unit=200101").status_code == 404
    assert signed_in("head").get("/console/?unit=2001").status_code == 404
    assert signed_in("wang").get("/console/").status_code == 403


def test_the_console_leads_from_the_group_to_the_case(late, signed_in):
    visitor = signed_in("supervisor")

    for unit, below in [("10", "20"), ("20", "2001"), ("2001", "200101"), ("200101", "2001011")]:
        assert f"/console/?unit={below}" in visitor.get(f"/console/?unit={unit}").text
    assert f"/cases/{late}" in visitor.get("/console/?unit=2001011&process=task_assignment").text
    assert f"/cases/{late}" not in visitor.get("/console/?colour=yellow").text


def test_many_cases_are_instructed_with_a_result_for_each(late, signed_in):
    visitor = signed_in("supervisor")
    chosen = {"case": [late, "gone"]}
    assert "安全工器具检定" in visitor.post("/console/instruct", chosen).text
    empty = visitor.post("/console/instruct", {**chosen, "text": " "})
    assert empty.status_code == 422
    assert "invalid-feedback" in empty.text

    answer = visitor.post("/console/instruct", {**chosen, "text": "请今日接收"})

    page = visitor.get(answer.location).text
    assert "2 件中 1 件" in page
    assert "请今日接收" in signed_in("li").get(f"/cases/{late}").text


def test_nobody_bulk_instructs_what_he_does_not_reach(late, signed_in, parts):
    answer = signed_in("other").post("/console/instruct", {"case": late, "text": "请接收"})

    page = signed_in("other").get(answer.location).text
    assert "1 件中 0 件" in page
    assert "安全工器具检定" not in page


def test_many_cases_are_supervised(late, signed_in, parts):
    fields = {"case": late, "text": "说明原因", "colour": "ORANGE"}

    signed_in("supervisor").post("/console/supervise", fields)

    assert [order.colour for order in orders(parts, late)] == ["ORANGE"]
    assert signed_in("boss").post("/console/supervise", fields).status_code == 403


def test_no_case_chosen_is_said(late, signed_in):
    answer = signed_in("supervisor").post("/console/instruct", {})

    assert answer.status_code == 422
    assert "至少选择一件" in answer.text


def test_who_stands_above_takes_the_matter_up(late, signed_in, parts):
    address = f"/escalations/{matter_of(parts, late).id}"
    assert "签收" in signed_in("head").get(address).text

    answer = signed_in("head").post(f"{address}/acknowledge")

    assert answer.location == address
    assert matter_of(parts, late).state == "acknowledged"
    again = signed_in("supervisor").post(f"{address}/acknowledge")
    assert again.status_code == 409


def test_a_matter_is_hidden_from_other_counties(late, signed_in, parts):
    address = f"/escalations/{matter_of(parts, late).id}"

    assert signed_in("other").get(address).status_code == 404
    assert signed_in("other").post(f"{address}/close", {"text": "x"}).status_code == 404
    assert signed_in("zhao").get(address).status_code == 404


def test_a_closing_without_a_conclusion_comes_back_with_its_form(late, signed_in, parts):
    address = f"/escalations/{matter_of(parts, late).id}/close"

    answer = signed_in("head").post(address, {"text": " "})

    assert answer.status_code == 422
    assert 'name="text"' in answer.text


def test_a_case_is_instructed_and_raised_from_its_page(late, signed_in):
    boss = signed_in("boss")

    boss.post(f"/escalations/cases/{late}/instruct", {"text": "今日接收", "due_at": ""})
    raised = boss.post(f"/escalations/cases/{late}/raise", {"text": "请区公司协调"})

    assert raised.location.startswith("/escalations/")
    page = boss.get(f"/cases/{late}").text
    assert "今日接收" in page
    assert "领导上报" in page
    assert (
        signed_in("li").post(f"/escalations/cases/{late}/raise", {"text": "x"}).status_code == 403
    )


@pytest.fixture
def order(late, signed_in, parts) -> str:
    fields = {"case": late, "unit": "200101", "colour": "YELLOW", "reason": "请说明原因"}
    return signed_in("supervisor").post("/supervision/new", fields).location


def test_an_order_is_answered_with_a_file_and_judged(order, signed_in, late):
    head = signed_in("head")
    assert "请说明原因" in head.get("/supervision/?view=answer").text
    file = (BytesIO(b"%PDF-1.4 \n%%EOF"), "整改.pdf")
    fields = {"answer-text": "已整改", "file": file}
    head.post(f"{order}/answer", fields, content_type="multipart/form-data")

    page = signed_in("supervisor").get(order).text
    assert "整改.pdf" in page
    signed_in("supervisor").post(f"{order}/close", {"grade": "GOOD", "close-text": ""})
    assert "满意" in head.get(order).text


def test_an_order_shows_as_a_badge_on_the_case_and_its_task(order, signed_in, late):
    assert 'data-supervised="YELLOW"' in signed_in("li").get(f"/cases/{late}").text


def test_an_order_is_nobody_elses_business(order, signed_in):
    assert signed_in("other").get(order).status_code == 404
    assert signed_in("wang").post(f"{order}/answer", {"answer-text": "x"}).status_code == 403
    assert signed_in("head").post(f"{order}/close", {"grade": "GOOD"}).status_code == 403


def test_what_is_wrong_with_an_order_is_said_at_its_field(late, signed_in):
    fields = {"case": late, "unit": "200101", "colour": "RED", "reason": "", "due_at": "soon"}

    answer = signed_in("supervisor").post("/supervision/new", fields)

    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text
