"""What customers do and see through signed links, without an account."""

from flask import Blueprint, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.instances.queries import get_instance
from engine.kernel.errors import NotFound
from engine.kernel.signing import LinkExpired, LinkInvalid
from engine.payments.jobs import pays
from engine.processes import service as processes
from engine.tasks import queries
from engine.tasks.model import UserTask
from web import context
from web.customer_steps import bills, cases
from web.customer_steps.link import customer, task_of
from web.errors import render_code
from web.files.views import attach_files_of, keep_upload
from web.tasks.page import json_object, task_form
from web.texts import gettext as _

bp = Blueprint("customer_steps", __name__, url_prefix="/c")
for part in (bills, cases):
    bp.register_blueprint(part.bp)


@bp.errorhandler(LinkInvalid)
@bp.errorhandler(NotFound)
def nothing_here(_error: Exception) -> ResponseReturnValue:
    """Say the same of a link that was changed, guessed, or names nothing."""
    return render_code("link_invalid", 404)


@bp.errorhandler(LinkExpired)
def too_old(_error: Exception) -> ResponseReturnValue:
    """Say that a link was good once."""
    return render_code("link_expired", 404)


@bp.get("/<link>")
@context.public
def show(link: str) -> ResponseReturnValue:
    """Show the customer the form of his step, or what he has to pay."""
    with context.open_reading() as uow:
        task = queries.get_task(uow.session, task_of(link))
        _require_customer_step(task)
        if pays(uow, task):
            return bills.fee_page(uow, task, url_for(".show", link=link))
        if not task.is_open:
            return _done_page(is_late=True)
        case = get_instance(uow.session, task.instance_id)
        form = task_form(uow, task, case, is_writable=False)
        form.action = url_for(".complete", link=link)
        form.upload_url = url_for(".upload", link=link)
        form.key = f"customer:{task.id}"
        return render_template("customer_steps/show.html", task=task, form=form)


@bp.post("/<link>")
@context.public
def complete(link: str) -> ResponseReturnValue:
    """Take the customer's answer; the case moves on."""
    task_id = task_of(link)
    data = json_object("data")
    with context.open_uow() as uow:
        task = queries.get_task(uow.session, task_id)
        _require_customer_step(task)
        _require_answerable(task, is_paid=pays(uow, task))
        processes.complete_task(uow, customer(), task_id, data)
        attach_files_of(uow, customer(), data, task.instance_id, task_id)
    return jsonify(redirect=url_for(".thanks", link=link))


@bp.get("/<link>/thanks")
@context.public
def thanks(link: str) -> ResponseReturnValue:
    """Tell the customer that his answer has arrived."""
    task_of(link)
    return _done_page(is_late=False)


@bp.post("/<link>/files")
@context.public
def upload(link: str) -> ResponseReturnValue:
    """Keep a file of the customer; it joins the case when the form is sent."""
    task_id = task_of(link)
    with context.open_uow() as uow:
        _require_customer_step(queries.get_task(uow.session, task_id))
        document = keep_upload(uow, customer())
        return jsonify(id=document.id, name=document.name, size=document.size)


def _require_customer_step(task: UserTask) -> None:
    # A link for another kind of task cannot come from us; it tells nothing about the task.
    if not task.is_customer_step:
        raise NotFound("task", task.id)


def _require_answerable(task: UserTask, *, is_paid: bool) -> None:
    # Nobody declares himself to have paid: the provider does, or the cashier.
    if is_paid:
        raise NotFound("form", task.id)


def _done_page(*, is_late: bool) -> str:
    title = _("This step is finished") if is_late else _("Thank you")
    late = _("It has been answered already, or is no longer needed.")
    text = late if is_late else _("Your answer has arrived and is being worked on.")
    return render_template("customer_steps/done.html", ok=not is_late, title=title, text=text)
