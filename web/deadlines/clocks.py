"""The clocks of cases and tasks: shown side by side, stopped and let run again."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.db import UnitOfWork
from engine.deadlines.queries import pause_reasons
from engine.documents import queries as documents
from engine.documents.service import DocumentStore, attach_documents, store_document
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden, Invalid
from engine.processes.limits import reckoned_limit
from engine.tasks.model import UserTask
from engine.tasks.queries import get_task
from engine.timekeeping.clocks import Clocks, clocks_of_case, clocks_of_task, spent
from engine.timekeeping.dating import date_task, may_date, promised_until, reckon_task
from engine.timekeeping.pausing import (
    NewPause,
    awaitable,
    may_pause,
    pause_clock,
    resume_clock,
)
from web import context
from web.cases.page import show_case
from web.deadlines import words
from web.deadlines.reading import Reader
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("clocks", __name__, url_prefix="/deadlines/clocks")

MOST_FILES = 5


@bp.get("/cases/<case_id>")
def case(case_id: str) -> ResponseReturnValue:
    """Show the clocks of a case."""
    with context.open_reading() as uow:
        shown = show_case(uow, context.current_actor(), case_id)
        return _shown(uow, shown, clocks_of_case(uow, shown))


@bp.get("/tasks/<task_id>")
def task(task_id: str) -> ResponseReturnValue:
    """Show the clocks of a task: the promise of its case, and its own limit."""
    with context.open_reading() as uow:
        own = get_task(uow.session, task_id)
        shown = show_case(uow, context.current_actor(), own.instance_id)
        return _shown(uow, shown, clocks_of_task(uow, own, shown), own)


@bp.get("/cases/<case_id>/pause")
def ask(case_id: str) -> ResponseReturnValue:
    """Ask why and how long the clock is to stand still."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        shown = show_case(uow, actor, case_id)
        if not may_pause(actor, shown):
            raise Forbidden(f"{actor.user_id} may not stop the clock")
        return _form(uow, shown)


@bp.post("/cases/<case_id>/pause")
def pause(case_id: str) -> ResponseReturnValue:
    """Stop the clock of a case."""
    actor = context.current_actor()
    read = Reader(request.form)
    until = read.moment("until")
    try:
        read.require_good()
        with context.open_uow() as uow:
            show_case(uow, actor, case_id)
            evidence = (*request.form.getlist("evidence"), *_handed_in(uow, actor, case_id))
            said = request.form.get("note", ""), until, request.form.get("awaits", "")
            new = NewPause(request.form.get("reason", ""), *said, evidence)
            pause_clock(uow, actor, case_id, new)
    except Invalid as error:
        with context.open_reading() as uow:
            return _form(uow, show_case(uow, actor, case_id), error), 422
    flash(_("The clock stands still; the due dates move when it runs again."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.post("/cases/<case_id>/pauses/<pause_id>/resume")
def resume(case_id: str, pause_id: str) -> ResponseReturnValue:
    """Let the clock of a case run again."""
    actor = context.current_actor()
    with context.open_uow() as uow:
        show_case(uow, actor, case_id)
        resume_clock(uow, actor, case_id, pause_id, request.form.get("note", ""))
    flash(_("The clock runs again; the due dates have moved."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.get("/tasks/<task_id>/date")
def ask_date(task_id: str) -> ResponseReturnValue:
    """Ask when a task is to be due, and why."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        own = get_task(uow.session, task_id)
        shown = show_case(uow, actor, own.instance_id)
        if not may_date(actor, own):
            raise Forbidden(f"{actor.user_id} may not set when {task_id} is due")
        return _date_form(uow, own, shown)


@bp.post("/tasks/<task_id>/date")
def date(task_id: str) -> ResponseReturnValue:
    """Set when a task is due by hand, or let its limit count again."""
    actor, reason = context.current_actor(), request.form.get("reason", "")
    read = Reader(request.form)
    due_at = read.moment("due_at")
    by_hand = "reckoned" not in request.form
    try:
        read.require_good()
        with context.open_uow() as uow:
            if by_hand:
                date_task(uow, actor, task_id, due_at, reason)
            else:
                reckon_task(uow, actor, task_id, reason)
    except Invalid as error:
        with context.open_reading() as uow:
            own = get_task(uow.session, task_id)
            shown = show_case(uow, actor, own.instance_id)
            return _date_form(uow, own, shown, error), 422
    flash(_("The due date is set.") if by_hand else _("The task is due by its limit again."))
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _shown(
    uow: UnitOfWork, case: ProcessInstance, clocks: Clocks, own: UserTask | None = None
) -> str:
    actor = context.current_actor()
    part = "brief" if request.args.get("brief") else "clocks"
    english = context.language() == "en"
    names = {each[0]: (each[2] if english else "") or each[1] for each in awaitable(uow, case)}
    return render_template(
        f"deadlines/{part}.html",
        case=case,
        task=own,
        clocks=clocks,
        spent=spent(clocks.main) if clocks.main else (),
        reasons=pause_reasons(uow.session),
        files={one.id: one for one in documents.documents_of_case(uow.session, case.id)},
        awaited=names,
        may_pause=own is None and may_pause(actor, case),
        may_date=own is not None and may_date(actor, own),
        now=uow.now,
        words=words,
    )


def _form(uow: UnitOfWork, case: ProcessInstance, error: Invalid | None = None) -> str:
    shown: dict[str, Any] = {
        "case": case,
        "reasons": [one for one in pause_reasons(uow.session).values() if one.by_hand],
        "files": documents.documents_of_case(uow.session, case.id),
        "awaitable": awaitable(uow, case),
        "typed": request.form,
        "problems": by_field(error.problems) if error else {},
        "words": words,
    }
    return render_template("deadlines/pause.html", **shown)


def _date_form(
    uow: UnitOfWork, own: UserTask, case: ProcessInstance, error: Invalid | None = None
) -> str:
    limit = reckoned_limit(uow, own, case)
    return render_template(
        "deadlines/date.html",
        case=case,
        task=own,
        reckoned=limit.due_at if limit else own.drawn_due_at,
        promised=promised_until(uow, own, case),
        typed=request.form,
        problems=by_field(error.problems) if error else {},
        now=uow.now,
    )


def _handed_in(uow: UnitOfWork, actor: Actor, case_id: str) -> list[str]:
    """Keep the files of the form as files of the case; return their ids."""
    parts = context.container()
    limit = parts.settings.max_upload_mb * 1024 * 1024
    store = DocumentStore(parts.data_dir)
    files = [file for file in request.files.getlist("file") if file.filename][:MOST_FILES]
    kept = [
        store_document(uow, actor, store, (file.filename or "", file.read()), limit).id
        for file in files
    ]
    if kept:
        uow.session.flush()
        attach_documents(uow, actor, kept, case_id, "")
        uow.session.flush()
    return kept
