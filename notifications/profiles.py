"""Reading what people and units have chosen, and where that leads a notice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.db import UnitOfWork
from engine.deadlines.service import current_rules
from engine.kernel.settings import Settings
from engine.kernel.vault import Vault
from engine.staff import queries as staff
from engine.staff.model import User
from notifications.channels import (
    APPRISE,
    DINGTALK,
    EMAIL,
    FEISHU,
    INAPP,
    ROBOTS,
    SMS,
    WECOM,
    WECOM_ROBOT,
    Robot,
)
from notifications.choices import Rules, chosen_channels, group_of
from notifications.model import NoticeProfile, NoticeRule
from notifications.quiet import QuietHours

# An address that is not there; the empty text is that of the message centre.
NO = "-"


@dataclass(frozen=True)
class Person:
    """Somebody with what he chose, and what the units above him decided."""

    user: User
    rules: Rules
    choices: Mapping[str, Any] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    own_robots: frozenset[str] = frozenset()
    also_claimable: bool = False

    def ways(self, template: str, shared: frozenset[str]) -> list[tuple[str, str]]:
        """Return channel and address of each way a notice of this kind takes to him."""
        chosen = chosen_channels(group_of(template), self.choices, self.rules)
        places = {channel: self.address(channel, shared) for channel in chosen}
        return [(channel, where) for channel, where in places.items() if where != NO]

    def address(self, channel: str, shared: frozenset[str] = frozenset()) -> str:
        """Return where a channel reaches him, `NO` when it cannot."""
        if channel == INAPP or channel in shared:
            return ""
        if channel in ROBOTS:
            where = self._called(channel)
            return where if where != NO or channel not in self.own_robots else ""
        known = {EMAIL: self.user.email, SMS: self.user.phone}
        return known.get(channel) or self.addresses.get(channel, "") or NO

    def _called(self, channel: str) -> str:
        # A robot calls somebody by the number or the id its service knows him by.
        ids = {
            WECOM_ROBOT: self.addresses.get(WECOM, "") or self.user.phone,
            DINGTALK: self.user.phone,
            FEISHU: self.addresses.get(FEISHU, ""),
        }
        return ids[channel] or NO


def people(session: Session, users: Iterable[User]) -> dict[str, Person]:
    """Return what was chosen by and for each of these people, by their id."""
    known = {user.id: user for user in users}
    if not known:
        return {}
    rows = select(NoticeProfile).where(NoticeProfile.user_id.in_(list(known)))
    profiles = {row.user_id: row for row in session.scalars(rows)}
    rules = all_rules(session)
    return {
        user.id: _person(user, profiles.get(user.id), rules_for(session, user.org_id, rules))
        for user in known.values()
    }


def _person(user: User, profile: NoticeProfile | None, rules: Rules) -> Person:
    if profile is None:
        return Person(user, rules)
    return Person(
        user,
        rules,
        profile.choices or {},
        profile.addresses or {},
        # Which robots he has stands open beside their encrypted addresses.
        frozenset((profile.addresses or {}).get("robots", "").split()),
        profile.also_claimable,
    )


def all_rules(session: Session) -> dict[str, NoticeRule]:
    """Return the rules of every unit that has some."""
    return {row.unit_id: row for row in session.scalars(select(NoticeRule))}


def rules_for(session: Session, org_id: str, rules: Mapping[str, NoticeRule]) -> Rules:
    """Return what counts for the people of a unit, the nearest unit first."""
    rows = (rules[unit] for unit in _units_above(session, org_id) if unit in rules)
    return Rules(tuple(row.choices or {} for row in rows))


def profile_of(session: Session, user_id: str) -> NoticeProfile | None:
    """Return what somebody has chosen, if anything."""
    return session.get(NoticeProfile, user_id)


def quiet_of(uow: UnitOfWork, settings: Settings, user_id: str) -> QuietHours:
    """Return the quiet hours of somebody: his own, else his unit's, else the company's."""
    user = staff.users_by_ids(uow.session, [user_id]).get(user_id)
    if user is None:
        return QuietHours.of(settings)
    profile = profile_of(uow.session, user_id)
    kept = (profile.quiet if profile else None) or _quiet_of_units(uow.session, user.org_id)
    if not kept:
        return QuietHours.of(settings)
    path = staff.get_unit(uow.session, user.org_id).path
    return QuietHours.read(kept, current_rules(uow).calendar(path).is_worked)


def _quiet_of_units(session: Session, org_id: str) -> Any:
    rules = all_rules(session)
    rows = (rules[unit] for unit in _units_above(session, org_id) if unit in rules)
    return next((row.quiet for row in rows if row.quiet), None)


def _units_above(session: Session, org_id: str) -> list[str]:
    path = staff.get_unit(session, org_id).path
    return [part for part in reversed(path.split("/")) if part]


def own_robots(settings: Settings, profile: NoticeProfile | None) -> dict[str, Robot]:
    """Return the robots of somebody's own, decrypted."""
    text = Vault(settings).unseal(profile.robots) if profile and profile.robots else ""
    kept = json.loads(text) if text else {}
    return {kind: Robot(one["url"], one.get("secret", "")) for kind, one in kept.items()}


def personal_channels() -> tuple[str, ...]:
    """Return the channels for which somebody gives an id of his own."""
    return (WECOM, FEISHU, APPRISE)
