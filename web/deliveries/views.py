"""What was sent to whom, the dead letters, and the channels, for administrators."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engine.access.rules import Permission
from engine.kernel.actor import require
from engine.kernel.clock import COMPANY_ZONE
from engine.staff import queries as staff
from notifications import log
from notifications.channels import CHANNELS, INAPP
from notifications.channels.available import channels_of, configured, shared_channels
from notifications.choices import GROUPS
from notifications.log import AGAIN, Wanted
from notifications.model import DEAD, FAILED, QUEUED, SENT, SKIPPED
from notifications.profiles import NO, people
from web import context
from web.deliveries.steps import next_step
from web.notices import CHANNEL_NAMES, GROUP_NAMES, channel_name
from web.texts import gettext as _
from web.texts import ngettext

bp = Blueprint("deliveries", __name__, url_prefix="/deliveries")

STATES = (QUEUED, SENT, FAILED, DEAD, SKIPPED)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what was sent, the newest first."""
    actor = context.current_actor()
    require(actor, Permission.INCIDENT_READ)
    number = max(request.args.get("page", 1, type=int), 1)
    given = {name: value for name, value in request.args.items() if name != "page" and value}
    with context.open_reading() as uow:
        page = log.deliveries(uow.session, _wanted(request.args), number)
        return render_template(
            "deliveries/list.html",
            page=page,
            number=number,
            given=given,
            states=STATES,
            channels=CHANNEL_NAMES,
            groups=GROUP_NAMES,
            readable=log.readable(uow.session, actor, page.rows),
            dead=log.dead_count(uow.session),
            again=AGAIN,
            may_retry=actor.may(Permission.INCIDENT_RETRY),
            next_step=next_step,
            channel_name=channel_name,
            here=lambda page: url_for(".show", **{**given, "page": page}),
        )


@bp.post("/<delivery_id>/retry")
def retry(delivery_id: str) -> ResponseReturnValue:
    """Send one text again."""
    with context.open_uow() as uow:
        log.retry_delivery(uow, context.current_actor(), delivery_id)
    flash(_("It is being sent again."))
    return redirect(url_for(".show", **_chosen(request.form)), 303)


@bp.post("/retry")
def retry_all() -> ResponseReturnValue:
    """Send again what failed of all that is found."""
    actor = context.current_actor()
    require(actor, Permission.INCIDENT_RETRY)
    with context.open_uow() as uow:
        count = log.retry_all(uow, actor, _wanted(request.form))
    flash(ngettext("%(num)d text is being sent again.", "%(num)d texts are sent again.", count))
    return redirect(url_for(".show", **_chosen(request.form)), 303)


@bp.get("/channels")
def channels() -> ResponseReturnValue:
    """Show which channels are set up; never with what."""
    actor = context.current_actor()
    require(actor, Permission.INCIDENT_READ)
    settings = context.container().settings
    there, usable, shared = configured(settings), channels_of(settings), shared_channels(settings)
    with context.open_reading() as uow:
        user = staff.get_user(uow.session, actor.user_id)
        person = people(uow.session, [user])[user.id]
        rows = [
            {
                "channel": one,
                "name": CHANNEL_NAMES[one],
                "is_there": one == INAPP or one in there,
                "may_test": one in usable and person.address(one, shared) != NO,
            }
            for one in CHANNELS
        ]
    return render_template("deliveries/channels.html", rows=rows)


@bp.post("/channels/<channel>/test")
def test(channel: str) -> ResponseReturnValue:
    """Send the reader a test."""
    with context.open_uow() as uow:
        actor, settings = context.current_actor(), context.container().settings
        log.send_test(uow, actor, settings, channel)
    flash(_("The test is on its way; its state is shown here."))
    return redirect(url_for(".show", channel=channel), 303)


def _wanted(given: MultiDict[str, str]) -> Wanted:
    """Read what is looked for; what is not known is left out."""
    until = _day(given.get("until", ""))
    return Wanted(
        state=_one_of(given.get("state", ""), STATES),
        channel=_one_of(given.get("channel", ""), CHANNELS),
        group=_one_of(given.get("group", ""), GROUPS),
        text=given.get("text", "").strip()[:100],
        since=_day(given.get("since", "")),
        until=until + timedelta(days=1) if until else None,
    )


def _chosen(given: MultiDict[str, str]) -> dict[str, Any]:
    names = ("state", "channel", "group", "text", "since", "until")
    return {name: given[name] for name in names if given.get(name)}


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=COMPANY_ZONE)
    except ValueError:
        return None
