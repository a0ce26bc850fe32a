"""Names for people: of units, roles and groups, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from engine.access.rules import ROLES
from engine.db import UnitOfWork
from engine.deadlines.queries import policies
from engine.staff import queries as staff
from engine.tasks.model import UserTask
from web.context import language
from web.people import standing_in

EMPTY: Mapping[str, Sequence[str]] = MappingProxyType({})


def unit_names(uow: UnitOfWork) -> dict[str, str]:
    """Return the names of all units by id."""
    units = staff.directory(uow.session).units
    if language() == "en":
        return {key: unit.name_en or unit.name for key, unit in units.items()}
    return {key: unit.name for key, unit in units.items()}


def role_name(code: str) -> str:
    """Return the name of a role."""
    names = ROLES.get(code)
    return names[language() == "en"] if names else code


def limit_names(uow: UnitOfWork, codes: Iterable[str]) -> dict[str, str]:
    """Return what limits are called, by code; without the class of customers one is for."""
    known = {row.code: row for row in reversed(policies(uow.session))}
    called = {code: known[code] for code in codes if code in known}
    english = language() == "en"
    texts = {code: row.item_en if english else row.item_zh for code, row in called.items()}
    return {code: text.split("(")[0].split(",")[0] or code for code, text in texts.items()}


def candidates_of(uow: UnitOfWork, task: UserTask) -> list[str]:
    """Return what those who may claim a task are called; who acts for another says so."""
    return group_names(uow, task.candidates or (), task.stand_ins or {})


def group_names(
    uow: UnitOfWork, groups: Iterable[str], stand_ins: Mapping[str, Sequence[str]] = EMPTY
) -> list[str]:
    """Return what candidates are called: a role at a unit, or a person.

    `stand_ins` says by person for whom (id, name) he acts.
    """
    units = unit_names(uow)
    people = staff.users_by_ids(
        uow.session, (group.removeprefix("user:") for group in groups if group.startswith("user:"))
    )
    names = []
    for group in groups:
        role, _, unit = group.partition("@")
        person = people.get(group.removeprefix("user:"))
        names.append(
            standing_in(person.id, person.name, stand_ins)
            if person
            else f"{units.get(unit, unit)} {role_name(role)}".strip()
        )
    return names


def roles_by_user(uow: UnitOfWork) -> dict[str, list[str]]:
    """Return the names of the roles everybody holds, by the id of the person."""
    found: dict[str, set[str]] = {}
    for grants in staff.directory(uow.session).grants.values():
        for grant in grants:
            found.setdefault(grant.user_id, set()).add(role_name(grant.role))
    return {user_id: sorted(roles) for user_id, roles in found.items()}
