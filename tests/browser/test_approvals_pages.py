"""Phrases, signatures, choosing the next, deputies, copies: the pages of approvals in Chromium."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.hands import assign, field
from tests.integration.approvals.bureau import task
from tests.integration.web.papers import APPLIED, deploy_line, form, node

pytestmark = pytest.mark.browser
PICKER = {
    "type": "taglist",
    "id": "people",
    "key": "checkers",
    "label": "复核人",
    "valuesExpression": "=choosable.checkers",
}


def sign(page: Page) -> None:
    """Draw a stroke on the pad."""
    page.locator(".signature canvas").scroll_into_view_if_needed()
    box = page.locator(".signature canvas").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=6)
    page.mouse.move(box["x"] + 200, box["y"] + 30, steps=6)
    page.mouse.up()


def test_a_task_is_signed_by_hand_on_the_phone_with_a_phrase_as_opinion(visit, office):
    deploy_line(office, ("check", node("check", "li", signature="required")))
    case = office.start("wang", **APPLIED)
    li = visit("li", PHONE)
    li.goto(f"/tasks/{office.task(case, 'check').id}")
    li.locator("[data-phrase]").first.click()
    li.locator("[data-phrase]").nth(1).click()
    expect(field(li, "d2")).to_have_value("同意。\n请按程序办理。")
    li.get_by_label("准予").check()
    li.click("[data-complete]")
    expect(li.get_by_text("请在此处签名。")).to_be_visible()

    sign(li)
    li.click("[data-complete]")

    expect(li.get_by_text("任务已办结。")).to_be_visible()
    li.goto(f"/cases/{case}")
    li.click("#tab-history")
    expect(li.locator(".signature-shown")).to_be_visible()
    assert li.evaluate("document.querySelector('.signature-shown').naturalWidth") > 100
    assert li.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert li.request.get(f"/print/cases/{case}.pdf").body()[:5] == b"%PDF-"


def test_the_starter_chooses_who_comes_next(visit, office):
    check = task("check", group="SURVEYOR@self,TEAM_LEAD@self", choose="checkers")
    request = form("request", [PICKER])
    deploy_line(office, ("check", check), extra={"request.form": request})
    wang = visit("wang")
    wang.goto("/start/leave")

    field(wang, "people").fill("Mary")
    wang.locator(".fjs-dropdownlist-item").get_by_text("Mary").click()
    wang.click("[data-complete]")

    wang.wait_for_url("**/cases/*")
    case = wang.url.rsplit("/", 1)[1]
    assert office.task(case, "check").candidates == [f"user:{office.people['mary']}"]


def test_a_deputy_is_appointed_and_gets_new_work_signed_for_the_other(visit, office):
    deploy_line(office, ("check", node("check", "ana")))
    ana = visit("ana")
    ana.goto("/deputies/")
    ana.fill("#agent-search", "mary")
    expect(ana.locator("#agents input")).to_have_count(1)
    ana.locator("#agents").get_by_text("Mary", exact=True).click()
    expect(ana.locator("#agents input")).to_be_checked()
    ana.locator("#appoint .btn-primary").click()
    expect(ana.get_by_text("代理人已设置。")).to_be_visible()

    case = office.start("wang", **APPLIED)

    mary = visit("mary")
    mary.goto("/inbox/")
    expect(mary.get_by_text("代Ana").first).to_be_visible()
    mary.goto(f"/tasks/{office.task(case, 'check').id}")
    expect(mary.get_by_text("您正在代Ana办理此环节。")).to_be_visible()
    ana.on("dialog", lambda dialog: dialog.accept())
    ana.get_by_role("button", name="结束代理").click()
    expect(ana.get_by_text("目前没有人代理您的工作")).to_be_visible()


def test_a_case_is_started_again_as_a_copy(visit, parts):
    wang = visit("wang")
    wang.goto(f"/cases/{assign(parts, '每月巡检')}")
    first = wang.url

    wang.get_by_role("link", name="复制发起").click()
    expect(field(wang, "field_1")).to_have_value("每月巡检")
    field(wang, "field_1").fill("每月巡检（二）")
    wang.click("[data-complete]")

    wang.wait_for_url("**/cases/*")
    assert wang.url != first
    expect(wang.get_by_role("heading", name="每月巡检（二）")).to_be_visible()
