"""The texts of notices: looking, editing, preview, versions."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.access.rules import Permission
from engine.kernel.actor import require
from engine.kernel.errors import Invalid
from notifications.previews import preview, recent_events
from notifications.render import LANGUAGES, known_templates
from notifications.texts import (
    changed_templates,
    current_text,
    publish_text,
    require_known,
    restore_delivered,
    shown_parts,
    versions,
)
from notifications.wording import LONGEST, PARTS, faults_of, placeholders
from web import context
from web.notice_templates.names import PART_NAMES, faults_by_part, group_rows, said
from web.texts import gettext as _

bp = Blueprint("notice_templates", __name__, url_prefix="/notice-texts")


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show all texts, by the group of events they belong to."""
    require(context.current_actor(), Permission.NOTICE_EDIT)
    text = request.args.get("text", "").strip().lower()
    with context.open_reading() as uow:
        rows = group_rows(sorted(known_templates()), text, context.language())
        changed = changed_templates(uow.session)
        return render_template("notice_templates/list.html", rows=rows, changed=changed, text=text)


@bp.get("/<template>/<language>")
def edit(template: str, language: str) -> ResponseReturnValue:
    """Show a text to be edited, as it is in force or was in a version, with its preview."""
    require(context.current_actor(), Permission.NOTICE_EDIT)
    with context.open_reading() as uow:
        number = request.args.get("version", None, type=int)
        parts = shown_parts(uow.session, template, language, number)
    return _page(template, language, parts)


@bp.post("/<template>/<language>/preview")
def look(template: str, language: str) -> ResponseReturnValue:
    """Show what is typed as people would get it; nothing is saved."""
    require(context.current_actor(), Permission.NOTICE_EDIT)
    require_known(template, language)
    return _page(template, language, _typed())


@bp.post("/<template>/<language>")
def publish(template: str, language: str) -> ResponseReturnValue:
    """Put a text into force; what is wrong is named with its place."""
    actor = context.current_actor()
    require(actor, Permission.NOTICE_EDIT)
    try:
        with context.open_uow() as uow:
            number = publish_text(uow, actor, template, language, _typed())
    except Invalid:
        return _page(template, language, _typed()), 422
    flash(_("Version %(number)s is in force.", number=number))
    return redirect(url_for(".edit", template=template, language=language), 303)


@bp.post("/<template>/<language>/restore")
def restore(template: str, language: str) -> ResponseReturnValue:
    """Go back to the delivered text."""
    with context.open_uow() as uow:
        restore_delivered(uow, context.current_actor(), template, language)
    flash(_("The delivered text is in force again."))
    return redirect(url_for(".edit", template=template, language=language), 303)


def _page(template: str, language: str, parts: Mapping[str, str]) -> str:
    actor, settings = context.current_actor(), context.container().settings
    faults = faults_of(template, parts)
    event = request.values.get("event", "")
    with context.open_reading() as uow:
        shown = (
            None if faults else preview(uow, actor, settings, (template, language), parts, event)
        )
        return render_template(
            "notice_templates/edit.html",
            template=template,
            text_language=language,
            text_languages=LANGUAGES,
            parts=parts,
            part_names=PART_NAMES,
            longest=LONGEST,
            faults=faults_by_part(faults),
            preview=shown,
            events=recent_events(uow.session, actor, template),
            event=event,
            places=sorted(placeholders(template)),
            versions=versions(uow.session, template, language),
            current=current_text(uow.session, template, language),
            said=said,
        )


def _typed() -> dict[str, str]:
    return {part: request.form.get(part, "").replace("\r\n", "\n") for part in PARTS}
