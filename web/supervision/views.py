"""Orders of supervision: who must answer, the replies, and what becomes of them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.documents.queries import documents_by_ids
from engine.documents.service import attach_documents
from engine.escalations.queries import get_escalation
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid, NotFound
from engine.staff.queries import directory
from engine.supervision import queries, rules, service
from engine.supervision.model import SupervisionOrder
from engine.supervision.service import NewOrder
from web import context
from web.cases.page import show_case
from web.escalations.fields import typed, typed_moment
from web.files.views import keep_upload
from web.names import group_names, unit_names
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("supervision", __name__, url_prefix="/supervision")

Problems = Mapping[str, list[str]]


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show the orders of a view."""
    view = request.args.get("view", "answer")
    view = view if view in queries.VIEWS else "answer"
    with context.open_reading() as uow:
        return render_template(
            "supervision/list.html",
            view=view,
            rows=queries.orders(uow.session, context.current_actor(), view),
            units=unit_names(uow),
            now=uow.now,
        )


@bp.get("/new")
def ask() -> ResponseReturnValue:
    """Ask who is to answer for a case, how gravely and by when."""
    with context.open_reading() as uow:
        return _new_form(uow, {})


@bp.post("/new")
def open_order() -> ResponseReturnValue:
    """Open an order about a case, or about an escalated matter of it."""
    try:
        with context.open_uow() as uow:
            case, escalation_id = _subject(uow)
            person = request.form.getlist("user_id")
            new = NewOrder(
                unit_id=typed("unit"),
                colour=typed("colour"),
                reason=typed("reason"),
                due_at=typed_moment("due_at"),
                person_id=person[0] if person else "",
            )
            actor = context.current_actor()
            order = service.supervise_case(uow, actor, case.id, new, escalation_id)
            found = order.id
    except Invalid as error:
        with context.open_reading() as uow:
            return _new_form(uow, by_field(error.problems)), 422
    flash(_("The order is open; the unit is told."))
    return redirect(url_for(".show", order_id=found), 303)


@bp.get("/<order_id>")
def show(order_id: str) -> ResponseReturnValue:
    """Show one order with its replies."""
    with context.open_reading() as uow:
        return _page(uow, order_id, {})


@bp.post("/<order_id>/<name>")
def act(order_id: str, name: str) -> ResponseReturnValue:
    """Reply, ask for time, decide about it, send back or close."""
    if name not in ACTS:
        raise NotFound("verb", name)
    try:
        with context.open_uow() as uow:
            _visible(uow, order_id)
            ACTS[name](uow, context.current_actor(), order_id)
    except Invalid as error:
        problems = {f"{name}-{field}": said for field, said in by_field(error.problems).items()}
        with context.open_reading() as uow:
            return _page(uow, order_id, problems), 422
    flash(_said(name))
    return redirect(url_for(".show", order_id=order_id), 303)


def _answer(uow: UnitOfWork, actor: Actor, order_id: str) -> None:
    order = queries.get_order(uow.session, order_id)
    files = []
    handed_in = request.files.get("file")
    if handed_in is not None and handed_in.filename:
        files.append(keep_upload(uow, actor).id)
        uow.session.flush()
        attach_documents(uow, actor, files, order.instance_id, "")
    service.answer_order(uow, actor, order_id, typed("answer-text"), files)


def _ask(uow: UnitOfWork, actor: Actor, order_id: str) -> None:
    service.ask_extension(uow, actor, order_id, typed_moment("ask-until"), typed("ask-text"))


def _decide(uow: UnitOfWork, actor: Actor, order_id: str) -> None:
    is_granted = typed("decision") == "grant"
    service.decide_extension(uow, actor, order_id, typed("decide-text"), is_granted=is_granted)


def _return(uow: UnitOfWork, actor: Actor, order_id: str) -> None:
    due_at = typed_moment("return-due_at")
    service.return_order(uow, actor, order_id, typed("return-text"), due_at)


def _close(uow: UnitOfWork, actor: Actor, order_id: str) -> None:
    service.close_order(uow, actor, order_id, typed("grade"), typed("close-text"))


ACTS: dict[str, Callable[[UnitOfWork, Actor, str], None]] = {
    "answer": _answer,
    "ask": _ask,
    "close": _close,
    "decide": _decide,
    "return": _return,
}


def _said(name: str) -> str:
    return {
        "answer": _("Your reply is sent."),
        "ask": _("The request is sent."),
        "close": _("The order is closed."),
        "decide": _("The decision is sent."),
        "return": _("The reply is sent back."),
    }[name]


def _visible(uow: UnitOfWork, order_id: str) -> SupervisionOrder:
    order = queries.get_order(uow.session, order_id)
    if not queries.may_see_order(uow, context.current_actor(), order):
        raise NotFound("supervision", order_id)
    return order


def _page(uow: UnitOfWork, order_id: str, problems: Problems) -> str:
    order = _visible(uow, order_id)
    entries = queries.entries_of(uow.session, order.id)
    ids = [one for entry in entries for one in entry.files or ()]
    return render_template(
        "supervision/show.html",
        order=order,
        entries=entries,
        files={one.id: one for one in documents_by_ids(uow.session, ids)},
        told=group_names(uow, tuple(order.told or ())),
        may=queries.standing(uow, context.current_actor(), order),
        grades=rules.GRADES,
        units=unit_names(uow),
        problems=problems,
        now=uow.now,
    )


def _subject(uow: UnitOfWork) -> tuple[ProcessInstance, str]:
    """Return the case an order is about, and the matter it comes from."""
    escalation_id = request.values.get("escalation", "")
    case_id = request.values.get("case", "")
    if escalation_id:
        case_id = get_escalation(uow.session, escalation_id).instance_id
    return show_case(uow, context.current_actor(), case_id), escalation_id


def _new_form(uow: UnitOfWork, problems: Problems) -> str:
    actor = context.current_actor()
    case, escalation_id = _subject(uow)
    require(actor, Permission.SUPERVISION_OPEN, case.org_path)
    people = directory(uow.session)
    company = people.company(case.org_id)
    units = [unit for unit in people.chain(case.org_id) if actor.sees(unit.path)]
    values: dict[str, Any] = {
        "case": case,
        "escalation_id": escalation_id,
        "units": units,
        "chosen_unit": typed("unit") or (company.id if company else ""),
        "colours": rules.COLOURS,
        "problems": problems,
        "names": unit_names(uow),
    }
    return render_template("supervision/new.html", **values)
