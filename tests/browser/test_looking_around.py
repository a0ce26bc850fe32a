"""Every page fits every screen, in both languages, without a complaint of the browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/inbox/",
    "/inbox/?view=claimable",
    "/inbox/?view=started",
    "/inbox/?view=to_read",
    "/inbox/calendar/",
    "/bulk/decide",
    "/start/",
    "/start/service_connection",
    "/cases/",
    "/messages/",
    "/organisation/",
    "/account/",
    "/definitions/",
    "/definitions/upload",
    "/incidents/",
    "/deliveries/",
    "/deadlines/limits/",
    "/deadlines/limits/new",
    "/deadlines/calendars/?month=2027-02",
    "/deadlines/calendars/hours?unit=2001011&kind=SHIFT",
    "/deadlines/calendars/import",
    "/deadlines/changes/",
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("username", ["ana", "anne"])
def test_no_page_is_wider_than_the_screen(visit, size, username):
    ana = visit(username, size)

    wide = {}
    for path in PAGES:
        ana.goto(path)
        wide[path] = ana.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert {path: over for path, over in wide.items() if over > 0} == {}


def test_a_diagram_is_drawn_in_the_readers_language(visit):
    mary = visit("mary")
    mary.goto("/start/task_assignment")
    expect(mary.locator(".djs-container").get_by_text("接收任务")).to_be_visible()

    mary.get_by_role("button", name="我的账号").click()
    mary.get_by_role("button", name="English").click()

    expect(mary.locator(".djs-container").get_by_text("Accept").first).to_be_visible()


def test_the_menu_of_a_phone_leads_everywhere(visit):
    ana = visit("ana", size=PHONE)

    ana.get_by_role("button", name="菜单").click()
    ana.locator("#full-menu").get_by_role("link", name="流程定义").click()

    expect(ana.get_by_role("heading", name="流程定义")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(visit):
    wang = visit("wang")

    wang.keyboard.press("Tab")

    expect(wang.get_by_role("link", name="跳到正文")).to_be_focused()
