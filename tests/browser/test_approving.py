"""Approval operations in the dialogs of the page of a task."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import assign

pytestmark = pytest.mark.browser


def test_a_task_is_lent_and_comes_back_with_an_opinion(visit, parts):
    wang = visit("wang")
    wang.goto(f"/cases/{assign(parts, '需要委派的任务', owner='wang')}")
    wang.get_by_role("link", name="接收任务").click()
    wang.wait_for_url("**/tasks/*")
    address = wang.url

    wang.get_by_role("button", name="更多操作").click()
    wang.get_by_role("link", name="委派", exact=True).click()
    wang.fill("#operation-search", "mary")
    expect(wang.locator("#operation-people input")).to_have_count(1)
    wang.locator("#operation-people").get_by_text("Mary", exact=True).click()
    expect(wang.locator("#operation-people input")).to_be_checked()
    wang.fill("#operation-reason", "请看技术部分")
    wang.locator("#operation .btn-primary").click()
    expect(wang.get_by_text("已委派，对方填写意见后任务会回来。")).to_be_visible()

    mary = visit("mary")
    mary.goto(address)
    mary.get_by_role("button", name="更多操作").click()
    mary.get_by_role("link", name="提交委派意见").click()
    mary.locator("#operation [data-insert]").first.click()
    mary.locator("#operation .btn-primary").click()
    expect(mary.get_by_text("任务已交还委派人。")).to_be_visible()
