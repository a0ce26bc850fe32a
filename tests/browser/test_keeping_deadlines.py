"""A calendar is changed by somebody with a browser, who sees first what it moves."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from engine.deadlines.rules.days import local_date
from engine.deadlines.service import current_rules
from tests.browser.hands import assign

pytestmark = pytest.mark.browser


def next_working_day(parts) -> str:
    """Return the first working day after today, on which a task of one working day is due."""
    with parts.database.reading(parts.clock) as uow:
        calendar = current_rules(uow).calendar("/10/20/2001/200101/2001011/")
        today = local_date(uow.now)
    later = (today + timedelta(days=number) for number in range(1, 30))
    return next(day for day in later if calendar.is_worked(day)).isoformat()


def test_a_holiday_is_set_looked_at_and_made(visit, parts):
    wang, ana, day = visit("wang"), visit("ana"), next_working_day(parts)
    wang.goto(f"/cases/{assign(parts, '检修日之前的任务')}")
    expect(wang.get_by_text("内控时限").first).to_be_visible()

    ana.goto(f"/deadlines/calendars/?unit=2001011&month={day[:7]}&day={day}")
    ana.fill("#name", "检修日")
    ana.get_by_role("button", name="查看影响").click()
    ana.wait_for_url(re.compile("/deadlines/changes/"))
    expect(ana.get_by_role("row").filter(has_text="检修日之前的任务").first).to_be_visible()
    address = ana.url

    ana.get_by_role("button", name="确认变更").click()
    ana.wait_for_load_state()
    for _ in range(3):
        parts.worker().tick()
    ana.goto(address)

    expect(ana.get_by_text("已变动的时限")).to_be_visible()
    expect(ana.get_by_role("row").filter(has_text="检修日之前的任务").first).to_be_visible()
    ana.goto(f"/deadlines/calendars/?unit=2001011&month={day[:7]}")
    expect(ana.locator(f'[data-day="{day}"]')).to_have_attribute("data-type", "HOLIDAY")
