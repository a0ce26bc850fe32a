"""What the reader may administer, for pages that show buttons and for lists of choices."""

from flask import request

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.staff import queries as staff
from engine.staff.model import OrgUnit


def may_at(actor: Actor, permission: str, path: str) -> bool:
    """Tell whether a permission counts for the reader at a unit."""
    return actor.may(permission) and actor.reaches(permission, path)


def editable_units(uow: UnitOfWork, actor: Actor, permission: str) -> list[OrgUnit]:
    """Return the open units at which the reader has a permission, in the order of the tree."""
    units = staff.all_units(uow.session)
    return [one for one in units if one.status == "ACTIVE" and may_at(actor, permission, one.path)]


def keeps_staff(actor: Actor) -> bool:
    """Tell whether the reader administers accounts or roles anywhere."""
    return actor.may(Permission.STAFF_EDIT) or actor.may(Permission.ROLE_GRANT)


def given(*names: str) -> dict[str, str]:
    """Return fields of the form sent, without blanks around."""
    return {name: request.form.get(name, "").strip() for name in names}
