"""Units, people and roles from a file and into one: dry run first, then all or nothing."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engine.access import accounts, grants
from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.staff import importing, listing, queries
from engine.staff.importing import PEOPLE_COLUMNS, UNIT_COLUMNS, Line
from engine.staff.listing import PeopleFilter
from web import context
from web.organisation.rights import may_at
from web.problems import said

COLUMNS = {"units": UNIT_COLUMNS, "people": PEOPLE_COLUMNS, "grants": grants.COLUMNS}
NEEDED = {
    "units": Permission.STAFF_EDIT,
    "people": Permission.STAFF_EDIT,
    "grants": Permission.ROLE_GRANT,
}
MOST_ROWS = 100_000
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t")

bp = Blueprint("exchange", __name__, url_prefix="/exchange")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show what can be imported and exported."""
    kinds = _kinds(context.current_actor())
    if not kinds:
        require(context.current_actor(), Permission.STAFF_EDIT)
    return render_template("organisation/exchange.html", kinds=kinds, columns=COLUMNS)


@bp.get("/<kind>.csv")
def export(kind: str) -> ResponseReturnValue:
    """Give all units, people or grants within reach as a file that can be imported again."""
    actor = context.current_actor()
    require(actor, _needed(kind))
    with context.open_reading() as uow:
        rows = {"units": _units, "people": _people, "grants": _grants}[kind](uow, actor)
        text = _as_csv(COLUMNS[kind], rows)
    answer = make_response(text.encode("utf-8-sig"))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


@bp.post("/<kind>")
def take(kind: str) -> ResponseReturnValue:
    """Check a file and show what it would do, or do it; a wrong file changes nothing."""
    actor = context.current_actor()
    require(actor, _needed(kind))
    is_for_real = request.form.get("step") == "take"
    facts: dict[str, Any] = {"kind": kind, "problems": [], "lines": [], "text": "", "new": None}
    try:
        facts["text"] = _text()
        facts |= _take(actor, kind, facts["text"]) if is_for_real else _try(kind, facts["text"])
    except Invalid as error:
        facts["problems"] = [{**one, "said": said(one)} for one in error.problems]
    is_wrong = bool(facts["problems"]) or any(one.problems for one in facts["lines"])
    page = render_template(
        "organisation/imported.html",
        is_wrong=is_wrong,
        said=said,
        is_done=is_for_real and not is_wrong,
        **facts,
    )
    return page, 422 if is_wrong else 200


def _try(kind: str, text: str) -> dict[str, Any]:
    with context.open_reading() as uow:
        if kind == "grants":
            found = grants.read_grants(uow, text)
            return {"lines": [_grant_line(uow, number, one) for number, one in found]}
        return {"lines": _lines(uow, kind, text)}


def _take(actor: Actor, kind: str, text: str) -> dict[str, Any]:
    with context.open_uow() as uow:
        if kind == "grants":
            count = grants.grant_all(uow, actor, (one for _, one in grants.read_grants(uow, text)))
            return {"count": count}
        lines = _lines(uow, kind, text)
        if any(line.problems for line in lines):
            return {"lines": lines}
        if kind == "units":
            return {"count": len(importing.take_units(uow, actor, lines))}
        made = importing.take_people(uow, actor, lines)
        new = _first_passwords(uow, actor, made) if request.form.get("passwords") else []
        return {"count": len(lines), "new": new}


def _lines(uow: UnitOfWork, kind: str, text: str) -> list[Line]:
    read = importing.read_units if kind == "units" else importing.read_people
    return read(text, importing.known_things(uow))


def _first_passwords(uow: UnitOfWork, actor: Actor, user_ids: list[str]) -> list[tuple[Any, str]]:
    return [
        (
            queries.get_user(uow.session, user_id),
            accounts.give_temporary_password(uow, actor, user_id),
        )
        for user_id in user_ids
    ]


def _grant_line(uow: UnitOfWork, number: int, new: grants.NewGrant) -> Line:
    user = queries.get_user(uow.session, new.user_id)
    return Line(number, importing.CREATE, user.username, f"{new.role}@{new.org_id}", {})


def _text() -> str:
    file = request.files.get("file")
    if file is not None and file.filename:
        return importing.read_text(file.read())
    if request.form.get("text"):
        return request.form["text"]
    raise Invalid([{"field": "file", "code": "required", "message": "a file is needed"}])


def _needed(kind: str) -> Permission:
    if kind not in NEEDED:
        abort(404)
    return NEEDED[kind]


def _kinds(actor: Actor) -> list[str]:
    return [kind for kind, permission in NEEDED.items() if actor.may(permission)]


def _units(uow: UnitOfWork, actor: Actor) -> Iterable[tuple[str, ...]]:
    for one in queries.all_units(uow.session):
        if may_at(actor, Permission.STAFF_EDIT, one.path):
            yield (
                one.code, one.name, one.name_en, one.short_name, one.type, one.parent_id or "",
                one.region, one.service_tel,
            )  # fmt: skip


def _people(uow: UnitOfWork, actor: Actor) -> Iterable[tuple[str, ...]]:
    everybody, _ = listing.people(uow.session, PeopleFilter(size=MOST_ROWS), uow.now)
    names = {one.id: one.username for one in everybody}
    paths = {one.id: one.path for one in queries.all_units(uow.session)}
    posts = listing.primary_posts(uow.session, names)
    for one in everybody:
        if may_at(actor, Permission.STAFF_EDIT, paths[one.org_id]):
            post = posts.get(one.id)
            yield (
                one.username, one.name, one.name_en, one.org_id, post.code if post else "",
                one.phone, one.email, one.language, names.get(one.manager_id or "", ""),
            )  # fmt: skip


def _grants(uow: UnitOfWork, actor: Actor) -> Iterable[tuple[str, ...]]:
    for grant, user, unit in listing.grants(uow.session, "/", limit=MOST_ROWS):
        if may_at(actor, Permission.ROLE_GRANT, unit.path):
            yield user.username, grant.role_code, unit.code


def _as_csv(columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{one}" if one.startswith(FORMULA) else one for one in row])
    return out.getvalue()
