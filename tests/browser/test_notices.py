"""Choosing one's notices, and writing a text with its preview, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


def is_wider_than_the_window(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_somebody_chooses_quiet_hours_and_a_digest_on_a_phone(visit):
    wang = visit("wang", PHONE)
    wang.goto("/account/notices/")

    wang.get_by_label("自行设定").check()
    wang.fill("#quiet_from", "21:30")
    wang.select_option("#digest_every", "daily")
    wang.get_by_role("button", name="保存").click()

    expect(wang.get_by_text("您的设置已保存。")).to_be_visible()
    expect(wang.locator("#quiet_from")).to_have_value("21:30")
    expect(wang.locator("#digest_every")).to_have_value("daily")
    assert not is_wider_than_the_window(wang)


def test_a_text_is_written_with_its_preview(visit):
    ana = visit("ana")
    ana.goto("/notice-texts/task.opened/zh")
    subject = ana.get_by_label("主题", exact=True)

    subject.fill("新待办：{{ titel }}")
    ana.get_by_role("button", name="预览").click()
    expect(ana.get_by_text("没有数据项“titel”")).to_be_visible()
    subject.fill("新待办：{{ title }}")
    ana.get_by_role("button", name="预览").click()

    expect(ana.locator("#preview")).to_contain_text("新待办：望溪区充电桩新装")
    mail = ana.frame_locator("#preview iframe").locator("h1")
    expect(mail).to_have_text("新待办：望溪区充电桩新装")


@pytest.mark.parametrize(
    "path", ["/notice-texts/task.opened/en", "/notice-rules/", "/deliveries/channels"]
)
def test_the_pages_of_administrators_fit_a_phone_in_english(visit, path):
    anne = visit("anne", PHONE)

    anne.goto(path)

    assert not is_wider_than_the_window(anne)
