"""The inbox and its counts."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.escalations.queries import count_mine as count_matters
from engine.instances.model import ProcessInstance
from engine.supervision.queries import count_to_answer, gravest_by_case
from engine.tasks import queries
from engine.tasks.counting import other_counts
from engine.tasks.model import UserTask
from engine.tasks.rules import BY_FIELD, LIGHTS, SORTS, InboxFilter
from web import context
from web.deliveries.dead import dead_letters
from web.filters.shown import saved_filters
from web.inbox.columns import cells_of, with_columns
from web.inbox.found import FINDERS
from web.messages.unread import unread_count

bp = Blueprint("inbox", __name__, url_prefix="/inbox")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show one view of the inbox."""
    wanted = wanted_filter(request.args)
    actor = context.current_actor()
    with context.open_reading() as uow:
        wanted, columns = with_columns(uow, actor, wanted)
        find, template = FINDERS[wanted.view]
        page = find(uow.session, actor, wanted, uow.now)
        cases = _case_ids(page)
        return render_template(
            template,
            wanted=wanted,
            page=page,
            steps_of=_steps_of(uow, wanted, cases),
            order_of=gravest_by_case(uow.session, cases),
            counts=queries.counts(uow.session, actor, uow.now),
            numbers=other_counts(uow.session, actor),
            columns=columns,
            cells=cells_of(uow, columns, page.rows) if columns.shown else {},
            definitions=definition_names(uow),
            here=here(wanted),
            task_url=task_address(wanted),
            now=uow.now,
            **saved_filters(uow, actor, wanted),
        )


@bp.get("/badges")
@context.passive
def badges() -> ResponseReturnValue:
    """Show how much waits; pages ask for it every half minute."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        return render_template(
            "inbox/badges.html",
            counts=queries.counts(uow.session, actor, uow.now),
            unread=unread_count(uow, actor),
            matters=count_matters(uow.session, actor),
            orders=count_to_answer(uow.session, actor),
            dead=dead_letters(uow, actor),
        )


def _steps_of(uow: UnitOfWork, wanted: InboxFilter, cases: list[str]) -> dict[str, list[UserTask]]:
    return queries.open_tasks_by_case(uow.session, cases) if wanted.view == "started" else {}


def _case_ids(page: queries.Page[Any]) -> list[str]:
    """Return the cases the rows of a page belong to: tasks, things to read, or cases."""
    return [row.id if isinstance(row, ProcessInstance) else row.instance_id for row in page.rows]


def wanted_filter(given: MultiDict[str, str]) -> InboxFilter:
    """Read the filter from an address or a form; what is not known there is left out."""
    return InboxFilter(
        view=_one_of(given.get("view", ""), tuple(FINDERS), "mine"),
        text=given.get("text", "").strip()[:100],
        definition_key=given.get("process", "")[:100],
        light=_one_of(given.get("light", ""), LIGHTS, ""),
        sort=_sort(given.get("sort", "")),
        page=max(given.get("page", 1, type=int), 1),
        columns=tuple(name for name in given.get("columns", "")[:200].split(",") if name),
    )


def here(wanted: InboxFilter) -> Callable[..., str]:
    """Return what makes addresses like this one with some choices changed."""

    def address(**changes: object) -> str:
        given = {**as_query(wanted), **changes}
        chosen = {name: value for name, value in given.items() if value}
        return url_for("inbox.show", **chosen)  # type: ignore[arg-type]  # plain values only

    return address


def task_address(wanted: InboxFilter) -> Callable[[UserTask], str]:
    """Return what makes the address of a task that remembers the list it was opened from."""
    chosen = {key: value for key, value in as_query(wanted).items() if value}

    def address(task: UserTask) -> str:
        return url_for("tasks.show", task_id=task.id, _external=False, **chosen)

    return address


def as_query(wanted: InboxFilter) -> dict[str, str]:
    """Return a filter as it stands in an address."""
    return {
        "view": wanted.view,
        "text": wanted.text,
        "process": wanted.definition_key,
        "light": wanted.light,
        "sort": wanted.sort,
        "columns": ",".join(wanted.columns),
    }


def definition_names(uow: UnitOfWork) -> dict[str, str]:
    """Return the names of the processes in the reader's language, by key."""
    language = context.language()
    return {row.key: row.name_in(language) for row in definitions.latest_definitions(uow.session)}


def _sort(given: str) -> str:
    field = given.removeprefix(BY_FIELD).removeprefix("-")
    if given.startswith(BY_FIELD) and field.isidentifier() and len(field) <= 100:
        return given
    return _one_of(given, SORTS, "due")


def _one_of(given: str, known: tuple[str, ...], otherwise: str) -> str:
    return given if given in known else otherwise
