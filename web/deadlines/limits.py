"""Limits: looked up, looked at, given a new edition, ended, and tried out."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines import queries
from engine.deadlines.model import SlaPolicy
from engine.deadlines.queries import PolicyFilter
from engine.deadlines.rules.changes import PolicyChange, PolicyEnd
from engine.deadlines.rules.days import local_date
from engine.deadlines.service import may_edit
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.timekeeping.clocks import INTERNAL
from engine.timekeeping.service import plan_change
from web import context
from web.deadlines import words
from web.deadlines.places import editable_units, unit_choices
from web.deadlines.reading import Reader, read_policy
from web.deadlines.trying import tried
from web.names import unit_names
from web.problems import by_field

USUAL = {"warn_rule": "50%,80%", "scope": "COMPANY", "unit": "WD"}

bp = Blueprint("limits", __name__, url_prefix="/deadlines/limits")


@bp.get("/")
def show_list() -> ResponseReturnValue:
    """Show limits, found by text, business, state and kind."""
    actor = context.current_actor()
    require(actor, Permission.SLA_READ)
    wanted = _wanted()
    with context.open_reading() as uow:
        rows, has_more = queries.search_policies(uow.session, wanted, local_date(uow.now))
        return render_template(
            "deadlines/limits.html",
            wanted=wanted,
            rows=rows,
            has_more=has_more,
            business=queries.business_types(uow.session),
            here=_here(wanted),
            units=unit_names(uow),
            words=words,
            today=local_date(uow.now),
            may_add=bool(editable_units(uow, actor, Permission.SLA_EDIT)),
        )


@bp.get("/new")
def new() -> ResponseReturnValue:
    """Show the form of a new limit, or of a new edition of one."""
    actor = context.current_actor()
    require(actor, Permission.SLA_EDIT)
    with context.open_reading() as uow:
        base = request.args.get("base", "")
        typed = _typed_of(queries.get_policy(uow.session, base)) if base else MultiDict(USUAL)
        if base and request.args.get("internal"):
            # domain.md 2.0: the internal limit is the promise less about one working day.
            typed["code"] += INTERNAL
            typed["amount"] = str(max(int(typed["amount"]) - 1, 1))
            typed.pop("is_promise", None)
        return _form(uow, actor, typed)


@bp.post("/")
def plan() -> ResponseReturnValue:
    """Keep a new edition of a limit as a change that is looked at first."""
    actor = context.current_actor()
    try:
        change = PolicyChange(read_policy(request.form))
        with context.open_uow() as uow:
            change_id = plan_change(uow, actor, change)
    except Invalid as error:
        with context.open_reading() as uow:
            return _form(uow, actor, request.form, error), 422
    return redirect(url_for("changes.show", change_id=change_id), 303)


@bp.get("/<policy_id>")
def show(policy_id: str) -> ResponseReturnValue:
    """Show a limit with its source and its editions, and try it out."""
    require(context.current_actor(), Permission.SLA_READ)
    with context.open_reading() as uow:
        return _detail(uow, queries.get_policy(uow.session, policy_id))


@bp.post("/<policy_id>/end")
def end(policy_id: str) -> ResponseReturnValue:
    """Keep the end of a limit as a change that is looked at first."""
    actor = context.current_actor()
    read = Reader(request.form)
    last_on = read.day("last_on", needed=True) or date.min
    try:
        read.require_good()
        with context.open_uow() as uow:
            policy = queries.policy_of(queries.get_policy(uow.session, policy_id))
            change_id = plan_change(uow, actor, PolicyEnd(policy, last_on))
    except Invalid as error:
        with context.open_reading() as uow:
            return _detail(uow, queries.get_policy(uow.session, policy_id), error), 422
    return redirect(url_for("changes.show", change_id=change_id), 303)


def _detail(uow: UnitOfWork, row: SlaPolicy, error: Invalid | None = None) -> str:
    actor = context.current_actor()
    return render_template(
        "deadlines/limit.html",
        row=row,
        editions=queries.editions_of(uow.session, row),
        units=unit_names(uow),
        choices=unit_choices(uow),
        words=words,
        today=local_date(uow.now),
        problems=by_field(error.problems) if error else {},
        typed=request.form if error else {},
        tried=tried(uow, row),
        may_edit=may_edit(uow, actor, Permission.SLA_EDIT, row.scope_org_id or ""),
        may_add=actor.may(Permission.SLA_EDIT),
        has_internal=bool(queries.policies(uow.session, row.code + INTERNAL)),
    )


def _form(
    uow: UnitOfWork, actor: Actor, typed: MultiDict[str, str], error: Invalid | None = None
) -> str:
    return render_template(
        "deadlines/limit_form.html",
        typed=typed,
        problems=by_field(error.problems) if error else {},
        units=editable_units(uow, actor, Permission.SLA_EDIT),
        may_all=may_edit(uow, actor, Permission.SLA_EDIT, ""),
        words=words,
        today=local_date(uow.now),
    )


def _typed_of(row: SlaPolicy) -> MultiDict[str, str]:
    names = ("code", "item_zh", "item_en", "biz_type", "sla_class", "region", "starts_with")
    more = ("warn_rule", "yellow_rule", "ladder", "basis_doc", "basis_art", "source_text", "scope")
    plain = {name: str(getattr(row, name) or "") for name in (*names, *more)}
    others = {"amount": str(row.amount), "unit": row.unit, "calendar": row.calendar}
    place = {"scope_org_id": row.scope_org_id or ""}
    return MultiDict({**plain, **others, **place, "is_promise": "yes" if row.is_promise else ""})


def _wanted() -> PolicyFilter:
    given = request.args
    state = given.get("state", "")
    kind = given.get("kind", "")
    return PolicyFilter(
        text=given.get("text", "").strip()[:100],
        biz_type=given.get("business", "")[:20],
        state=state if state in words.STATES else "in_force",
        kind=kind if kind in ("promise", "internal") else "",
        page=min(max(given.get("page", 1, type=int), 1), 10_000),
    )


def _here(wanted: PolicyFilter) -> Any:
    def address(**changes: object) -> str:
        given = {
            "text": wanted.text,
            "business": wanted.biz_type,
            "state": wanted.state,
            "kind": wanted.kind,
        }
        chosen: dict[str, Any] = {
            key: value for key, value in {**given, **changes}.items() if value
        }
        return url_for("limits.show_list", **chosen)

    return address
