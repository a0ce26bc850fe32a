"""What can be started, and the form that starts it."""

from flask import Blueprint, flash, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.approvals.again import OldCase, old_case
from engine.db import UnitOfWork
from engine.definitions import queries, store
from engine.definitions.model import ProcessDefinition
from engine.kernel.actor import Actor
from engine.processes import service
from engine.processes.service import NewCase, NotAStarter
from web import context
from web.diagrams import diagram_answer
from web.files.views import attach_files_of
from web.shown_form import ShownForm, shown_form
from web.start.again import take_over, with_files
from web.tasks.page import json_object
from web.texts import gettext as _

bp = Blueprint("start", __name__, url_prefix="/start")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the processes the reader may start."""
    with context.open_reading() as uow:
        return render_template("start/list.html", definitions=startable(uow))


@bp.get("/<key>")
def form(key: str) -> ResponseReturnValue:
    """Show the form that starts a process, empty or filled as in an old case of one's own."""
    actor, copied = context.current_actor(), request.args.get("copy", "")
    with context.open_reading() as uow:
        definition = _startable(uow, actor, key)
        old = old_case(uow, actor, copied, key) if copied else None
        return render_template(
            "start/form.html",
            definition=definition,
            form=_form(uow, definition, actor, old),
            old=old,
        )


@bp.get("/<key>/diagram")
def diagram(key: str) -> ResponseReturnValue:
    """Give the diagram a new case will follow."""
    with context.open_reading() as uow:
        definition = _startable(uow, context.current_actor(), key)
        return diagram_answer(store.load(uow.session, definition.id).diagram)


@bp.post("/<key>")
def start(key: str) -> ResponseReturnValue:
    """Start a case; the answer says where to go on."""
    actor, data = context.current_actor(), json_object("data")
    with context.open_uow() as uow:
        new = NewCase(key, with_files(uow, actor, key, data))
        case = service.start_process(uow, actor, new)
        attach_files_of(uow, actor, new.submitted, case.id, "")
    flash(_("Case %(number)s is started.", number=case.business_key))
    return jsonify(redirect=url_for("cases.show", case_id=case.id))


def startable(uow: UnitOfWork) -> list[ProcessDefinition]:
    """Return the latest versions the reader may start."""
    actor = context.current_actor()
    latest = queries.latest_definitions(uow.session)
    return [one for one in latest if service.may_start(actor, one)]


def _startable(uow: UnitOfWork, actor: Actor, key: str) -> ProcessDefinition:
    definition = queries.latest_definition(uow.session, key)
    if not service.may_start(actor, definition):
        raise NotAStarter(f"{actor.user_id} may not start {key}", process=key)
    return definition


def _form(
    uow: UnitOfWork, definition: ProcessDefinition, actor: Actor, old: OldCase | None
) -> ShownForm:
    loaded = store.load(uow.session, definition.id)
    # The draft's name holds the person: a shared computer must not show another's typing.
    key = f"start:{actor.user_id}:{definition.key}" + (f":{old.case.id}" if old else "")
    people = service.people_to_choose(uow, actor, definition)
    form = loaded.form(definition.start_form_key)
    shown = shown_form(form, people, old.data if old else {}, key)
    if old is not None:
        take_over(shown, old)
    shown.action = url_for(".start", key=definition.key)
    shown.upload_url = url_for("files.upload")
    return shown
