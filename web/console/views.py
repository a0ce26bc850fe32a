"""What is red and yellow in the units below, and instructing or supervising many at once."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.bulk.queries import get_batch
from engine.console import queries, rules
from engine.console.rules import Viewed
from engine.db import UnitOfWork
from engine.deadlines.service import current_rules
from engine.escalations.queries import open_escalations
from engine.kernel.actor import require
from engine.kernel.errors import Invalid
from engine.staff.queries import directory
from engine.staff.rules import Unit
from engine.supervision.queries import gravest_by_case, open_by_colour, open_within
from engine.supervision.rules import COLOURS
from engine.tasks.queries import open_tasks_by_case
from web import context
from web.console import rows as bulk
from web.errors import explain
from web.escalations.panel import holders
from web.inbox.views import definition_names
from web.names import limit_names, unit_names
from web.problems import by_field

bp = Blueprint("console", __name__, url_prefix="/console")

SHOWN = 10


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the console at a unit."""
    with context.open_reading() as uow:
        here = queries.viewpoint(uow.session, context.current_actor(), request.args.get("unit", ""))
        return render_template("console/show.html", **_parts(uow, here))


@bp.post("/<name>")
def act(name: str) -> ResponseReturnValue:
    """Ask for what an action on the chosen cases needs, then do it row by row."""
    actor = context.current_actor()
    needed = Permission.ESCALATION_HANDLE if name == bulk.INSTRUCT else Permission.SUPERVISION_OPEN
    require(actor, Permission.CONSOLE_READ)
    require(actor, needed)
    try:
        ids = bulk.check_rows(request.form.getlist("case"))
    except Invalid as error:
        return _ask(name, [], by_field(error.problems)), 422
    if "text" not in request.form:
        return _ask(name, ids, {})
    try:
        chosen = bulk.chosen_act(name)
    except Invalid as error:
        return _ask(name, ids, by_field(error.problems)), 422
    batch_id = bulk.run(actor, name, ids, chosen)
    return redirect(url_for(".result", batch_id=batch_id), 303)


@bp.get("/results/<batch_id>")
def result(batch_id: str) -> ResponseReturnValue:
    """Show what became of each case."""
    with context.open_reading() as uow:
        batch = get_batch(uow.session, context.current_actor(), batch_id)
        return render_template("console/result.html", batch=batch, why=explain)


def _ask(name: str, ids: list[str], problems: dict[str, list[str]]) -> str:
    with context.open_reading() as uow:
        actor = context.current_actor()
        found = queries.cases_by_ids(uow.session, actor, ids)
        return render_template(
            "console/ask.html",
            name=name,
            cases=found,
            problems=problems,
            colours=COLOURS,
            steps_of=open_tasks_by_case(uow.session, [case.id for case in found]),
            now=uow.now,
        )


def _parts(uow: UnitOfWork, here: Unit) -> dict[str, Any]:
    actor, page = context.current_actor(), max(request.args.get("page", 1, type=int), 1)
    viewed = _viewed(here)
    edges = rules.age_edges(current_rules(uow).calendar(here.path), uow.now)
    names = definition_names(uow)
    lines = rules.lines(
        queries.lit_counts(uow.session, viewed, uow.now, edges), directory(uow.session), here
    )
    found, has_more = queries.lit_cases(uow.session, viewed, uow.now, edges, page)
    ids = [one.id for one in found]
    path = [unit for unit in directory(uow.session).chain(here.id) if actor.sees(unit.path)]
    return {
        "here": here,
        "path": path[::-1],
        "viewed": viewed,
        "lines": lines,
        "total": rules.totals(lines),
        "hottest": max((max(cell) for line in lines for cell in line.cells.values()), default=0),
        "heat": rules.heat,
        "processes": rules.processes(lines, names),
        "names": names,
        "units": unit_names(uow),
        "policies": limit_names(uow, queries.policies_lit(uow.session, here.path, uow.now)),
        "cases": found,
        "steps_of": open_tasks_by_case(uow.session, ids),
        "order_of": gravest_by_case(uow.session, ids),
        "page": page,
        "has_more": has_more,
        "colours": open_by_colour(uow.session, here.path),
        "orders": open_within(uow.session, here.path, SHOWN),
        "matters": open_escalations(uow.session, [here.path], SHOWN),
        "holders": lambda one: holders(uow, one),
        "address": _address(here, viewed),
        "now": uow.now,
    }


def _viewed(here: Unit) -> Viewed:
    given = request.args
    colour, bucket = given.get("colour", ""), given.get("age", type=int)
    return Viewed(
        path=here.path,
        process=given.get("process", "")[:100],
        colour=colour if colour in rules.COLOURS else "",
        policy=given.get("policy", "")[:64],
        bucket=bucket if bucket is not None and 0 <= bucket < rules.BUCKETS else None,
    )


def _address(here: Unit, viewed: Viewed) -> Callable[..., str]:
    present = {
        "unit": here.id,
        "process": viewed.process,
        "colour": viewed.colour,
        "policy": viewed.policy,
        "age": viewed.bucket,
    }

    def address(**changes: Any) -> str:
        chosen = {**present, **changes}
        return url_for(
            "console.show", **{k: v for k, v in chosen.items() if v is not None and v != ""}
        )

    return address
