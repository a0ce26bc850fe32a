"""The month of due dates."""

import pytest
from sqlalchemy import select

from engine.kernel.clock import COMPANY_ZONE
from engine.tasks.model import UserTask
from tests.integration.web.test_working_on_tasks import started  # noqa: F401  # fixture


def cell(page: str, day: str) -> str:
    return page.split(f'datetime="{day}"')[1].split("</td>")[0]


@pytest.fixture
def due_day(started, app):  # noqa: F811  # the fixture above
    """Return the day on which li's task is due."""
    parts = app.extensions["gridflow"]
    with parts.database.reading(parts.clock) as uow:
        return uow.session.scalars(select(UserTask.due_at)).one().astimezone(COMPANY_ZONE).date()


def test_a_task_stands_on_the_day_it_is_due(due_day, signed_in):
    page = signed_in("li").get(f"/inbox/calendar/?month={due_day:%Y-%m}").text

    assert "接收任务" in cell(page, due_day.isoformat())


def test_what_is_anothers_is_not_in_the_calendar(due_day, signed_in):
    page = signed_in("zhao").get(f"/inbox/calendar/?month={due_day:%Y-%m}").text

    assert "接收任务" not in page


def test_holidays_and_make_up_days_are_marked(due_day, signed_in):
    page = signed_in("li").get("/inbox/calendar/?month=2026-10").text

    assert "节假日" in cell(page, "2026-10-01")
    assert "调休上班" in cell(page, "2026-10-10")


@pytest.mark.parametrize("month", ["", "2026-13", "x", "0001-01", "9999-12", "2026-11-01"])
def test_what_is_no_month_shows_this_one(app, signed_in, month):
    page = signed_in("li").get(f"/inbox/calendar/?month={month}").text

    assert "2026-11" in page
