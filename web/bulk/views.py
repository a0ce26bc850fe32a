"""Doing the same with many rows of the inbox."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.bulk import queries, service
from engine.bulk.model import COMPLETE
from engine.bulk.rules import MOST_ROWS
from engine.bulk.service import Order
from engine.tasks.queries import tasks_by_id
from web import context
from web.bulk.rows import decidable, readable, run, take_back
from web.errors import explain, known_code

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
    actor = context.current_actor()
    with context.open_reading() as uow:
        batch = queries.get_batch(uow.session, actor, batch_id)
        stuck = service.stuck_rows(uow, actor, batch)
        said = {task: explain(known_code(error), error.facts) for task, error in stuck.items()}
        return render_template("bulk/show.html", batch=batch, stuck=said, why=explain, now=uow.now)


@bp.post("/<batch_id>/undo")
def undo(batch_id: str) -> ResponseReturnValue:
    """Take back what worked: the rows named, else all of them."""
    take_back(context.current_actor(), batch_id, request.form.getlist("task"))
    return redirect(url_for(".show", batch_id=batch_id), 303)
