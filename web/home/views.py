"""The first page: what is due, what waits, what runs, what can be started."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.console import queries as console
from engine.console.rules import Viewed, age_edges
from engine.db import UnitOfWork
from engine.deadlines.service import current_rules
from engine.kernel.actor import Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.processes.queries import CaseFilter, cases
from engine.staff.rules import Unit
from engine.tasks import queries
from engine.tasks.calendar import due_between
from engine.tasks.queries import open_tasks_by_case
from engine.tasks.rules import InboxFilter
from web import context
from web.messages.unread import unread_count
from web.start.views import startable
from web.texts import gettext as _

SHOWN = 6

bp = Blueprint("home", __name__)


@dataclass(frozen=True)
class UnitLights:
    """How many red and yellow cases there are at a unit and below it."""

    unit: Unit
    red: int
    yellow: int


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what waits for the reader."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        today = uow.now.astimezone(COMPANY_ZONE).date()
        mine = CaseFilter(status="running", started_by_me=True, size=SHOWN)
        own_cases, _more = cases(uow.session, actor, mine)
        return render_template(
            "home/show.html",
            counts=queries.counts(uow.session, actor, uow.now),
            unread=unread_count(uow, actor),
            overdue=queries.inbox(
                uow.session, actor, InboxFilter(light="red", size=SHOWN), uow.now
            ).rows,
            due_today=[
                task
                for task in due_between(uow.session, actor, today, today)
                if not task.is_overdue(uow.now)
            ][:SHOWN],
            urgent=queries.inbox(uow.session, actor, InboxFilter(size=SHOWN), uow.now).rows,
            own_cases=own_cases,
            steps_of=open_tasks_by_case(uow.session, [case.id for case in own_cases]),
            lights=_lights(uow, actor),
            startable=startable(uow),
            greeting=_greeting(actor.name),
            now=uow.now,
        )


def _lights(uow: UnitOfWork, actor: Actor) -> UnitLights | None:
    """Return the lights of the unit somebody leads; nothing for those who lead none."""
    if not actor.may(Permission.CONSOLE_READ) or not actor.scopes:
        return None
    unit = console.viewpoint(uow.session, actor)
    edges = age_edges(current_rules(uow).calendar(unit.path), uow.now)
    counted = console.lit_counts(uow.session, Viewed(unit.path), uow.now, edges)
    return UnitLights(unit, sum(one.red for one in counted), sum(one.yellow for one in counted))


def _greeting(name: str) -> str:
    hour = context.container().clock.now().astimezone(COMPANY_ZONE).hour
    if hour < 12:
        return _("Good morning, %(name)s", name=name)
    if hour < 18:
        return _("Good afternoon, %(name)s", name=name)
    return _("Good evening, %(name)s", name=name)
