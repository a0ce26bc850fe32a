"""Questions about who may do a task."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from engine.assignment.rules import Resolution, Wanted, resolve
from engine.staff import queries as staff
from engine.staff.model import User


def resolve_all(session: Session, wanted: Iterable[Wanted], now: datetime) -> list[Resolution]:
    """Return who may do each task of a batch; one statement, however many tasks."""
    directory = staff.directory(session)
    return [resolve(each, directory, now) for each in wanted]


def who_can(session: Session, groups: Iterable[str], now: datetime) -> list[User]:
    """Return the people who belong to any of the groups `ROLE@<unit id>`."""
    return staff.people_in_groups(session, groups, now)
