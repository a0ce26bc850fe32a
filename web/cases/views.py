"""Finding and following cases."""

from collections.abc import Callable

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.instances.queries import trail
from engine.kernel.errors import Invalid
from engine.processes import administration, queries
from engine.processes.queries import CaseFilter
from engine.supervision.queries import gravest_by_case
from engine.tasks import queries as tasks
from engine.tasks.comments import add_comment, people_to_mention
from web import context
from web.approvals.page import of_case
from web.cases.comments import comment_parts
from web.cases.page import administered, case_parts, marks_of, show_case
from web.cases.paper import checked_sheet
from web.diagrams import diagram_answer, diagram_of
from web.formats import named
from web.inbox.views import definition_names
from web.names import candidates_of
from web.problems import by_field
from web.readings.opening import news_of, note_opening
from web.reviews.of_case import reviews_parts
from web.texts import gettext as _

bp = Blueprint("cases", __name__, url_prefix="/cases")

STATUSES = ("running", "suspended", "completed", "terminated", "cancelled", "failed")


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show the cases within the reader's reach."""
    wanted = _wanted()
    with context.open_reading() as uow:
        rows, has_more = queries.cases(uow.session, context.current_actor(), wanted)
        ids = [row.id for row in rows]
        return render_template(
            "cases/list.html",
            wanted=wanted,
            page={"rows": rows, "has_more": has_more},
            steps_of=tasks.open_tasks_by_case(uow.session, ids),
            order_of=gravest_by_case(uow.session, ids),
            definitions=definition_names(uow),
            here=_here(wanted),
            now=uow.now,
        )


@bp.get("/<case_id>")
def show(case_id: str) -> ResponseReturnValue:
    """Show one case: where it is, how it came there, what was said."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        case = show_case(uow, actor, case_id)
        news = news_of(uow, actor, case.id)
        page = render_template(
            "cases/show.html",
            case=case,
            reviewed=reviews_parts(uow, actor, case),
            open_tasks=tasks.open_tasks_of(uow.session, case.id),
            candidates_of=lambda task: candidates_of(uow, task),
            may=administered(actor, case),
            now=uow.now,
            own=of_case(uow, actor, case),
            sheet=checked_sheet(uow, case, request.args.get("sheet", "")),
            **case_parts(uow, actor, case),
        )
    note_opening(actor, news)
    return page


@bp.get("/<case_id>/diagram")
def diagram(case_id: str) -> ResponseReturnValue:
    """Give the diagram the case follows, or one of those it calls."""
    with context.open_reading() as uow:
        case = show_case(uow, context.current_actor(), case_id)
        return diagram_answer(diagram_of(uow, case, request.args.get("process", "")))


@bp.get("/<case_id>/marks")
@context.passive
def marks(case_id: str) -> ResponseReturnValue:
    """Give what is done and what goes on, for the live diagram."""
    with context.open_reading() as uow:
        case = show_case(uow, context.current_actor(), case_id)
        waiting = tasks.open_tasks_of(uow.session, case.id)
        return jsonify(marks_of(trail(uow.session, case.id), waiting))


@bp.post("/<case_id>/comments")
def comment(case_id: str) -> ResponseReturnValue:
    """Add a remark to a case."""
    text, problem, typed = request.form.get("text", ""), "", ""
    try:
        with context.open_uow() as uow:
            add_comment(uow, context.current_actor(), case_id, text)
    except Invalid as error:
        problem, typed = " ".join(by_field(error.problems).get("text", ())), text
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".show", case_id=case_id), 303)
    with context.open_reading() as uow:
        case = show_case(uow, context.current_actor(), case_id)
        parts = comment_parts(uow, case)
        return render_template(
            "cases/comments.html", case=case, problem=problem, typed=typed, **parts
        )


@bp.get("/<case_id>/people")
def people(case_id: str) -> ResponseReturnValue:
    """Give the people who may be mentioned in a remark."""
    text = request.args.get("text", "").strip()[:40]
    with context.open_reading() as uow:
        case = show_case(uow, context.current_actor(), case_id)
        found = people_to_mention(uow, case.id, text) if text else []
        return jsonify([{"value": one.username, "label": named(one)} for one in found])


@bp.post("/<case_id>/cancel")
def cancel(case_id: str) -> ResponseReturnValue:
    """End a case for good."""
    with context.open_uow() as uow:
        administration.cancel_process(uow, context.current_actor(), case_id, _reason())
    flash(_("The case is cancelled."))
    return redirect(url_for(".show", case_id=case_id), 303)


@bp.post("/<case_id>/suspend")
def suspend(case_id: str) -> ResponseReturnValue:
    """Stop a case where it is."""
    with context.open_uow() as uow:
        administration.suspend_process(uow, context.current_actor(), case_id, _reason())
    flash(_("The case is suspended; nothing in it moves until it is resumed."))
    return redirect(url_for(".show", case_id=case_id), 303)


@bp.post("/<case_id>/resume")
def resume(case_id: str) -> ResponseReturnValue:
    """Let a suspended case go on."""
    with context.open_uow() as uow:
        administration.resume_process(uow, context.current_actor(), case_id)
    flash(_("The case goes on."))
    return redirect(url_for(".show", case_id=case_id), 303)


def _reason() -> str:
    return request.form.get("reason", "").strip()


def _wanted() -> CaseFilter:
    given = request.args
    status = given.get("status", "")
    return CaseFilter(
        text=given.get("text", "").strip()[:100],
        definition_key=given.get("process", "")[:100],
        status=status if status in STATUSES else "",
        page=max(given.get("page", 1, type=int), 1),
    )


def _here(wanted: CaseFilter) -> Callable[..., str]:
    present = {"text": wanted.text, "process": wanted.definition_key, "status": wanted.status}

    def address(**changes: str | int) -> str:
        chosen = {name: value for name, value in {**present, **changes}.items() if value}
        return url_for("cases.show_list", _external=False, **chosen)  # type: ignore[arg-type]

    return address
