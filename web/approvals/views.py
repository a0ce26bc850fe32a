"""Sending back, lending, adding signers, urging, copies: dialogs over tasks and cases."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.approvals.reading import urge_case
from engine.approvals.withdrawing import cancel_case
from engine.kernel.errors import Invalid
from engine.tasks import queries
from web import context
from web.approvals.operations import operation
from web.approvals.page import asked
from web.cases.page import show_case
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("approvals", __name__, url_prefix="/approvals")


@bp.get("/tasks/<task_id>/<name>")
def ask(task_id: str, name: str) -> ResponseReturnValue:
    """Ask for what an operation needs, in a dialog or on a page of its own."""
    part = "dialog" if request.headers.get("HX-Request") else "page"
    with context.open_reading() as uow:
        task = queries.get_task(uow.session, task_id)
        show_case(uow, context.current_actor(), task.instance_id)
        parts = asked(uow, context.current_actor(), task, name)
        return render_template(f"approvals/{part}.html", **parts)


@bp.post("/tasks/<task_id>/<name>")
def act(task_id: str, name: str) -> ResponseReturnValue:
    """Do what was asked for; what is wrong is said at its field."""
    chosen = operation(name)
    try:
        with context.open_uow() as uow:
            case_id = queries.get_task(uow.session, task_id).instance_id
            chosen.act(uow, context.current_actor(), task_id)
    except Invalid as error:
        return _ask_again(task_id, name, error)
    flash(str(chosen.done))
    return redirect(chosen.address_after(task_id, case_id), 303)


@bp.post("/cases/<case_id>/cancel")
def cancel(case_id: str) -> ResponseReturnValue:
    """End one's own case."""
    with context.open_uow() as uow:
        cancel_case(uow, context.current_actor(), case_id, request.form.get("reason", ""))
    flash(_("The case is cancelled."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.post("/cases/<case_id>/urge")
def urge(case_id: str) -> ResponseReturnValue:
    """Ask everybody a case waits for for haste."""
    with context.open_uow() as uow:
        show_case(uow, context.current_actor(), case_id)
        urge_case(uow, context.current_actor(), case_id, request.form.get("remark", ""))
    flash(_("They are asked for haste."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _ask_again(task_id: str, name: str, error: Invalid) -> ResponseReturnValue:
    problems = by_field(error.problems)
    with context.open_reading() as uow:
        task = queries.get_task(uow.session, task_id)
        parts = asked(uow, context.current_actor(), task, name, problems)
        return render_template("approvals/page.html", **parts), 422
