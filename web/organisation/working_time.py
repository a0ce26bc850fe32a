"""When a unit works: shown on its page with whose word that is, and chosen there."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines import queries
from engine.deadlines.rules import OFFICE, SHIFT, Pattern
from engine.deadlines.rules.changes import PatternsChange
from engine.deadlines.rules.days import local_date
from engine.deadlines.service import current_rules, may_edit
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.staff.model import OrgUnit
from engine.staff.queries import get_unit
from engine.timekeeping.service import plan_change
from web import context
from web.deadlines.months import Inherited, inherited_patterns
from web.names import unit_names

ABOVE = ""
KINDS = (OFFICE, SHIFT)

bp = Blueprint("working_time", __name__, url_prefix="/units")


@dataclass(frozen=True)
class Kept:
    """The hours or shifts of a unit, and the other units it may follow instead."""

    kind: str
    found: Inherited
    others: list[tuple[str, str]]


def working_time(uow: UnitOfWork, actor: Actor, unit: OrgUnit) -> dict[str, Any] | None:
    """Return what the page of a unit shows of its working time; none to who may not read it."""
    if not actor.may(Permission.SLA_READ):
        return None
    year = local_date(uow.now).year
    return {
        "kinds": [_kept(uow, unit, kind) for kind in KINDS],
        "own_days": len(queries.days_of(uow.session, unit.id, year)),
        "year": year,
        "may_edit": may_edit(uow, actor, Permission.CALENDAR_EDIT, unit.id),
    }


@bp.post("/<unit_id>/hours")
def follow(unit_id: str) -> ResponseReturnValue:
    """Keep, as a change that is looked at first, that a unit works as another one does."""
    kind = SHIFT if request.form.get("kind") == SHIFT else OFFICE
    source = request.form.get("as", ABOVE)
    with context.open_uow() as uow:
        unit = get_unit(uow.session, unit_id)
        patterns = _own(uow, source, kind) if source != ABOVE else ()
        if source != ABOVE and not patterns:
            raise NotFound("org_unit", source)
        change = PatternsChange(unit.id, kind, patterns)
        change_id = plan_change(uow, context.current_actor(), change)
    return redirect(url_for("changes.show", change_id=change_id), 303)


def _kept(uow: UnitOfWork, unit: OrgUnit, kind: str) -> Kept:
    names = unit_names(uow)
    others = [
        (other, names[other])
        for other in current_rules(uow).patterns
        if other in names and other != unit.id and _own(uow, other, kind)
    ]
    found = inherited_patterns(uow, unit.path, kind)
    return Kept(kind, found, sorted(others, key=lambda one: one[1]))


def _own(uow: UnitOfWork, unit_id: str, kind: str) -> tuple[Pattern, ...]:
    patterns = current_rules(uow).patterns.get(unit_id, ())
    return tuple(one for one in patterns if one.kind == kind)
