"""How somebody wants to be told of things: channels, quiet hours, digests, addresses."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engine.db import UnitOfWork
from engine.filters import queries as filters
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid
from engine.staff import queries as staff
from notifications.channels import CHANNELS, ROBOTS
from notifications.channels.available import channels_of, configured
from notifications.choices import GROUPS, chosen_channels
from notifications.preferences import KEEP, PERSONAL, Wishes, rules_of_person, save_wishes
from notifications.profiles import own_robots, profile_of, quiet_of
from notifications.quiet import HELD
from web import context
from web.notices import CHANNEL_NAMES, GROUP_NAMES
from web.problems import by_field
from web.texts import gettext as _

bp = Blueprint("notices", __name__, url_prefix="/account/notices")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what the reader has chosen."""
    with context.open_reading() as uow:
        actor = context.current_actor()
        return _page(uow, actor, _kept(uow, actor))


@bp.post("/")
def save() -> ResponseReturnValue:
    """Keep what the reader has chosen; what is wrong is said at its field."""
    actor, wishes = context.current_actor(), _typed(request.form)
    try:
        with context.open_uow() as uow:
            save_wishes(uow, actor, context.container().settings, wishes)
    except Invalid as error:
        with context.open_reading() as uow:
            shown = {**_shown(wishes), "robots": _kept(uow, actor)["robots"]}
            return _page(uow, actor, shown, by_field(error.problems)), 422
    flash(_("Your choices are saved."))
    return redirect(url_for(".show"), 303)


def _page(
    uow: UnitOfWork,
    actor: Actor,
    shown: Mapping[str, Any],
    problems: Mapping[str, list[str]] | None = None,
) -> str:
    settings = context.container().settings
    rules, usable = rules_of_person(uow, actor), channels_of(settings)
    there = configured(settings) | {"inapp"} | set(shown["robots"])
    channels = [one for one in CHANNELS if one in there and (one in usable or one == "inapp")]
    quiet = quiet_of(uow, settings, actor.user_id)
    return render_template(
        "account/notices.html",
        shown=shown,
        problems=problems or {},
        groups=GROUP_NAMES,
        channels=channels,
        names=CHANNEL_NAMES,
        rules={(group, one): rules.of(group, one) for group in GROUPS for one in channels},
        held=[one for one in channels if one in HELD],
        present_quiet=f"{quiet.start:%H:%M}–{quiet.end:%H:%M}",
        personal=[one for one in PERSONAL if one in usable],
        robots=ROBOTS,
        saved=[
            one for one in filters.filters_of(uow.session, actor) if one.view in filters.COUNTED
        ],
        weekdays=_weekdays(),
    )


def _kept(uow: UnitOfWork, actor: Actor) -> dict[str, Any]:
    """Return what is kept of the reader's wishes, as the page shows it."""
    profile = profile_of(uow.session, actor.user_id)
    rules = rules_of_person(uow, actor)
    choices = (profile.choices if profile else None) or {}
    return {
        "choices": {group: chosen_channels(group, choices, rules) for group in GROUPS},
        "also_claimable": bool(profile and profile.also_claimable),
        "quiet": (profile.quiet if profile else None) or {},
        "digest": (profile.digest if profile else None) or {},
        "filters": list(filters.subscriptions_of(uow.session, actor.user_id)),
        "phone": staff.get_user(uow.session, actor.user_id).phone,
        "addresses": (profile.addresses if profile else None) or {},
        "robots": list(own_robots(context.container().settings, profile)),
    }


def _typed(given: MultiDict[str, str]) -> Wishes:
    """Read the page's form."""
    quiet = {
        "from": given.get("quiet_from", ""),
        "to": given.get("quiet_to", ""),
        "rest_days": given.get("quiet_rest_days"),
        "channels": given.getlist("quiet_channels"),
    }
    digest = {name: given.get(f"digest_{name}") for name in ("every", "at", "weekday", "workdays")}
    return Wishes(
        choices={group: given.getlist(f"on_{group}") for group in GROUPS},
        also_claimable="also_claimable" in given,
        quiet=quiet if given.get("quiet") == "own" else {},
        digest=digest if digest["every"] else {},
        filters=given.getlist("filter"),
        phone=given.get("phone", ""),
        addresses={one: given.get(f"address_{one}", "") for one in PERSONAL},
        robots={one: _robot(given, one) for one in ROBOTS},
    )


def _robot(given: MultiDict[str, str], kind: str) -> tuple[str, str]:
    typed = given.get(f"robot_{kind}", "").strip()
    stays = not typed and f"robot_{kind}_gone" not in given
    return KEEP if stays else typed, given.get(f"robot_{kind}_secret", "")


def _shown(wishes: Wishes) -> dict[str, Any]:
    names = ("choices", "also_claimable", "quiet", "digest", "filters", "phone", "addresses")
    return {name: getattr(wishes, name) for name in names}


def _weekdays() -> list[str]:
    return [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ]
