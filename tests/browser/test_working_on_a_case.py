"""A case is started, filled in and completed by people with a browser."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import assign, field, fill_in_a_task, hand_in

pytestmark = pytest.mark.browser


def open_task(page: Page, title: str) -> None:
    page.goto("/inbox/")
    page.get_by_role("row").filter(has_text=title).get_by_role("link").first.click()
    page.wait_for_selector(".fjs-form")


def test_a_case_goes_from_one_person_to_the_next(visit):
    wang = visit("wang")
    fill_in_a_task(wang, "安全工器具检定")
    hand_in(wang)
    expect(wang.get_by_text("接收任务").first).to_be_visible()

    li = visit("li")
    open_task(li, "任务分配跟踪")
    li.get_by_label("接收", exact=True).check()
    li.click("[data-complete]")

    expect(li.get_by_text("任务已办结。")).to_be_visible()


def test_what_is_missing_is_said_at_the_fields_in_chinese(visit):
    wang = visit("wang")
    wang.goto("/start/task_assignment")

    wang.click("[data-complete]")

    expect(wang.get_by_text("请更正标出的字段。")).to_be_visible()
    assert wang.locator(".fjs-form-field-error").first.inner_text() == "必填项"


def test_what_the_server_refuses_is_said_at_the_field_and_nothing_typed_is_lost(visit):
    wang = visit("wang")
    fill_in_a_task(wang, "将被服务器退回的任务")
    # A browser that skips its own checks: the title goes out too long.
    wang.route("**/start/task_assignment", lambda route: _lengthen(route))

    wang.click("[data-complete]")

    expect(wang.locator(".fjs-form-field-error").first).to_be_visible()
    assert field(wang, "field_1").input_value() == "将被服务器退回的任务"


def test_what_was_typed_comes_back_after_a_reload(visit):
    wang = visit("wang")
    fill_in_a_task(wang, "尚未提交的任务")
    wang.reload()

    expect(wang.locator("[data-form-restored]")).to_be_visible()
    assert field(wang, "field_1").input_value() == "尚未提交的任务"


def test_a_session_that_ended_is_renewed_without_losing_what_was_typed(visit):
    wang = visit("wang")
    fill_in_a_task(wang, "登录超时后提交的任务")
    wang.context.clear_cookies()

    wang.click("[data-complete]")
    wang.fill("#again-username", "wang")
    wang.fill("#again-password", "correct-horse-battery")
    wang.click("#sign-in-again .btn-primary")

    wang.wait_for_url("**/cases/*")
    expect(wang.get_by_text("登录超时后提交的任务").first).to_be_visible()


def _lengthen(route) -> None:
    if route.request.method != "POST":
        route.continue_()
        return
    body = json.loads(route.request.post_data)
    body["data"]["title"] = "长" * 500
    route.continue_(post_data=json.dumps(body))


def test_an_analyst_changes_a_diagram_in_the_editor_and_deploys_it(visit):
    ana = visit("ana")
    ana.goto("/definitions/")
    ana.get_by_role("link", name="任务分配跟踪").click()
    ana.get_by_role("link", name="编辑").click()

    ana.locator("[data-element-id=do_task]").click()
    ana.get_by_text("常规").click()
    ana.fill("#bio-properties-panel-name", "办理任务")
    ana.click("[data-deploy]")

    ana.wait_for_url("**/definitions/")
    expect(ana.get_by_text("已部署：任务分配跟踪 v2")).to_be_visible()


def test_a_comment_shows_up_at_once_without_leaving_the_page(visit, parts):
    wang = visit("wang")
    wang.goto(f"/cases/{assign(parts, '有疑问的任务')}")

    wang.get_by_role("tab", name="评论").click()
    wang.get_by_label("添加评论").fill("何时到货？")
    wang.get_by_role("button", name="发送").click()

    expect(wang.locator("#comments .opinion")).to_have_text("何时到货？")


def test_a_task_is_given_to_a_colleague_found_by_name(visit, parts):
    wang = visit("wang")
    wang.goto(f"/cases/{assign(parts, '需要转办的任务', owner='wang')}")
    wang.get_by_role("link", name="接收任务").click()

    wang.get_by_role("button", name="转办").click()
    wang.locator("#people-found").get_by_text("Mary", exact=True).click()
    wang.fill("#person-search", "mary")
    expect(wang.locator("#people-found input")).to_have_count(1)
    expect(wang.locator("#people-found input")).to_be_checked()
    wang.fill("#reason", "出差")
    wang.locator("#reassign .btn-primary").click()

    expect(wang.get_by_text("任务已转给 Mary。")).to_be_visible()
