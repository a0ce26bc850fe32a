"""The first page: what waits, what runs, what can be started."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine.kernel.clock import COMPANY_ZONE
from engine.tasks import queries
from engine.tasks.rules import InboxFilter
from web import context
from web.messages.unread import unread_count
from web.start.views import startable
from web.texts import gettext as _

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what waits for the reader."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        return render_template(
            "home/show.html",
            counts=queries.counts(uow.session, actor, uow.now),
            unread=unread_count(uow, actor),
            urgent=queries.inbox(uow.session, actor, InboxFilter(size=6), uow.now).rows,
            startable=startable(uow),
            greeting=_greeting(actor.name),
            now=uow.now,
        )


def _greeting(name: str) -> str:
    hour = context.container().clock.now().astimezone(COMPANY_ZONE).hour
    if hour < 12:
        return _("Good morning, %(name)s", name=name)
    if hour < 18:
        return _("Good afternoon, %(name)s", name=name)
    return _("Good evening, %(name)s", name=name)
