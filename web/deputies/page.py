"""What the page of deputies shows, and how its form is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request

from engine.access.rules import Permission
from engine.approvals import appointments
from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff
from engine.staff.model import Deputy, User
from web import context
from web.formats import named
from web.inbox.views import definition_names
from web.names import unit_names

TYPED = "%Y-%m-%dT%H:%M"
USUAL = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """One appointment with the names people know."""

    id: str
    principal: str
    agent: str
    processes: str
    starts: datetime
    ends: datetime
    is_begun: bool


def page_parts(uow: UnitOfWork, actor: Actor, problems: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what the page shows, with what was typed and is wrong."""
    session, now = uow.session, uow.now
    leads = may_appoint_for_others(actor)
    others = appointments.of_people_of(session, actor, now) if leads else ()
    sought = request.args.get("text", "").strip()[:60]
    principal = principal_of(uow, actor, request.values.get("principal", ""))
    return {
        "mine": _shown(uow, appointments.of_principal(session, actor.user_id, now)),
        "for_others": _shown(uow, appointments.of_agent(session, actor.user_id, now)),
        "of_people": _shown(uow, others),
        "leads": leads,
        "sought": sought,
        "found": staff.search_users(session, sought, actor.scopes, 8) if leads and sought else (),
        "principal": principal,
        "unit_names": unit_names(uow),
        "processes": definition_names(uow),
        "problems": problems,
        "typed": request.form,
        "usual": _usual(now),
    }


def may_appoint_for_others(actor: Actor) -> bool:
    """Tell whether somebody may say who stands in for people within his reach."""
    may = actor.may(Permission.TASK_REASSIGN) or actor.may(Permission.STAFF_EDIT)
    return may and bool(actor.scopes)


def principal_of(uow: UnitOfWork, actor: Actor, user_id: str) -> User:
    """Return for whom a deputy is appointed: the reader, or one within his reach."""
    return staff.get_user(uow.session, user_id or actor.user_id)


def appointed(principal: User) -> list[Deputy]:
    """Return the appointments a form asks for, one for each agent; raises `Invalid`."""
    agents = list(dict.fromkeys(request.form.getlist("user_id")))
    starts, ends = _moment("starts"), _moment("ends")
    wrong = [] if agents else [_problem("agent_id", "unknown_people")]
    wrong += [_problem(name, "moment") for name, at in (("valid_from", starts), ("valid_to", ends))
              if at is None]  # fmt: skip
    if wrong or starts is None or ends is None:
        raise Invalid(wrong)
    keys = [key for key in request.form.getlist("process") if key]
    return [
        Deputy(
            id=new_id(),
            principal_id=principal.id,
            agent_id=agent,
            process_keys=keys,
            valid_from=starts,
            valid_to=ends,
            is_enabled=True,
        )
        for agent in agents
    ]


def _problem(field: str, code: str) -> dict[str, str]:
    return {"field": field, "code": code, "message": code}


def _moment(name: str) -> datetime | None:
    """Return a moment of the form, in company time; nothing when it is none."""
    try:
        found = datetime.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=COMPANY_ZONE)


def _usual(now: datetime) -> dict[str, str]:
    starts = now.astimezone(COMPANY_ZONE)
    ends = (starts + USUAL).replace(hour=23, minute=59)
    return {"starts": starts.strftime(TYPED), "ends": ends.strftime(TYPED)}


def _shown(uow: UnitOfWork, rows: Sequence[Deputy]) -> list[Shown]:
    ids = [user_id for row in rows for user_id in (row.principal_id, row.agent_id)]
    people = {key: named(one) for key, one in staff.users_by_ids(uow.session, ids).items()}
    processes = definition_names(uow) if rows else {}
    comma = ", " if context.language() == "en" else "、"
    return [
        Shown(
            row.id,
            people.get(row.principal_id, ""),
            people.get(row.agent_id, ""),
            comma.join(processes.get(key, key) for key in row.process_keys or ()),
            row.valid_from,
            row.valid_to,
            row.valid_from <= uow.now,
        )
        for row in rows
    ]
