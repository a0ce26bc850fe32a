"""Moving a case to another step, letting an ended one begin again, declaring it void."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.model import Activity, FlowNode
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.instances.queries import open_visits
from engine.kernel.errors import Forbidden, Invalid
from engine.processes import administration
from web import context
from web.cases.page import show_case
from web.cases.rights import may_correct, may_move, may_void
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("correcting", __name__, url_prefix="/cases/<case_id>/correct")


@bp.get("/")
def show(case_id: str) -> ResponseReturnValue:
    """Show where a case stands and what may be put right."""
    return _page(case_id, {})


@bp.post("/move")
def move(case_id: str) -> ResponseReturnValue:
    """Go on at another step; an ended case begins again there."""
    given, actor = request.form, context.current_actor()
    to, reason = given.get("to_activity", ""), given.get("reason", "")
    try:
        with context.open_uow() as uow:
            if show_case(uow, actor, case_id).is_live:
                hop = (given.get("token", ""), to)
                administration.move_token(uow, actor, case_id, hop, reason)
            else:
                administration.restart_process(uow, actor, case_id, to, reason)
    except Invalid as error:
        return _page(case_id, by_field(error.problems)), 422
    flash(_("The case goes on at the chosen step."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


@bp.post("/void")
def void(case_id: str) -> ResponseReturnValue:
    """Declare a case void that came to its end."""
    try:
        with context.open_uow() as uow:
            actor = context.current_actor()
            show_case(uow, actor, case_id)
            administration.void_process(uow, actor, case_id, request.form.get("void_reason", ""))
    except Invalid as error:
        problems = {f"void_{field}": texts for field, texts in by_field(error.problems).items()}
        return _page(case_id, problems), 422
    flash(_("The case is void; its records stay."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _page(case_id: str, problems: Mapping[str, Any]) -> str:
    actor = context.current_actor()
    with context.open_reading() as uow:
        case = show_case(uow, actor, case_id)
        if not may_correct(actor, case):
            raise Forbidden(f"{actor.user_id} puts nothing right in {case_id}")
        nodes = store.load(uow.session, case.definition_id).node_by_id
        return render_template(
            "correcting/show.html",
            case=case,
            may_move=may_move(actor, case),
            may_void=may_void(actor, case),
            places=_places(uow, case, nodes),
            steps=_steps(nodes),
            problems=problems,
            typed=request.form,
        )


def _places(uow: Any, case: ProcessInstance, nodes: Mapping[str, FlowNode]) -> dict[str, str]:
    """Return where a running case stands: token and name of each step of its own process."""
    if not case.is_live:
        return {}
    visits = open_visits(uow.session, case.id)
    own = [row for row in visits if row.activity_id in nodes and row.token]
    return {row.token or "": _name(nodes[row.activity_id]) for row in own}


def _steps(nodes: Mapping[str, FlowNode]) -> dict[str, str]:
    """Return the steps a case can go on at, by their ids: work of people and machines."""
    return {
        key: _name(node)
        for key, node in nodes.items()
        if isinstance(node, Activity) and not node.is_for_compensation
    }


def _name(node: FlowNode) -> str:
    english = node.extensions.properties.get("nameEn") if context.language() == "en" else None
    return english or node.name or node.id
