"""Many tasks at once, two people at one task, and an answer from a mail on the phone."""

import re

import pytest
from playwright.sync_api import expect

from notifications.audience import Recipient
from notifications.mail_links import answers_by_mail
from notifications.notice import Notice
from tests.browser.conftest import PHONE
from tests.integration.approvals.bureau import task
from tests.integration.web.papers import APPLIED, DECIDING, deploy_line, form, node

pytestmark = pytest.mark.browser
# A form with a decision and an opinion and nothing else, as lists and mails can ask for it.
PLAIN = {"decide.form": form("decide", DECIDING)}


def test_several_tasks_are_decided_in_a_list(visit, office):
    deploy_line(office, ("check", node("check", "li")), extra=PLAIN)
    numbers = [office.case(office.start("wang", **APPLIED)).business_key for _ in range(2)]
    li = visit("li")
    li.goto("/inbox/")

    for number in numbers:
        li.get_by_label(f"选择 {number}").check()
    li.locator("#bulk").get_by_role("button", name="批量办理").click()
    li.locator("[data-decide-all='agree']").click()
    li.get_by_role("button", name="提交办理").click()

    expect(li.get_by_role("heading", level=1)).to_contain_text("2 项中 2 项")
    li.goto("/inbox/?view=done")
    expect(li.get_by_role("row").filter(has_text=numbers[0])).to_be_visible()


def test_of_two_who_claim_the_first_wins_and_the_other_is_told_who(visit, office):
    deploy_line(office, ("check", task("check", group="SURVEYOR@self,TEAM_LEAD@self")))
    case = office.start("wang", **APPLIED)
    address = f"/tasks/{office.task(case, 'check').id}"
    li, mary = visit("li"), visit("mary")
    li.goto(address)
    mary.goto(address)

    li.get_by_role("button", name="领取").click()
    expect(li.locator("[data-complete]")).to_be_visible()
    mary.get_by_role("button", name="领取").click()

    expect(mary.get_by_role("heading", name="已被他人领取")).to_be_visible()
    expect(mary.locator("main")).to_contain_text("Li 已经领取了该任务")


def test_a_mail_is_answered_on_the_phone_without_signing_in(visit, office, parts):
    deploy_line(office, ("check", node("check", "li")), extra=PLAIN)
    case = office.start("wang", **APPLIED)
    waiting = office.task(case, "check").id
    notice = Notice("task.opened", (), {}, "/inbox/", case, task_id=waiting)
    with parts.database.unit_of_work(parts.clock) as uow:
        reader = Recipient(office.people["li"], "Li", "zh", ())
        (_, address), *_ = answers_by_mail(uow, parts.settings, notice, reader)
    phone = visit("mary", PHONE)
    phone.context.clear_cookies()

    phone.goto(re.sub("^https?://[^/]+", "", address))
    expect(phone.get_by_label("准予")).to_be_checked()
    assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    phone.get_by_role("button", name="确认").click()

    expect(phone.get_by_text("您的答复已生效")).to_be_visible()
    assert office.case(case).status == "completed"
