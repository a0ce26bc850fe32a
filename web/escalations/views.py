"""Escalated matters: the list, one matter, and the verbs on it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.escalations import acting, queries
from engine.escalations.instructing import NewInstruction, instruct_case
from engine.escalations.model import ACKNOWLEDGED, HANDED_BACK, OPEN, TAKEN, Escalation
from engine.instances.queries import get_instance
from engine.kernel.actor import require
from engine.kernel.errors import Invalid, NotFound
from engine.supervision.queries import orders_of
from engine.tasks.queries import open_tasks_of
from web import context
from web.cases.page import show_case
from web.escalations.fields import typed, typed_moment
from web.escalations.panel import holders, receivers
from web.escalations.verbs import VERBS, verb
from web.inbox.views import definition_names
from web.names import group_names, unit_names
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("escalations", __name__, url_prefix="/escalations")

VIEWS = {"open": (OPEN,), "going": (ACKNOWLEDGED, TAKEN, HANDED_BACK)}
Problems = Mapping[str, list[str]]


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show the matters that stand with the reader, or within his reach."""
    actor = context.current_actor()
    leads = actor.may(Permission.ESCALATION_HANDLE)
    view = request.args.get("view", "mine") if leads else "mine"
    with context.open_reading() as uow:
        if view in VIEWS:
            rows = queries.open_escalations(uow.session, actor.scopes, states=VIEWS[view])
        elif view == "ended":
            rows = queries.ended_escalations(uow.session, actor.scopes)
        else:
            view, rows = "mine", queries.mine(uow.session, actor)
        return render_template(
            "escalations/list.html",
            view=view,
            rows=rows,
            leads=leads,
            units=unit_names(uow),
            processes=definition_names(uow),
            holders=lambda one: holders(uow, one),
            now=uow.now,
        )


@bp.get("/<escalation_id>")
def show(escalation_id: str) -> ResponseReturnValue:
    """Show one matter with all that happened to it."""
    with context.open_reading() as uow:
        row = _visible(uow, escalation_id)
        return render_template("escalations/show.html", **_parts(uow, row))


@bp.get("/<escalation_id>/<name>")
def ask(escalation_id: str, name: str) -> ResponseReturnValue:
    """Ask for what a verb needs."""
    with context.open_reading() as uow:
        return _form(uow, _visible(uow, escalation_id), name, {})


@bp.post("/<escalation_id>/<name>")
def act(escalation_id: str, name: str) -> ResponseReturnValue:
    """Do something about a matter; what is wrong is said at its field."""
    chosen = verb(name)
    try:
        with context.open_uow() as uow:
            _visible(uow, escalation_id)
            chosen.act(uow, context.current_actor(), escalation_id)
    except Invalid as error:
        with context.open_reading() as uow:
            row = _visible(uow, escalation_id)
            return _form(uow, row, name, by_field(error.problems)), 422
    flash(str(chosen.done))
    return redirect(url_for(".show", escalation_id=escalation_id), 303)


@bp.get("/cases/<case_id>/<name>")
def ask_about_case(case_id: str, name: str) -> ResponseReturnValue:
    """Ask for an instruction on a case, or why it is raised to those above."""
    with context.open_reading() as uow:
        return _case_form(uow, case_id, name, {})


