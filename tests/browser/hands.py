"""What people do with their hands, again and again: fill in a form, hand it in."""

from typing import Any

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as Late

from engine.access.queries import actor_for
from engine.bootstrap import Container
from engine.processes.service import NewCase, start_process
from engine.staff.queries import user_by_username

TASK: dict[str, Any] = {
    "content": "检定全部绝缘手套与验电笔",
    "taskType": "DAILY",
    "source": "LEADER",
    "taskPriority": "NORMAL",
    "weight": 10,
    "dueAt": "2030-12-10T17:00:00+08:00",
    "reportCycle": "P7D",
    "acceptStandard": "全部合格",
}


def assign(parts: Container, title: str, owner: str = "li") -> str:
    """Assign a task past the browser, where the test is about what comes after; its case's id."""
    with parts.database.unit_of_work(parts.clock) as uow:
        boss = user_by_username(uow.session, "wang")
        assert boss is not None
        actor = actor_for(uow.session, boss.id, uow.now)
        data = {**TASK, "title": title, "owner": owner}
        return start_process(uow, actor, NewCase("task_assignment", data)).id


def field(page: Page, name: str) -> Locator:
    """Return the input of a field of the form, by its id in the schema."""
    return page.locator(f'[id$="-{name}"]')


def fill_in_a_task(page: Page, title: str, owner: str = "li") -> None:
    """Fill in the start form of a task assignment, without handing it in."""
    page.goto("/start/task_assignment")
    field(page, "field_1").fill(title)
    field(page, "field_2").fill("检定全部绝缘手套与验电笔")
    field(page, "field_3").fill(owner)
    field(page, "field_9-date").fill("2030/12/10")
    field(page, "field_9-date").press("Enter")
    field(page, "field_9-time").fill("17:00")
    field(page, "field_9-time").press("Tab")
    field(page, "field_11").fill("全部合格")
    for name, value in (("1", title), ("3", owner), ("9-date", "2030/12/10"), ("9-time", "17:00")):
        expect(field(page, f"field_{name}")).to_have_value(value)


def hand_in(page: Page) -> None:
    """Hand the start form in and wait for its case; what the page says instead fails the test."""
    page.click("[data-complete]")
    try:
        page.wait_for_url("**/cases/*")
    except Late:
        raise AssertionError(f"not handed in:\n{page.locator('main').aria_snapshot()}") from None


def operate(page: Page, name: str) -> None:
    """Open the dialog of an operation on the page of a task."""
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#operation-title")).to_have_text(name)


def choose_somebody(page: Page, username: str, name: str) -> None:
    """Search somebody in the dialog of an operation and tick him."""
    page.fill("#operation-search", username)
    expect(page.locator("#operation-people input")).to_have_count(1)
    page.locator("#operation-people").get_by_text(name, exact=True).click()
    expect(page.locator("#operation-people input")).to_be_checked()


def confirm(page: Page) -> None:
    """Send the dialog of an operation."""
    page.locator("#operation .btn-primary").click()


def decide(page: Page, answer: str = "准予", opinion: str = "") -> None:
    """Fill in the form that decides, complete it and wait for what the page says."""
    page.get_by_label(answer).check()
    field(page, "d2").fill(opinion)
    page.click("[data-complete]")
    expect(page.get_by_text("任务已办结。")).to_be_visible()
