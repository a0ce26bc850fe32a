"""Saving, renaming, sharing and deleting filters of the inbox."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.filters import queries, service
from engine.filters.service import NewFilter
from web import context
from web.filters.shown import filter_url
from web.inbox.views import as_query, wanted_filter
from web.texts import gettext as _

bp = Blueprint("filters", __name__, url_prefix="/inbox/filters")


@bp.post("/")
def save() -> ResponseReturnValue:
    """Save the present filter under a name."""
    given = request.form
    new = NewFilter(given.get("name", ""), wanted_filter(given), given.get("group", ""))
    with context.open_uow() as uow:
        saved = service.save_filter(uow, context.current_actor(), new)
    flash(_("The filter is saved."))
    return _back_to(saved)


@bp.post("/columns")
def choose_columns() -> ResponseReturnValue:
    """Keep which columns of business data the reader wants to see."""
    with context.open_uow() as uow:
        service.choose_columns(uow, context.current_actor(), request.form.getlist("column"))
    flash(_("The columns are kept."))
    here = replace(wanted_filter(request.form), columns=())
    chosen = {name: value for name, value in as_query(here).items() if value}
    return redirect(url_for("inbox.show", _external=False, **chosen), 303)


@bp.post("/<filter_id>/change")
def change(filter_id: str) -> ResponseReturnValue:
    """Rename a filter and say who shares it."""
    actor, given = context.current_actor(), request.form
    with context.open_uow() as uow:
        service.rename_filter(uow, actor, filter_id, given.get("name", ""))
        service.share_filter(uow, actor, filter_id, given.get("group", ""))
    return _back_to(filter_id)


@bp.post("/<filter_id>/delete")
def delete(filter_id: str) -> ResponseReturnValue:
    """Delete a filter."""
    with context.open_uow() as uow:
        service.delete_filter(uow, context.current_actor(), filter_id)
    flash(_("The filter is deleted."))
    return redirect(url_for("inbox.show"), 303)


def _back_to(filter_id: str) -> ResponseReturnValue:
    with context.open_reading() as uow:
        found = queries.get_filter(uow.session, context.current_actor(), filter_id)
        return redirect(filter_url(found), 303)
