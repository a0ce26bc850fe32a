"""Signing in and out, the language, one's own account."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from engine.access import queries, service
from engine.access.rules import ROLES
from engine.db import UnitOfWork
from engine.demo.service import PASSWORD as DEMO_PASSWORD
from engine.kernel.errors import Invalid
from engine.staff import queries as staff
from engine.staff import service as staff_service
from web import context
from web.account.demo import demo_people
from web.problems import said
from web.security import is_local_address
from web.texts import gettext as _
from web.translations import LANGUAGES

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/sign-in")
@context.public
def sign_in_form() -> ResponseReturnValue:
    """Show the sign-in page."""
    if context.signed_in_secret():
        return redirect(_next_address())
    return _sign_in_page()


@bp.post("/sign-in", endpoint="sign_in")
@context.public
def sign_in() -> ResponseReturnValue:
    """Sign somebody in, from the page or from the dialog over a page."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    with context.open_uow() as uow:
        answer = service.authenticate(uow, username, password, _address())
        if answer.ok:
            agent = str(request.user_agent)
            secret = service.open_session(uow, answer.user_id, _address(), agent)
            context.begin_session(secret, queries.actor_for(uow.session, answer.user_id, uow.now))
    if context.wants_json():
        return _json_answer(answer.ok, answer.code)
    return redirect(_next_address(), 303) if answer.ok else _sign_in_page(answer.code)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    with context.open_uow() as uow:
        service.end_session(uow, context.current_actor(), context.signed_in_secret())
    context.end_session()
    return redirect(url_for(".sign_in_form"), 303)


@bp.get("/token")
@context.public
def token() -> ResponseReturnValue:
    """Give a page that stayed open a token of the present session."""
    return jsonify(token=generate_csrf())


@bp.post("/language")
@context.public
def choose_language() -> ResponseReturnValue:
    """Change the language of the account, or of this browser when nobody is signed in."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if context.signed_in_secret():
            actor = context.current_actor()
            with context.open_uow() as uow:
                staff_service.change_user(uow, actor, actor.user_id, {"language": chosen})
    return redirect(_next_address(), 303)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show one's own account."""
    return _account_page()


@bp.post("/password")
def change_password() -> ResponseReturnValue:
    """Change one's own password, which ends the other sessions."""
    actor = context.current_actor()
    try:
        with context.open_uow() as uow:
            old, new = request.form.get("old", ""), request.form.get("new", "")
            _require_old_password(uow, old)
            service.set_password(uow, actor, actor.user_id, new)
            secret = service.open_session(uow, actor.user_id, _address(), str(request.user_agent))
    except Invalid as error:
        return _account_page(" ".join(said(one) for one in error.problems)), 422
    context.begin_session(secret, actor)
    flash(_("The password is changed."))
    return redirect(url_for(".show"), 303)


def _require_old_password(uow: UnitOfWork, old: str) -> None:
    user = staff.get_user(uow.session, context.current_actor().user_id)
    if not service.STRONG.matches(user.password_hash, old):
        problem = {"field": "old", "code": "wrong_password", "message": "wrong password"}
        raise Invalid([problem])


def _json_answer(ok: bool, code: str) -> ResponseReturnValue:
    if ok:
        return jsonify(token=generate_csrf())
    return jsonify(code=code, message=_sign_in_problem(code)), 403


def _sign_in_page(code: str = "") -> ResponseReturnValue:
    settings = context.container().settings
    page = render_template(
        "account/sign_in.html",
        next=request.values.get("next", ""),
        username=request.form.get("username", ""),
        notice="" if code or not request.args.get("next") else _("Please sign in to go on."),
        problem=_sign_in_problem(code) if code else "",
        people=demo_people() if settings.demo else (),
        demo_password=DEMO_PASSWORD,
    )
    return page, 403 if code else 200


def _sign_in_problem(code: str) -> str:
    if code == "account_locked":
        return _("Too many failed attempts: this account is locked for 15 minutes.")
    return _("Account or password is wrong.")


def _account_page(problem: str = "") -> str:
    actor = context.current_actor()
    with context.open_reading() as uow:
        user = staff.get_user(uow.session, actor.user_id)
        facts: dict[str, Any] = {
            "user": user,
            "unit": staff.get_unit(uow.session, user.org_id),
            "roles": _roles(actor.groups),
        }
        return render_template("account/show.html", problem=problem, **facts)


def _roles(groups: frozenset[str]) -> list[str]:
    which = 1 if context.language() == "en" else 0
    codes = sorted({group.split("@", 1)[0] for group in groups})
    return [ROLES[code][which] if code in ROLES else code for code in codes]


def _next_address() -> str:
    wanted = request.values.get("next")
    return wanted if wanted and is_local_address(wanted) else url_for("home.show")


def _address() -> str:
    return request.remote_addr or ""
