"""One user task: its form, its case, what can be done with it."""

from datetime import date, datetime, time

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.approvals.lending import pass_on
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid
from engine.processes import service as processes
from engine.staff import queries as staff
from engine.tasks import queries, service
from engine.tasks.planning import plan_task
from web import context
from web.cases.page import case_parts, show_case
from web.files.views import attach_files_of
from web.readings.opening import news_of, note_opening
from web.tasks.next import address_after
from web.tasks.page import came_from, json_object, task_parts
from web.tasks.signing import sign_with_form
from web.texts import gettext as _

# A follow-up date means the morning of that day.
WORK_BEGINS = time(8, 30)

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("/<task_id>")
def show(task_id: str) -> ResponseReturnValue:
    """Show a task with its form and its case."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        task = queries.get_task(uow.session, task_id)
        case = show_case(uow, actor, task.instance_id)
        parts = {**case_parts(uow, actor, case), **task_parts(uow, actor, task, case)}
        page = render_template("tasks/show.html", task=task, case=case, now=uow.now, **parts)
        news = news_of(uow, actor, case.id, task)
    note_opening(actor, news)
    return page


@bp.post("/<task_id>/claim")
def claim(task_id: str) -> ResponseReturnValue:
    """Claim a task."""
    with context.open_uow() as uow:
        service.claim_task(uow, context.current_actor(), task_id)
    return redirect(url_for(".show", task_id=task_id, **came_from()), 303)


@bp.post("/<task_id>/release")
def release(task_id: str) -> ResponseReturnValue:
    """Put a task back for all candidates."""
    with context.open_uow() as uow:
        service.release_task(uow, context.current_actor(), task_id)
    flash(_("The task is released; all candidates may claim it."))
    return redirect(url_for("inbox.show", view="claimable"), 303)


@bp.post("/<task_id>/reassign")
def reassign(task_id: str) -> ResponseReturnValue:
    """Give a task to somebody else."""
    with context.open_uow() as uow:
        to_id, reason = request.form.get("user_id", ""), request.form.get("reason", "")
        pass_on(uow, context.current_actor(), task_id, to_id, reason)
        name = staff.get_user(uow.session, to_id).name
    flash(_("The task now belongs to %(name)s.", name=name))
    return redirect(url_for("inbox.show"), 303)


@bp.post("/<task_id>/draft")
def save_draft(task_id: str) -> ResponseReturnValue:
    """Keep what was typed so far; `null` drops it."""
    values = json_object("data")
    with context.open_uow() as uow:
        saved_at = service.save_draft(uow, context.current_actor(), task_id, values)
    return jsonify(saved=True, at=saved_at and saved_at.isoformat())


@bp.post("/<task_id>/plan")
def plan(task_id: str) -> ResponseReturnValue:
    """Set how urgent a task is, and when it is to be looked at again."""
    actor = context.current_actor()
    priority, follow_up = request.form.get("priority", type=int), _day_of("follow_up")
    with context.open_uow() as uow:
        plan_task(uow, actor, task_id, 50 if priority is None else priority, follow_up)
    flash(_("The task is planned."))
    return redirect(url_for(".show", task_id=task_id, **came_from()), 303)


def _day_of(field: str) -> datetime | None:
    text = request.form.get(field, "")
    try:
        return (
            datetime.combine(date.fromisoformat(text), WORK_BEGINS, COMPANY_ZONE) if text else None
        )
    except ValueError:
        problem = {"field": field, "code": "no_date", "message": f"{text} is no date"}
        raise Invalid([problem]) from None


@bp.post("/<task_id>/complete")
def complete(task_id: str) -> ResponseReturnValue:
    """Complete a task; the answer says where to go on."""
    actor, data = context.current_actor(), json_object("data")
    with context.open_uow() as uow:
        sign_with_form(uow, actor, task_id, data)
        processes.complete_task(uow, actor, task_id, data)
        case_id = queries.get_task(uow.session, task_id).instance_id
        attach_files_of(uow, actor, data, case_id, task_id)
    flash(_("The task is completed."))
    with context.open_reading() as uow:
        return jsonify(redirect=address_after(uow, actor, task_id))
