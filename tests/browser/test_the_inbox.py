"""The inbox by keyboard, by the dozen, and one task after another."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.hands import assign

pytestmark = pytest.mark.browser


@pytest.fixture
def li(visit, parts) -> Page:
    """Return li's browser, with two tasks for him at least."""
    for title in ("键盘办理一", "键盘办理二"):
        assign(parts, title)
    page = visit("li")
    page.goto("/inbox/")
    return page


def test_rows_are_chosen_by_keyboard(li):
    li.keyboard.press("j")
    li.keyboard.press("j")
    li.keyboard.press("k")
    li.keyboard.press("x")

    expect(li.locator("#bulk [data-chosen]")).to_have_text("1")
    expect(li.locator("tr.row-current input[data-choose]")).to_be_checked()


def test_the_sheet_of_shortcuts_opens_and_closes(li):
    li.keyboard.press("?")
    expect(li.get_by_role("dialog", name="键盘快捷键")).to_be_visible()

    li.keyboard.press("Escape")

    expect(li.get_by_role("dialog", name="键盘快捷键")).to_be_hidden()


def test_letters_typed_into_a_field_are_no_shortcuts(li):
    li.locator("main form[role=search] input[name=text]").press_sequentially("jx?")

    expect(li.locator("#bulk")).to_be_hidden()
    expect(li.locator("main form[role=search] input[name=text]")).to_have_value("jx?")


def test_after_a_task_comes_the_next_one(li):
    li.keyboard.press("j")
    li.keyboard.press("Enter")
    li.wait_for_selector(".fjs-form")
    first = li.url.split("?")[0]
    li.get_by_label("接收", exact=True).check()

    li.click("[data-complete]")

    expect(li.get_by_text("任务已办结。")).to_be_visible()
    assert "/tasks/" in li.url
    assert li.url.split("?")[0] != first


def test_who_unticks_the_next_task_is_back_at_the_list(li):
    li.locator("tr[data-href] a").first.click()
    li.wait_for_selector(".fjs-form")
    li.get_by_label("接收", exact=True).check()
    li.get_by_label("办完后继续下一项").uncheck()

    li.click("[data-complete]")

    li.wait_for_url("**/inbox/?view=mine")


def test_why_is_told_beside_the_form(li):
    li.locator("tr[data-href] a").first.click()

    expect(li.get_by_text("归您办理。")).to_be_visible()


def test_somebody_is_mentioned_by_choosing_his_name(li):
    li.locator("tr[data-href] a").first.click()
    li.click("#tab-comments")
    li.locator("#comment-text").press_sequentially("请 @Wan")
    li.get_by_role("option", name="Wang").wait_for()
    li.keyboard.press("Enter")

    expect(li.locator("#comment-text")).to_have_value("请 @wang ")


def test_what_is_done_is_gone_from_the_list_at_once(li):
    row = li.locator("tr[data-href]").first
    done = row.get_attribute("data-href").split("?")[0]
    row.locator("a").first.click()
    li.wait_for_selector(".fjs-form")
    li.get_by_label("接收", exact=True).check()
    li.get_by_label("办完后继续下一项").uncheck()

    li.click("[data-complete]")

    li.wait_for_url("**/inbox/?view=mine")
    expect(li.locator(f"tr[data-href^='{done}?']")).to_have_count(0)


def test_the_phone_has_filters_in_a_sheet_and_columns_of_the_cases(li):
    li.set_viewport_size(PHONE)
    li.get_by_role("button", name="筛选", exact=True).click()
    li.get_by_role("button", name="列", exact=True).click()
    li.get_by_label("任务类型").check()
    li.locator("#columns").get_by_role("button", name="保存").click()

    expect(li.locator("td[data-label='任务类型']").first).to_be_visible()
    assert not li.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_of_two_copies_of_a_draft_the_younger_one_comes_up(li, visit):
    li.locator("tr[data-href] a").first.click()
    li.wait_for_selector(".fjs-form")
    here = li.url
    li.get_by_label("接收", exact=True).check()
    li.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('gridflow:task'))")
    other = visit("li")
    other.goto(here)
    other.wait_for_selector(".fjs-form")
    other.get_by_label("申请调整", exact=True).check()
    other.get_by_role("button", name="保存草稿").click()
    expect(other.locator("[data-form-status]")).to_contain_text("草稿已于")

    li.goto(here)

    expect(li.get_by_label("申请调整", exact=True)).to_be_checked()
