"""Who a notice reaches: people with their addresses and languages, and the customer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.staff import queries as staff
from notifications.channels import EMAIL, INAPP, SMS
from notifications.notice import CUSTOMER, Notice
from notifications.profiles import Person, people

# The names under which forms ask customers for their addresses.
EMAIL_FIELDS = ("email", "customerEmail", "contactEmail", "callerEmail")
PHONE_FIELDS = ("phone", "customerPhone", "contactPhone", "callerPhone")
NAME_FIELDS = ("applyName", "customerName", "callerName", "applicant")


@dataclass(frozen=True)
class Recipient:
    """Somebody who is to be told, and how he can be reached."""

    id: str
    name: str
    language: str
    addresses: tuple[tuple[str, str], ...]
    is_customer: bool = False


def recipients(
    session: Session, notice: Notice, now: datetime, shared: frozenset[str] = frozenset()
) -> list[Recipient]:
    """Return everybody a notice is for, each once, with the ways he chose for it.

    `shared` are channels that need no address of his.
    """
    groups = [key for key in notice.audience if "@" in key]
    named = [key.removeprefix("user:") for key in notice.audience if key.startswith("user:")]
    users = {
        user.id: user for user in staff.users_by_ids(session, named).values() if user.is_active
    }
    by_name = frozenset(users)
    for user in staff.people_in_groups(session, groups, now):
        users.setdefault(user.id, user)
    found = [
        _person(one, notice, one.ways(notice.template, shared), is_named=one.user.id in by_name)
        for one in people(session, users.values()).values()
    ]
    customers = [_customer(notice)] if CUSTOMER in notice.audience else []
    return [*found, *customers]


def _person(
    person: Person, notice: Notice, ways: list[tuple[str, str]], *, is_named: bool
) -> Recipient:
    # Work of a whole group disturbs only those who wish to hear of it.
    wanted = is_named or notice.mail_to_groups or bool(notice.task_id and person.also_claimable)
    kept = [(channel, where) for channel, where in ways if wanted or channel == INAPP]
    user = person.user
    return Recipient(user.id, user.name, user.language, tuple(kept))


def _customer(notice: Notice) -> Recipient:
    email = _first(notice, EMAIL_FIELDS)
    phone = _first(notice, PHONE_FIELDS)
    ways = tuple((way, where) for way, where in ((EMAIL, email), (SMS, phone)) if where)
    language = str(notice.values.get("language") or "zh")
    name = _first(notice, NAME_FIELDS) or CUSTOMER
    return Recipient(f"customer:{(email or phone)[:100]}", name, language, ways, is_customer=True)


def _first(notice: Notice, names: tuple[str, ...]) -> str:
    return next(_texts(notice, names), "")


def _texts(notice: Notice, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value: Any = notice.values.get(name)
        if isinstance(value, str) and value.strip():
            yield value.strip()
