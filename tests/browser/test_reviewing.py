"""A reviewer at headquarters: the package on one side, checklist and form on the other."""

from typing import Any

import pytest
from playwright.sync_api import expect

from engine.access.queries import actor_for
from engine.access.service import set_password
from engine.bootstrap import Container
from engine.kernel.actor import SYSTEM
from engine.processes.service import NewCase, start_process
from engine.staff.queries import user_by_username
from engine.tasks.queries import open_tasks_of
from tests.browser.conftest import CHEAP, DESK, PASSWORD, PHONE
from tests.browser.hands import field
from tests.companies import employ

PACKAGE: dict[str, Any] = {
    "matter": "CONNECTION",
    "sourceNo": "YK-1",
    "summary": "云数据中心 12000 kVA",
    "submitReason": "CAPACITY",
    "riskLevel": "HIGH",
    "topImportant": False,
    "capacityKva": 12000,
    "households": 0,
    "grade": "NONE",
}


@pytest.fixture(scope="module")
def task_id(parts: Container) -> str:
    """Return the formal check of a package somebody submitted."""
    with parts.database.unit_of_work(parts.clock) as uow:
        submitter = employ(uow, "submitter", "200101", "MARKETING_HEAD")
        desk = employ(uow, "reception", "10", "HQ_RECEPTION")
        for user_id in (submitter, desk):
            set_password(uow, SYSTEM, user_id, PASSWORD, CHEAP)
    return waiting(parts, submit(parts))


def submit(parts: Container) -> str:
    """Submit a package past the browser; return its case."""
    with parts.database.unit_of_work(parts.clock) as uow:
        submitter = user_by_username(uow.session, "submitter")
        assert submitter is not None
        actor = actor_for(uow.session, submitter.id, uow.now)
        return start_process(uow, actor, NewCase("hq_review", PACKAGE)).id


def waiting(parts: Container, case_id: str) -> str:
    """Return the task a case waits at."""
    with parts.database.reading(parts.clock) as uow:
        return open_tasks_of(uow.session, case_id)[0].id


def test_a_reviewer_checks_a_package_beside_its_form(visit, task_id: str) -> None:
    phone = visit("reception", PHONE)
    phone.goto(f"/tasks/{task_id}")
    package, form = (phone.locator(place).bounding_box() for place in ("#package", "#form"))
    assert package["y"] + package["height"] <= form["y"]

    page = visit("reception", DESK)
    page.goto(f"/tasks/{task_id}")
    page.click("form[action*='/claim'] button")
    page.wait_for_selector("#item-LOAD")
    package, form = (page.locator(place).bounding_box() for place in ("#package", "#form"))
    assert package["x"] + package["width"] <= form["x"]

    page.check("#item-LOAD input[value=fail]")
    page.fill("#item-LOAD input[name=remark]", "缺三年数据")
    page.keyboard.press("Tab")
    page.wait_for_selector("#item-LOAD input[name=remark][value='缺三年数据']")
    page.reload()
    assert page.is_checked("#item-LOAD input[value=fail]")
    assert page.input_value("#item-LOAD input[name=remark]") == "缺三年数据"


@pytest.mark.usefixtures("task_id")
def test_a_package_sent_back_for_supplement_comes_again_as_a_second_revision(
    visit, parts: Container
) -> None:
    case = submit(parts)
    desk = visit("reception")
    desk.goto(f"/tasks/{waiting(parts, case)}")
    desk.click("form[action*='/claim'] button")
    desk.get_by_label("退回补正").check()
    field(desk, "field_6").fill("缺转供方案")
    desk.click("[data-complete]")
    expect(desk.get_by_text("任务已办结。")).to_be_visible()

    unit = visit("submitter", PHONE)
    unit.goto(f"/tasks/{waiting(parts, case)}")
    unit.click("form[action*='/claim'] button")
    expect(field(unit, "field_4")).to_have_value("缺转供方案")
    field(unit, "field_5").fill("已补转供方案")
    unit.click("[data-complete]")
    expect(unit.get_by_text("任务已办结。")).to_be_visible()

    desk.goto(f"/tasks/{waiting(parts, case)}")
    expect(desk.get_by_role("navigation", name="版本").get_by_role("link")).to_have_count(2)
    expect(desk.locator("#package")).to_contain_text("已补转供方案")
