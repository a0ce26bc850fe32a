"""Whom an earlier handler may choose for a later step, as options of his form."""

from collections.abc import Mapping, Sequence
from typing import Any

from bpmn.model import FlowNode
from engine.assignment.rules import split_groups, units_of_scope
from engine.db import UnitOfWork
from engine.definitions import store
from engine.kernel.actor import Actor
from engine.staff import queries as staff
from engine.staff.model import User
from engine.staff.rules import group_name
from forms.schema import Form

# A field offers these people with the `valuesExpression` `=choosable.<variable>`.
OFFERED = "choosable"
MOST = 500


def choosable(
    uow: UnitOfWork, definition_id: str, units: Sequence[str], starter_id: str = ""
) -> dict[str, list[User]]:
    """Return, by variable, who may be chosen for the steps of a process with `choose`.

    Those of the candidate groups of the step; where it names none, everybody of the
    company the case belongs to. `units` are where the case belongs, the nearest first.
    """
    found: dict[str, list[User]] = {}
    for node in store.load(uow.session, definition_id).node_by_id.values():
        variable = node.extensions.properties.get("choose")
        if variable:
            barred = {starter_id} if node.properties.get("excludeStarter") == "true" else set()
            people = _people_for(uow, node, units)
            found[variable] = [one for one in people if one.id not in barred]
    return found


def offered(
    uow: UnitOfWork,
    actor: Actor,
    form: Form | None,
    definition_id: str,
    case: tuple[Sequence[str], str],
) -> dict[str, Any]:
    """Return the variable with the people a form offers; nothing when it offers none.

    `case` are the units the case belongs to and the id of its starter.
    """
    if form is None or OFFERED not in form.names:
        return {}
    units = staff.directory(uow.session).units
    names = {
        variable: [_option(actor, person, units) for person in people]
        for variable, people in choosable(uow, definition_id, *case).items()
    }
    return {OFFERED: names}


def _people_for(uow: UnitOfWork, node: FlowNode, units: Sequence[str]) -> list[User]:
    directory = staff.directory(uow.session)
    groups = node.camunda.get("candidateGroups") or ""
    if groups:
        wanted = [
            group_name(role, unit.id)
            for role, scope in split_groups([groups])
            for unit in units_of_scope(scope, units, directory)
        ]
        return staff.people_in_groups(uow.session, wanted, uow.now)
    company = next(filter(None, (directory.company(unit) for unit in units)), None)
    people = staff.users_of_unit(uow.session, company.path) if company else []
    return [person for person in people if person.is_active][:MOST]


def _option(actor: Actor, person: User, units: Mapping[str, Any]) -> dict[str, str]:
    unit = units.get(person.org_id)
    english = actor.language == "en"
    name = (person.name_en if english else "") or person.name
    place = ((unit.name_en if english else "") or unit.name) if unit else ""
    return {"value": person.username, "label": " · ".join(filter(None, (name, place)))}
