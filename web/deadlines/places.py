"""The units somebody may choose on the pages of deadlines."""

from engine.db import UnitOfWork
from engine.deadlines.service import may_edit
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.staff import queries as staff
from engine.staff.rules import Unit
from web.context import language


def unit_choices(uow: UnitOfWork) -> list[tuple[str, str]]:
    """Return all units as (id, name), each below the one above it."""
    units = sorted(staff.directory(uow.session).units.values(), key=lambda unit: unit.path)
    return [(unit.id, _indented(unit)) for unit in units]


def editable_units(uow: UnitOfWork, actor: Actor, permission: str) -> list[tuple[str, str]]:
    """Return the units whose calendars or limits somebody may change."""
    return [one for one in unit_choices(uow) if may_edit(uow, actor, permission, one[0])]


def known_unit(uow: UnitOfWork, unit_id: str) -> Unit | None:
    """Return a unit by its id, none for the whole nation."""
    if not unit_id:
        return None
    found = staff.directory(uow.session).units.get(unit_id)
    if found is None:
        raise NotFound("org_unit", unit_id)
    return found


def name_of(unit: Unit) -> str:
    """Return a unit's name in the reader's language."""
    return unit.name_en or unit.name if language() == "en" else unit.name


def _indented(unit: Unit) -> str:
    return "\u2003" * max(unit.path.count("/") - 2, 0) + name_of(unit)
