"""Several people decide: countersigning, adding signers, urging, passing round, taking back."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import choose_somebody, confirm, decide, operate
from tests.integration.approvals.bureau import countersign
from tests.integration.web.papers import APPLIED, deploy_line, node

pytestmark = pytest.mark.browser
BOTH = countersign('["li","mary"]', "nrOfCompletedInstances = nrOfInstances")


def test_one_of_the_countersigners_refuses_and_gets_the_case_straight_back(visit, office):
    deploy_line(
        office, ("draft", node("draft", "wang")), ("sign", node("sign", "${person}", inner=BOTH))
    )
    case = office.start("wang", **APPLIED)
    office.agree("wang", case, "draft")
    li = visit("li")
    li.goto(f"/tasks/{office.task(case, 'sign', 'li').id}")

    operate(li, "驳回")
    li.get_by_label("draft").check()
    li.get_by_label("直接回到我这里").check()
    li.fill("#operation-reason", "缺少现场照片")
    confirm(li)
    expect(li.get_by_text("已驳回。")).to_be_visible()

    wang = visit("wang")
    wang.goto(f"/tasks/{office.task(case, 'draft').id}")
    expect(wang.get_by_role("status").filter(has_text="Li已驳回")).to_contain_text("缺少现场照片")
    decide(wang, opinion="照片已补")
    assert "Li" in office.waits_for(case)


def test_a_signer_added_before_acts_first_and_the_task_waits_for_him(visit, office):
    deploy_line(office, ("check", node("check", "li")))
    case = office.start("wang", **APPLIED)
    li = visit("li")
    li.goto(f"/tasks/{office.task(case, 'check').id}")

    operate(li, "加签")
    li.get_by_label("前加签").check()
    choose_somebody(li, "mary", "Mary")
    li.fill("#operation-reason", "请先看技术部分")
    confirm(li)

    expect(li.get_by_text("加签人员办理后，任务将返回给您。")).to_be_visible()
    expect(li.get_by_role("button", name="转办")).to_have_count(0)
    office.agree("mary", case, "check", opinion="技术可行")
    li.reload()
    expect(li.locator("[data-complete]")).to_be_visible()
    li.click("#tab-history")
    expect(li.locator("#pane-history").get_by_text("技术可行")).to_be_visible()


def test_a_handler_is_urged_and_sees_it_on_his_task(visit, office):
    deploy_line(office, ("check", node("check", "li")))
    case = office.start("wang", **APPLIED)
    wang = visit("wang")
    wang.goto(f"/cases/{case}")

    wang.get_by_role("link", name="催办").click()
    wang.fill("#operation-remark", "客户在等")
    confirm(wang)
    expect(wang.get_by_text("已催办。").first).to_be_visible()

    li = visit("li")
    li.goto(f"/tasks/{office.task(case, 'check').id}")
    expect(li.get_by_text("已催办 1 次")).to_be_visible()


def test_a_case_is_passed_round_and_answered_from_the_inbox(visit, office):
    deploy_line(office, ("check", node("check", "li")))
    case = office.start("wang", **APPLIED)
    wang = visit("wang")
    wang.goto(f"/cases/{case}")
    wang.get_by_role("link", name="传阅").click()
    choose_somebody(wang, "mary", "Mary")
    wang.fill("#operation-remark", "请提意见")
    confirm(wang)
    expect(wang.get_by_text("已传阅。").first).to_be_visible()

    mary = visit("mary")
    mary.goto("/inbox/?view=to_read")
    row = mary.get_by_role("row").filter(has_text=office.case(case).business_key)
    expect(row).to_contain_text("请提意见")
    row.locator("summary").click()
    row.get_by_label("您的回复").fill("没有意见")
    row.get_by_role("button", name="发送").click()

    wang.goto(f"/cases/{case}")
    wang.click("#tab-history")
    expect(wang.get_by_text("没有意见").first).to_be_visible()


def test_a_completed_task_is_withdrawn_until_the_next_one_has_acted(visit, office):
    deploy_line(office, ("check", node("check", "li")), ("sign", node("sign", "mary")))
    case = office.start("wang", **APPLIED)
    done = office.task(case, "check").id
    li = visit("li")
    li.goto(f"/tasks/{done}")
    decide(li)

    li.goto(f"/tasks/{done}")
    operate(li, "撤回")
    li.fill("#operation-reason", "填错了")
    confirm(li)
    expect(li.get_by_text("已撤回，任务重新回到您这里。")).to_be_visible()

    office.agree("li", case, "check")
    office.agree("mary", case, "sign")
    li.goto(f"/tasks/{done}")
    expect(li.get_by_role("link", name="撤回")).to_have_count(0)
