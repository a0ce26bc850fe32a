"""A reviewer at headquarters: the package on one side, checklist and form on the other."""

from typing import Any

import pytest

from engine.access.queries import actor_for
from engine.access.service import set_password
from engine.bootstrap import Container
from engine.kernel.actor import SYSTEM
from engine.processes.service import NewCase, start_process
from engine.tasks.queries import open_tasks_of
from tests.browser.conftest import CHEAP, DESK, PASSWORD, PHONE
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
        set_password(uow, SYSTEM, desk, PASSWORD, CHEAP)
    with parts.database.unit_of_work(parts.clock) as uow:
        actor = actor_for(uow.session, submitter, uow.now)
        case = start_process(uow, actor, NewCase("hq_review", PACKAGE))
        return open_tasks_of(uow.session, case.id)[0].id


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
