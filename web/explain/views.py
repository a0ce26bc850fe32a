"""The panel "Why?" on the pages of tasks and cases."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine.explain import queries
from engine.tasks.queries import get_task
from web import context
from web.cases.page import show_case
from web.explain.page import said_parts

bp = Blueprint("explain", __name__, url_prefix="/explain")


@bp.get("/tasks/<task_id>")
def task(task_id: str) -> ResponseReturnValue:
    """Explain a task: whose it is, who else could act, why it waits, what comes next."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        shown = get_task(uow.session, task_id)
        case = show_case(uow, actor, shown.instance_id)
        answer = queries.explain_task(uow, actor, shown, case)
        ahead = [(shown, answer.ahead)]
        parts = said_parts(uow, case, answer.case, ahead)
        return render_template("explain/task.html", answer=answer, task=shown, **parts)


@bp.get("/cases/<case_id>")
def case(case_id: str) -> ResponseReturnValue:
    """Explain a case: what it waits for, what moves it, what comes next."""
    with context.open_reading() as uow:
        shown = show_case(uow, context.current_actor(), case_id)
        answer = queries.explain_case(uow, shown)
        parts = said_parts(uow, shown, answer, answer.ahead)
        return render_template("explain/case.html", case=shown, **parts)
