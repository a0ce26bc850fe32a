"""Files of tasks and cases."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.approvals.visibility import require_visible_file
from engine.db import UnitOfWork
from engine.documents import queries, service
from engine.documents.model import Document
from engine.kernel.actor import Actor
from engine.kernel.errors import Forbidden, Invalid
from engine.tasks.service import require_sight
from web import context
from web.files.preview import EMBEDDED, SANDBOX, is_what_it_says, previewed
from web.texts import gettext as _

ID = re.compile(r"[0-9a-f]{32}")

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.post("/")
def upload() -> ResponseReturnValue:
    """Keep a file of a form; it joins the case when the form is sent."""
    with context.open_uow() as uow:
        document = keep_upload(uow, context.current_actor())
        return jsonify(id=document.id, name=document.name, size=document.size)


@bp.post("/cases/<case_id>")
def attach(case_id: str) -> ResponseReturnValue:
    """Add a file to a case."""
    actor = context.current_actor()
    with context.open_uow() as uow:
        require_sight(uow, actor, case_id)
        document = keep_upload(uow, actor)
        service.attach_documents(uow, actor, [document.id], case_id, "")
    flash(_("%(name)s is attached.", name=document.name))
    return redirect(request.referrer or url_for("cases.show", case_id=case_id), 303)


@bp.get("/<file_id>/preview")
def preview(file_id: str) -> ResponseReturnValue:
    """Show a picture, a PDF, a text or a table without leaving the application."""
    document, content = _read(file_id)
    return render_template("files/preview.html", file=document, shown=previewed(document, content))


@bp.get("/<file_id>/shown")
def shown(file_id: str) -> ResponseReturnValue:
    """Give a picture or a PDF to be shown inside the preview, locked into a sandbox."""
    document, content = _read(file_id)
    if document.mime not in EMBEDDED or not is_what_it_says(document, content):
        raise Invalid([{"field": "file", "code": "wrong_type", "message": "no preview"}])
    answer = send_file(BytesIO(content), document.mime, download_name=document.name)
    answer.headers.update(SANDBOX)
    return answer


@bp.get("/<file_id>")
def download(file_id: str) -> ResponseReturnValue:
    """Give a file to somebody who may see its case, or who handed it in."""
    document, content = _read(file_id)
    # Always as a download: what somebody handed in is never shown as a page of ours.
    name = document.name
    return send_file(BytesIO(content), document.mime, as_attachment=True, download_name=name)


def keep_upload(uow: UnitOfWork, actor: Actor) -> Document:
    """Check and keep the file of this request."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid([{"field": "file", "code": "required", "message": "a file is needed"}])
    parts = context.container()
    limit = parts.settings.max_upload_mb * 1024 * 1024
    content = (file.filename, file.read())
    return service.store_document(uow, actor, _documents(), content, limit)


def _read(file_id: str) -> tuple[Document, bytes]:
    """Return a file the reader may see, with its bytes."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        document = queries.get_document(uow.session, file_id)
        if document.instance_id:
            require_sight(uow, actor, document.instance_id)
            require_visible_file(uow, actor, document.instance_id, document.id)
        elif not document.is_own(actor):
            raise Forbidden("somebody else handed this file in")
    return document, _documents().read(document.sha256)


def _documents() -> service.DocumentStore:
    return service.DocumentStore(context.container().data_dir)


def attach_files_of(uow: UnitOfWork, actor: Actor, data: Any, case_id: str, task_id: str) -> None:
    """Make the files named in a form's data part of the case."""
    service.attach_documents(uow, actor, set(file_ids(data)), case_id, task_id)


def file_ids(data: Any) -> Iterator[str]:
    """Yield what looks like a file's id anywhere in a form's data."""
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list):
        for value in data:
            yield from file_ids(value)
    elif isinstance(data, str) and ID.fullmatch(data):
        yield data
