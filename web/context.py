"""What every request knows: who acts, in which language, over which parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from engine.access import queries as access
from engine.access import service as access_service
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.staff import queries as staff
from web.translations import DEFAULT_LANGUAGE, LANGUAGES

if TYPE_CHECKING:
    from engine.bootstrap import Container

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view that needs no sign-in; every other view does."""
    view.is_public = True  # type: ignore[attr-defined]  # read again in `_require_sign_in`
    return view


def passive(view: View) -> View:
    """Mark a view that a page asks by itself: it does not keep a session awake."""
    view.is_passive = True  # type: ignore[attr-defined]  # read again in `_require_sign_in`
    return view


def container() -> Container:
    """Return the parts this application stands on."""
    parts: Container = current_app.extensions["gridflow"]
    return parts


@contextmanager
def open_uow() -> Iterator[UnitOfWork]:
    """Open the one transaction of a request that changes something."""
    parts = container()
    with parts.database.unit_of_work(parts.clock) as uow:
        yield uow


@contextmanager
def open_reading() -> Iterator[UnitOfWork]:
    """Open a transaction that only reads."""
    parts = container()
    with parts.database.reading(parts.clock) as uow:
        yield uow


def current_actor() -> Actor:
    """Return who acts in this request; the door has let him in already."""
    actor: Actor = g.actor
    return actor


def language() -> str:
    """Return the language of the account, else the one chosen, else the browser's."""
    actor = g.get("actor")
    if actor is not None and actor.language in LANGUAGES:
        return str(actor.language)
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT_LANGUAGE


def wants_json() -> bool:
    """Tell whether a program asks, not a person turning a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def begin_session(secret: str, actor: Actor) -> None:
    """Sign a person in: a fresh session, so that an older cookie is worth nothing."""
    session.clear()
    session["secret"] = secret
    g.actor = actor


def end_session() -> None:
    """Forget who was signed in; only the language is remembered."""
    chosen = language()
    session.clear()
    session["language"] = chosen
    g.actor = None


def signed_in_secret() -> str:
    """Return the secret of the present session, `""` when nobody is signed in."""
    return str(session.get("secret", ""))


def install(app: Flask) -> None:
    """Ask for a sign-in before every view that is not public."""
    app.before_request(_require_sign_in)
    app.context_processor(_template_context)


def _require_sign_in() -> ResponseReturnValue | None:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    g.actor = _signed_in(getattr(view, "is_passive", False))
    if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
        return None
    if g.actor is None:
        return _ask_to_sign_in()
    return _ask_for_password() if g.get("must_change_password") else None


def _signed_in(is_passive: bool) -> Actor | None:
    secret = signed_in_secret()
    if not secret:
        return None
    idle = timedelta(minutes=container().settings.session_minutes)
    with open_reading() as uow:
        key = access_service.session_key(secret)
        found = access.live_session(uow.session, key, uow.now, idle)
        actor = _actor(uow, found.user_id) if found else None
        # A page left open asks for its badges for ever; only what a person does counts.
        is_stale = found is not None and not is_passive and access_service.needs_touch(found, uow)
    if actor is None:
        end_session()
    elif is_stale:
        with open_uow() as uow:
            access_service.touch_session(uow, secret, idle)
    return actor


def _actor(uow: UnitOfWork, user_id: str) -> Actor | None:
    try:
        actor = access.actor_for(uow.session, user_id, uow.now)
    except NotFound:
        return None
    g.must_change_password = staff.get_user(uow.session, user_id).must_change_password
    return actor


def _ask_for_password() -> ResponseReturnValue | None:
    """Let somebody with a temporary password go nowhere but to where he chooses his own."""
    if (request.endpoint or "").startswith("account."):
        return None
    if wants_json() or request.headers.get("HX-Request"):
        return no_content()
    return redirect(url_for("account.show"), 303)


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json() or request.headers.get("HX-Request"):
        from web.errors import render_code

        return render_code("session_expired", 401)
    back = request.full_path.rstrip("?") if request.method == "GET" else request.referrer or ""
    return redirect(url_for("account.sign_in", next=back or None), 303)


def _template_context() -> dict[str, Any]:
    settings = container().settings
    return {
        "actor": g.get("actor"),
        "company_name": settings.company_name,
        "hotline": settings.hotline,
        "is_demo": settings.demo,
        "language": language(),
        "languages": LANGUAGES,
    }


def no_content() -> Response:
    """Answer that there is nothing new to show."""
    return Response(status=204)
