"""The month with what is due on each day."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from engine.deadlines.service import current_rules
from engine.kernel.clock import COMPANY_ZONE
from engine.tasks.calendar import by_day, due_between, month_grid
from web import context

bp = Blueprint("calendar", __name__, url_prefix="/inbox/calendar")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show a month: what is due, which days are worked."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        today = uow.now.astimezone(COMPANY_ZONE).date()
        first = _month(request.args.get("month", ""), today)
        weeks = month_grid(first)
        found = due_between(uow.session, actor, weeks[0][0], weeks[-1][-1])
        return render_template(
            "inbox/calendar.html",
            first=first,
            before=(first - timedelta(days=1)).replace(day=1),
            after=(first + timedelta(days=31)).replace(day=1),
            weeks=weeks,
            today=today,
            tasks=by_day(found),
            days=current_rules(uow).calendar(actor.org_path),
            now=uow.now,
        )


def _month(text: str, today: date) -> date:
    """Return the first day of a month written `2026-11`; what is none means this month."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    # The grid shows days around the month, which the ends of time do not have.
    return first if date.min.year + 1 < first.year < date.max.year else today.replace(day=1)
