"""What people do with their hands, again and again: fill in a form, hand it in."""

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as Late


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
