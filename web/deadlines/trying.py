"""A limit tried out: when it would end, and how that comes about."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from engine.db import UnitOfWork
from engine.deadlines import queries
from engine.deadlines.model import SlaPolicy
from engine.deadlines.rules import Pause, warn_moments
from engine.deadlines.rules.steps import Step, reckoning
from engine.deadlines.service import current_rules
from engine.staff import queries as staff
from web.deadlines.reading import Reader
from web.problems import by_field

MOST_PAUSES = 3


@dataclass(frozen=True)
class Tried:
    """What was typed, what is wrong with it, and the steps to the due time."""

    problems: dict[str, list[str]]
    steps: list[Step]
    warnings: list[datetime]
    is_asked: bool = True


def tried(uow: UnitOfWork, row: SlaPolicy) -> Tried:
    """Return how a limit would run from the start in the address, with its pauses."""
    read = Reader(request.args)
    start = read.moment("start")
    pauses = _pauses(read)
    if read.problems or start is None:
        return Tried(by_field(read.problems), [], [], "start" in request.args)
    policy = queries.policy_of(row)
    unit_id = request.args.get("unit", "") or row.scope_org_id or ""
    unit = staff.directory(uow.session).units.get(unit_id)
    calendar = current_rules(uow).calendar(unit.path if unit else "", policy.calendar)
    steps = reckoning(policy, start, calendar, pauses)
    return Tried({}, steps, warn_moments(policy, start, calendar, pauses))


def _pauses(read: Reader) -> list[Pause]:
    found = []
    for number in range(1, MOST_PAUSES + 1):
        begun, ended = read.moment(f"from{number}"), read.moment(f"to{number}")
        if begun and ended and ended < begun:
            message = {"field": f"to{number}", "code": "date_order", "message": "before it begins"}
            read.problems.append(message)
        if begun and ended:
            found.append(Pause(begun, ended))
    return found
