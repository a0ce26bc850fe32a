"""What administrators do with somebody's account: password, lock, sessions."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from engine.access import accounts, service
from engine.staff import queries
from web import context
from web.texts import gettext as _
from web.texts import ngettext

bp = Blueprint("accounts", __name__, url_prefix="/staff/<user_id>")


@bp.post("/password")
def give_password(user_id: str) -> ResponseReturnValue:
    """Give somebody a temporary password; this answer is the only place that shows it."""
    with context.open_uow() as uow:
        password = accounts.give_temporary_password(uow, context.current_actor(), user_id)
        user = queries.get_user(uow.session, user_id)
        return render_template("organisation/password.html", user=user, password=password)


@bp.post("/unlock")
def unlock(user_id: str) -> ResponseReturnValue:
    """Let somebody try to sign in again."""
    with context.open_uow() as uow:
        accounts.unlock_account(uow, context.current_actor(), user_id)
    flash(_("The account is unlocked."))
    return _back_to(user_id)


@bp.post("/sign-out")
def sign_out(user_id: str) -> ResponseReturnValue:
    """End all sessions of somebody."""
    actor = context.current_actor()
    with context.open_uow() as uow:
        count = service.end_sessions_of(uow, actor, user_id, "administrator")
    flash(ngettext("%(num)d session is ended.", "%(num)d sessions are ended.", count))
    return _back_to(user_id)


def _back_to(user_id: str) -> ResponseReturnValue:
    return redirect(url_for("organisation.people.show", user_id=user_id), 303)
