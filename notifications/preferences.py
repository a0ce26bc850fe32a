"""What people decide about their own notices, and administrators about those of a unit."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.filters import service as filters
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.settings import Settings
from engine.kernel.vault import Vault
from engine.staff import queries as staff
from engine.staff.model import OrgUnit, User
from engine.staff.service import change_user
from notifications.channels import APPRISE, FEISHU, ROBOTS, SMS, WECOM, Robot
from notifications.channels.guard import webhook_problem
from notifications.channels.sms import NUMBER
from notifications.choices import Rules, checked_choices, checked_rules
from notifications.digest_times import checked_digest
from notifications.digests import plan_digest
from notifications.events import NoticeProfileChanged, NoticeRuleChanged
from notifications.model import NoticeProfile, NoticeRule
from notifications.profiles import all_rules, own_robots, profile_of, rules_for
from notifications.quiet import checked_quiet

# What the page sends for a webhook that stays, for it shows none again.
KEEP = "keep"
PERSONAL = (WECOM, FEISHU, APPRISE)
# It becomes part of an address: nothing in it may lead elsewhere.
PERSONAL_ID = re.compile(r"[\w@:+-][\w.@:+-]{0,199}", re.ASCII)


@dataclass(frozen=True)
class Wishes:
    """What somebody has put into the page of his notices.

    `robots` holds webhook and secret by kind; an empty secret keeps the one that is there,
    an empty webhook removes the robot.
    """

    choices: Mapping[str, Sequence[str]]
    also_claimable: bool = False
    quiet: Mapping[str, Any] = field(default_factory=dict)
    digest: Mapping[str, Any] = field(default_factory=dict)
    filters: Sequence[str] = ()
    phone: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)
    robots: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def save_wishes(uow: UnitOfWork, actor: Actor, settings: Settings, wishes: Wishes) -> None:
    """Keep what the actor has chosen for himself; raise `Invalid` with all that is wrong."""
    # Two windows of one person: the slower waits, and finds what the faster has kept.
    uow.session.execute(select(User.id).where(User.id == actor.user_id).with_for_update())
    profile = profile_of(uow.session, actor.user_id)
    robots, problems = _robots(settings, wishes, own_robots(settings, profile))
    quiet = _collected(problems, checked_quiet, wishes.quiet) if wishes.quiet else {}
    digest = _collected(problems, checked_digest, wishes.digest) if wishes.digest else {}
    problems += _address_problems(wishes)
    if problems:
        raise Invalid(problems)
    if profile is None:
        profile = NoticeProfile(user_id=actor.user_id, changed_at=uow.now)
        uow.session.add(profile)
    user = staff.get_user(uow.session, actor.user_id)
    rules = rules_for(uow.session, user.org_id, all_rules(uow.session))
    profile.choices = checked_choices(wishes.choices, rules)
    profile.also_claimable = wishes.also_claimable
    profile.quiet, profile.digest = quiet, digest
    profile.addresses = _addresses(wishes, robots)
    profile.robots = _sealed(settings, robots)
    profile.changed_at = uow.now
    if wishes.phone.strip() != user.phone:
        change_user(uow, actor, actor.user_id, {"phone": wishes.phone.strip()})
    filters.subscribe_to(uow, actor, wishes.filters)
    uow.session.flush()
    plan_digest(uow, profile)
    fields = ["choices", "quiet", "digest", "addresses", "robots"]
    uow.record(NoticeProfileChanged(user_id=actor.user_id, fields=fields), actor)


def save_rules(
    uow: UnitOfWork,
    actor: Actor,
    unit_id: str,
    choices: Mapping[str, Mapping[str, str]],
    quiet: Mapping[str, Any],
) -> None:
    """Keep what counts for the people of a unit and below it, unless a nearer unit says more."""
    unit = staff.get_unit(uow.session, unit_id)
    uow.session.execute(select(OrgUnit.id).where(OrgUnit.id == unit_id).with_for_update())
    require(actor, Permission.NOTICE_EDIT, unit.path)
    row = uow.session.get(NoticeRule, unit_id)
    if row is None:
        row = NoticeRule(unit_id=unit_id)
        uow.session.add(row)
    row.choices, row.quiet = checked_rules(choices), checked_quiet(quiet) if quiet else {}
    row.changed_at, row.changed_by_name = uow.now, actor.name
    fact = NoticeRuleChanged(unit_id=unit_id, choices=row.choices, quiet=row.quiet)
    uow.record(fact, actor)


def rules_of_person(uow: UnitOfWork, actor: Actor) -> Rules:
    """Return what the units above the actor decided about his notices."""
    user = staff.get_user(uow.session, actor.user_id)
    return rules_for(uow.session, user.org_id, all_rules(uow.session))


def _collected(problems: list[Any], check: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = check(given)
        return found
    except Invalid as error:
        problems += error.problems
        return {}


def _address_problems(wishes: Wishes) -> list[dict[str, str]]:
    found = []
    number = wishes.phone.replace(" ", "").replace("-", "")
    if number and not NUMBER.fullmatch(number):
        found.append({"field": SMS, "code": "no_number", "message": "no telephone number"})
    for channel in PERSONAL:
        text = wishes.addresses.get(channel, "").strip()
        if text and not PERSONAL_ID.fullmatch(text):
            message = "letters, digits and . @ : + - only"
            found.append({"field": channel, "code": "no_id", "message": message})
    return found


def _addresses(wishes: Wishes, robots: Mapping[str, Robot]) -> dict[str, str]:
    ids = {channel: wishes.addresses.get(channel, "").strip() for channel in PERSONAL}
    return {**{channel: text for channel, text in ids.items() if text}, "robots": " ".join(robots)}


def _robots(
    settings: Settings, wishes: Wishes, kept: Mapping[str, Robot]
) -> tuple[dict[str, Robot], list[Any]]:
    """Return the robots to keep and what is wrong with them.

    A webhook is shown to nobody again, so the page sends `keep` for one that stays.
    """
    found: dict[str, Robot] = {}
    problems: list[Any] = []
    for kind in ROBOTS:
        url, secret = wishes.robots.get(kind, ("", ""))
        if url == KEEP:
            if kind in kept:
                found[kind] = Robot(kept[kind].url, secret or kept[kind].secret)
        elif url.strip():
            problem = webhook_problem(kind, url.strip(), settings)
            if problem:
                problems.append({"field": f"robot_{kind}", "code": problem, "message": problem})
            found[kind] = Robot(url.strip(), secret)
    return found, problems


def _sealed(settings: Settings, robots: Mapping[str, Robot]) -> str:
    plain = {kind: {"url": one.url, "secret": one.secret} for kind, one in robots.items()}
    return Vault(settings).seal(json.dumps(plain)) if plain else ""
