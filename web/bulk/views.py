"""Doing the same with many rows of the inbox."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.bulk import queries, service
from engine.bulk.model import COMPLETE
from engine.bulk.rules import MOST_ROWS
from engine.bulk.service import Order
from engine.tasks.queries import tasks_by_id
from web import context
from web.bulk.rows import decidable, readable, run
from web.errors import explain

bp = Blueprint("bulk", __name__, url_prefix="/bulk")


@bp.post("/")
def carry_out() -> ResponseReturnValue:
    """Claim, release or reassign the chosen tasks."""
    given = request.form
    order = Order(given.get("action", ""), given.get("user_id", ""), given.get("reason", ""))
    if order.action == COMPLETE:
        return redirect(url_for(".decide", task=given.getlist("task")[:MOST_ROWS]), 303)
    actor = context.current_actor()
    batch = run(actor, order.action, given.getlist("task"), lambda _task: order)
    return redirect(url_for(".show", batch_id=batch), 303)


@bp.get("/decide")
def decide() -> ResponseReturnValue:
    """Show the chosen tasks with a decision for each."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        found = tasks_by_id(uow.session, request.args.getlist("task")[:MOST_ROWS])
        tasks = readable(uow, actor, found)
        rows = decidable(uow, actor, tasks)
        return render_template("bulk/decide.html", rows=rows, now=uow.now)


@bp.post("/decide")
def complete() -> ResponseReturnValue:
    """Complete each task with the decision made for it; rows without one are left alone."""
    given = request.form
    chosen = [task for task in given.getlist("task") if given.get(f"decision-{task}")]

    def order_of(task: str) -> Order:
        opinion = given.get(f"opinion-{task}", "")
        return Order(COMPLETE, decision=given[f"decision-{task}"], opinion=opinion)

    batch = run(context.current_actor(), COMPLETE, chosen, order_of)
    return redirect(url_for(".show", batch_id=batch), 303)


@bp.get("/<batch_id>")
def show(batch_id: str) -> ResponseReturnValue:
    """Show what became of each row, and take it back while there is time."""
    with context.open_reading() as uow:
        batch = queries.get_batch(uow.session, context.current_actor(), batch_id)
        return render_template("bulk/show.html", batch=batch, why=explain, now=uow.now)


@bp.post("/<batch_id>/undo")
def undo(batch_id: str) -> ResponseReturnValue:
    """Take back what worked."""
    actor = context.current_actor()
    with context.open_uow() as uow:
        order, tasks = service.begin_undo(uow, actor, batch_id)
    batch = run(actor, order.action, tasks, lambda _task: order)
    return redirect(url_for(".show", batch_id=batch), 303)
