"""Process definitions: what is deployed, and deploying."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.definitions import queries, service, store
from engine.kernel.actor import require
from engine.kernel.errors import NotFound, Refused
from engine.processes.queries import case_counts
from engine.processes.starts import deploy_processes
from web import context
from web.definitions.reports import Report, shown_reports
from web.diagrams import diagram_answer
from web.texts import gettext as _

bp = Blueprint("definitions", __name__, url_prefix="/definitions")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the latest version of every process."""
    actor = context.current_actor()
    require(actor, Permission.DEFINITION_READ)
    with context.open_reading() as uow:
        latest = queries.latest_definitions(uow.session)
        return render_template(
            "definitions/list.html",
            definitions=latest,
            running=case_counts(uow.session, [one.id for one in latest]),
            may_deploy=actor.may(Permission.DEFINITION_DEPLOY),
        )


@bp.get("/<definition_id>")
def detail(definition_id: str) -> ResponseReturnValue:
    """Show one version: its diagram, its documents, its sisters."""
    actor = context.current_actor()
    require(actor, Permission.DEFINITION_READ)
    with context.open_reading() as uow:
        definition = queries.get_definition(uow.session, definition_id)
        documents = queries.documents_of(uow.session, definition_id)
        return render_template(
            "definitions/detail.html",
            definition=definition,
            documents=[(kind, key, file.name) for (kind, key), file in sorted(documents.items())],
            versions=queries.versions_of(uow.session, definition.key),
            may_deploy=actor.may(Permission.DEFINITION_DEPLOY),
        )


@bp.get("/<definition_id>/<kind>/<key>")
def document(definition_id: str, kind: str, key: str) -> ResponseReturnValue:
    """Give a document a version was deployed with."""
    require(context.current_actor(), Permission.DEFINITION_READ)
    with context.open_reading() as uow:
        found = queries.documents_of(uow.session, definition_id).get((kind, key))
        if found is None:
            raise NotFound("document", key)
        name, content = found.name, found.content
    answer = Response(content, mimetype="application/json" if kind == "form" else "application/xml")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/<definition_id>/diagram")
def diagram(definition_id: str) -> ResponseReturnValue:
    """Give the diagram of a version, to be looked at."""
    require(context.current_actor(), Permission.DEFINITION_READ)
    with context.open_reading() as uow:
        return diagram_answer(store.load(uow.session, definition_id).diagram)


@bp.get("/upload")
def upload() -> ResponseReturnValue:
    """Show the page to deploy from."""
    require(context.current_actor(), Permission.DEFINITION_DEPLOY)
    return render_template("definitions/upload.html", reports=[])


@bp.post("/upload")
def deploy() -> ResponseReturnValue:
    """Check uploaded documents and, unless only a check is wanted, deploy them."""
    actor = context.current_actor()
    require(actor, Permission.DEFINITION_DEPLOY)
    files = {
        file.filename or "": file.read() for file in request.files.getlist("files") if file.filename
    }
    world = context.container().world
    try:
        with context.open_uow() as uow:
            reports = shown_reports(service.lint_deployment(uow, files, world))
            if request.form.get("act") == "check":
                return _upload_page(reports)
            made = deploy_processes(uow, actor, files, world, request.form.get("note", ""))
    except Refused as error:
        if context.wants_json():
            raise
        return _upload_page(Report.of_problems(error.problems), refused=True), 422
    names = ", ".join(f"{one.name_in(context.language())} v{one.version}" for one in made)
    flash(_("Deployed: %(names)s", names=names) if made else _("Nothing has changed."))
    if context.wants_json():
        return jsonify(redirect=url_for(".show"))
    return redirect(url_for(".show"), 303)


@bp.get("/<definition_id>/edit")
def edit(definition_id: str) -> ResponseReturnValue:
    """Show the editor with a version's diagram; what is drawn becomes the next version."""
    require(context.current_actor(), Permission.DEFINITION_DEPLOY)
    with context.open_reading() as uow:
        definition = queries.get_definition(uow.session, definition_id)
        return render_template("definitions/edit.html", definition=definition)


def _upload_page(reports: list[Report], **more: Any) -> str:
    return render_template("definitions/upload.html", reports=reports, **more)
