"""Keeping phrases for opinions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.approvals import queries, service
from engine.approvals.model import COMMON_PHRASES, UNIT
from engine.kernel.errors import Invalid
from web import context
from web.names import unit_names
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("phrases", __name__, url_prefix="/phrases")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the phrases somebody finds at his opinions, and the form for a new one."""
    return _page({}), 200


@bp.post("/")
def add() -> ResponseReturnValue:
    """Keep a phrase, for oneself or for one's unit."""
    is_shared = request.form.get("scope") == "unit"
    try:
        with context.open_uow() as uow:
            text = request.form.get("text", "")
            service.add_phrase(uow, context.current_actor(), text, is_shared=is_shared)
    except Invalid as error:
        return _page(by_field(error.problems)), 422
    flash(_("The phrase is kept."))
    return redirect(url_for(".show"), 303)


@bp.post("/<phrase_id>/remove")
def remove(phrase_id: str) -> ResponseReturnValue:
    """Forget a phrase."""
    with context.open_uow() as uow:
        service.remove_phrase(uow, context.current_actor(), phrase_id)
    flash(_("The phrase is gone."))
    return redirect(url_for(".show"), 303)


def _page(problems: dict[str, list[str]]) -> str:
    actor = context.current_actor()
    with context.open_reading() as uow:
        units = unit_names(uow)
        shared = queries.shared_phrases(uow.session, actor)
        return render_template(
            "phrases/show.html",
            own=queries.own_phrases(uow.session, actor),
            shared=[(one, units.get(one.owner_id.removeprefix(UNIT), "")) for one in shared],
            common=COMMON_PHRASES[context.language()],
            unit_name=units.get(actor.org_id, ""),
            own_unit=f"{UNIT}{actor.org_id}",
            may_share=actor.may(Permission.TASK_ASSIGN),
            problems=problems,
            typed=request.form,
        )
