"""Starting a case with what an old one had."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import request

from engine.approvals.again import OldCase, old_case, with_copies
from engine.db import UnitOfWork
from engine.documents.service import DocumentStore
from engine.kernel.actor import Actor
from web import context
from web.shown_form import ShownForm


def take_over(form: ShownForm, old: OldCase) -> None:
    """Let a start form name the case it copies, and not ask again for files that come along."""
    form.extras = {**form.extras, "copy": old.case.id}
    parts = form.schema.get("components", ())
    fields = {str(one.place[-1]) for one in old.files}
    form.schema = {**form.schema, "components": [_eased(one, fields) for one in parts]}


def with_files(
    uow: UnitOfWork, actor: Actor, key: str, submitted: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what was submitted, with those files of the copied case that were left ticked."""
    body = request.get_json(silent=True) or {}
    case_id, wanted = body.get("copy"), body.get("copied")
    data = dict(submitted)
    if not isinstance(case_id, str) or not isinstance(wanted, list) or not wanted:
        return data
    store = DocumentStore(context.container().data_dir)
    old = old_case(uow, actor, case_id, key)
    chosen = [one for one in wanted if isinstance(one, str)]
    return with_copies(uow, actor, store, old, (data, chosen))


def _eased(component: dict[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Return a component that needs no file when files of its come along."""
    if "components" in component:
        inner = [_eased(one, fields) for one in component["components"]]
        return {**component, "components": inner}
    if (
        component.get("type") != "filepicker"
        or str(component.get("key")).rpartition(".")[2] not in fields
    ):
        return component
    rules = {name: one for name, one in component.get("validate", {}).items() if name != "required"}
    return {**component, "validate": rules}
