"""The handwritten signature that goes along with a form."""

import base64
import binascii

from flask import request

from engine.approvals.service import LARGEST_SIGNATURE, Drawing, sign_task
from engine.db import UnitOfWork
from engine.documents.service import DocumentStore
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid
from engine.processes.finishing import properties_of
from engine.tasks.model import UserTask
from web import context
from web.texts import gettext as _

# Three bytes of a picture are four letters of the text it travels as.
LONGEST = LARGEST_SIGNATURE * 4 // 3 + 4


def asks_for_signature(uow: UnitOfWork, task: UserTask) -> bool:
    """Tell whether a task is completed with a handwritten signature."""
    return properties_of(uow, task).get("signature") == "required"


def sign_with_form(
    uow: UnitOfWork, actor: Actor, task_id: str, submitted: dict[str, object]
) -> None:
    """Put the signature sent along under what is submitted; nothing when there is none."""
    picture = _picture()
    if picture:
        store = DocumentStore(context.container().data_dir)
        sign_task(uow, actor, task_id, submitted, Drawing(picture, store))


def _picture() -> bytes:
    text = (request.get_json(silent=True) or {}).get("signature")
    if not text:
        return b""
    try:
        return base64.b64decode(text[:LONGEST], validate=True)
    except (binascii.Error, TypeError, ValueError):
        message = _("The signature cannot be read; sign again.")
        raise Invalid([{"field": "signature", "message": message}]) from None