@bp.post("/cases/<case_id>/instruct")
def instruct(case_id: str) -> ResponseReturnValue:
    """Tell the handlers of a case what to do."""
    try:
        with context.open_uow() as uow:
            show_case(uow, context.current_actor(), case_id)
            new = NewInstruction(typed("text"), typed_moment("due_at"))
            instruct_case(uow, context.current_actor(), case_id, new)
    except Invalid as error:
        with context.open_reading() as uow:
            return _case_form(uow, case_id, "instruct", by_field(error.problems)), 422
    flash(_("The handlers are told."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.post("/cases/<case_id>/raise")
def raise_matter(case_id: str) -> ResponseReturnValue:
    """Raise a case to whoever stands above the reader."""
    try:
        with context.open_uow() as uow:
            show_case(uow, context.current_actor(), case_id)
            row = acting.raise_by_hand(uow, context.current_actor(), case_id, typed("text"))
            found = row.id
    except Invalid as error:
        with context.open_reading() as uow:
            return _case_form(uow, case_id, "raise", by_field(error.problems)), 422
    flash(_("The matter is raised."))
    return redirect(url_for(".show", escalation_id=found), 303)


def _visible(uow: UnitOfWork, escalation_id: str) -> Escalation:
    row = queries.get_escalation(uow.session, escalation_id)
    if not acting.may_see_escalation(uow, context.current_actor(), row):
        raise NotFound("escalation", escalation_id)
    return row


def _parts(uow: UnitOfWork, row: Escalation) -> dict[str, Any]:
    actor = context.current_actor()
    handles = row.is_alive and acting.may_handle(uow, actor, row)
    entries = queries.entries_of(uow.session, row.id)
    told = [one for one in queries.instructions_of(uow.session, row.instance_id)]
    reaches = actor.may(Permission.SUPERVISION_OPEN) and actor.sees(row.org_path)
    return {
        "row": row,
        "case": get_instance(uow.session, row.instance_id),
        "open_tasks": open_tasks_of(uow.session, row.instance_id),
        "entries": [(one, group_names(uow, tuple(one.receivers or ()))) for one in entries],
        "instructions": [(one, receivers(uow, one)) for one in told],
        "orders": orders_of(uow.session, row.instance_id),
        "standing": holders(uow, row),
        "verbs": _possible(uow, row) if handles else {},
        "may_supervise": handles and reaches,
        "unit_name": unit_names(uow).get(row.org_id, row.org_id),
        "units": unit_names(uow),
        "now": uow.now,
    }


def _possible(uow: UnitOfWork, row: Escalation) -> dict[str, Any]:
    """Return the verbs that make sense as a matter stands."""
    waiting = open_tasks_of(uow.session, row.instance_id)
    hidden = set() if row.state == OPEN else {"acknowledge"}
    if row.state == TAKEN or not waiting:
        hidden.add("take_over")
    if not waiting:
        hidden |= {"instruct", "hand_back"}
    return {name: one for name, one in VERBS.items() if name not in hidden}


def _form(uow: UnitOfWork, row: Escalation, name: str, problems: Problems) -> str:
    chosen = verb(name)
    return render_template(
        "escalations/ask.html",
        verb=chosen,
        problems=problems,
        heading=chosen.label,
        hint=chosen.hint,
        action=url_for(".act", escalation_id=row.id, name=name),
        back=url_for(".show", escalation_id=row.id),
        about=row,
        tasks=open_tasks_of(uow.session, row.instance_id) if not row.task_id else [],
    )


def _case_form(uow: UnitOfWork, case_id: str, name: str, problems: Problems) -> str:
    case = show_case(uow, context.current_actor(), case_id)
    require(context.current_actor(), Permission.ESCALATION_HANDLE, case.org_path)
    if name not in ("instruct", "raise"):
        raise NotFound("verb", name)
    is_raised = name == "raise"
    chosen = VERBS["close" if is_raised else "instruct"]
    return render_template(
        "escalations/ask.html",
        verb=chosen,
        problems=problems,
        heading=_("Raise to those above") if is_raised else chosen.label,
        hint=_("It goes to whoever stands above you and climbs until it is taken up.")
        if is_raised
        else chosen.hint,
        label_of_text=_("What is the matter") if is_raised else chosen.label_of_text,
        icon_name="arrow-up-circle" if is_raised else chosen.icon,
        action=url_for(f".{'raise_matter' if is_raised else 'instruct'}", case_id=case_id),
        back=url_for("cases.show", case_id=case_id),
        about=case,
        tasks=[],
    )
