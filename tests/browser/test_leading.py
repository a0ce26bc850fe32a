"""A leader at his console: down to the station, then many cases instructed at once."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from engine.access.queries import actor_for
from engine.access.service import set_password
from engine.kernel.actor import SYSTEM
from engine.processes.service import NewCase, start_process
from engine.staff.queries import user_by_username
from engine.tasks.model import UserTask
from tests.browser.conftest import CHEAP, DESK, PASSWORD, PHONE
from tests.browser.hands import assign
from tests.companies import employ

FORM = {
    "title": "安全工器具检定",
    "content": "检定全部绝缘手套",
    "owner": "li",
    "taskType": "DAILY",
    "source": "LEADER",
    "taskPriority": "NORMAL",
    "weight": 10,
    "reportCycle": "P7D",
    "acceptStandard": "全部合格",
}


@pytest.fixture(scope="module")
def chief(parts) -> str:
    """Employ a supervisor at headquarters, and let two cases of a station be late."""
    with parts.database.unit_of_work(parts.clock) as uow:
        user_id = employ(uow, "chief", "10", "SUPERVISOR")
        set_password(uow, SYSTEM, user_id, PASSWORD, CHEAP)
    for _ in range(2):
        with parts.database.unit_of_work(parts.clock) as uow:
            mary = actor_for(uow.session, user_by_username(uow.session, "mary").id, uow.now)
            due_at = (uow.now + timedelta(days=20)).isoformat(timespec="minutes")
            case = start_process(uow, mary, NewCase("task_assignment", {**FORM, "dueAt": due_at}))
            task = uow.session.query(UserTask).filter_by(instance_id=case.id).one()
            task.warn_at, task.due_at = uow.now - timedelta(days=3), uow.now - timedelta(days=2)
    return "chief"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_supervisor_goes_down_to_a_station_and_instructs_all_cases(chief, visit, size):
    page = visit(chief, size)
    page.goto("/console/")
    for name in ("省公司", "市公司", "望溪区公司", "溪口供电所"):
        page.get_by_role("link", name=name, exact=False).first.click()
        page.get_by_role("heading", level=1, name=name).wait_for()
    for box in page.locator("input[data-choose]").all():
        box.check()
    page.locator("#bulk").get_by_role("button", name="批示").click()
    page.get_by_label("批示内容").fill("请今日接收")
    page.get_by_role("button", name="批示").click()

    page.get_by_role("heading", name="2 件中 2 件").wait_for()
    assert page.locator(".pill-green").count() == 2
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_matter_raised_by_a_handler_is_acknowledged_and_settled(chief, visit, parts):
    mary = visit("mary")
    mary.goto(f"/cases/{assign(parts, '需要领导协调的任务')}")
    mary.get_by_role("link", name="上报领导").click()
    mary.get_by_label("上报事由").fill("跨所协调，请批示")
    mary.get_by_role("button", name="上报领导").click()
    expect(mary.get_by_text("事项已上报。")).to_be_visible()

    page = visit(chief)
    page.goto("/escalations/")
    page.get_by_role("link", name="需要领导协调的任务").click()
    expect(page.get_by_text("跨所协调，请批示")).to_be_visible()
    page.get_by_role("button", name="签收").click()
    expect(page.locator(".pill").get_by_text("已签收")).to_be_visible()
    page.get_by_role("link", name="关闭").click()
    page.get_by_label("结论").fill("已电话协调")
    page.get_by_role("button", name="关闭").click()

    expect(page.get_by_text("事项已关闭。")).to_be_visible()
    expect(page.get_by_text("已电话协调").first).to_be_visible()


def test_a_unit_answers_for_a_case_and_the_answer_is_judged(chief, visit, parts):
    page = visit(chief)
    page.goto(f"/cases/{assign(parts, '督办的任务')}")
    page.get_by_role("link", name="督办", exact=True).last.click()
    page.get_by_label("督办事由").fill("请说明进度")
    page.get_by_role("button", name="发出督办单").click()
    page.get_by_text("请说明进度").first.wait_for()
    order = page.url

    mary = visit("mary", PHONE)
    mary.goto(order)
    mary.get_by_label("办理情况和下一步措施").fill("本周内完成")
    mary.get_by_role("button", name="提交反馈").click()
    expect(mary.get_by_text("本周内完成").first).to_be_visible()

    page.goto(order)
    page.get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="办结督办单").click()
    expect(page.get_by_text("满意").first).to_be_visible()
    expect(page.get_by_role("button", name="办结督办单")).to_have_count(0)
