"""The texts an installation has written itself: versions, publishing, going back."""

from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid, NotFound
from engine.kernel.ids import new_id
from notifications.events import NoticeTextPublished, NoticeTextWithdrawn
from notifications.model import NoticeText
from notifications.render import LANGUAGES, known_templates
from notifications.wording import PARTS, Fault, delivered_parts, faults_of


def own_parts(session: Session, template: str, language: str) -> dict[str, str]:
    """Return the parts of the text in force an installation has written itself."""
    found = current_text(session, template, language)
    return dict(found.parts) if found else {}


def current_text(session: Session, template: str, language: str) -> NoticeText | None:
    """Return the own version in force; None where the delivered text is."""
    statement = select(NoticeText).where(
        NoticeText.template == template,
        NoticeText.language == language,
        NoticeText.is_current,
    )
    return session.scalars(statement).first()


def versions(session: Session, template: str, language: str) -> list[NoticeText]:
    """Return all own versions of a text, the latest first."""
    statement = select(NoticeText).where(
        NoticeText.template == template, NoticeText.language == language
    )
    return list(session.scalars(statement.order_by(NoticeText.version.desc())))


def changed_templates(session: Session) -> dict[str, list[str]]:
    """Return which texts are not the delivered ones, with their languages."""
    rows = select(NoticeText.template, NoticeText.language).where(NoticeText.is_current)
    found: dict[str, list[str]] = {}
    for template, language in session.execute(rows.order_by(NoticeText.language)):
        found.setdefault(template, []).append(language)
    return found


def shown_parts(
    session: Session, template: str, language: str, version: int | None = None
) -> dict[str, str]:
    """Return every part of a text as it is in force, or was in a version."""
    require_known(template, language)
    delivered = delivered_parts(template, language)
    if version is None:
        return {**delivered, **own_parts(session, template, language)}
    rows = [row for row in versions(session, template, language) if row.version == version]
    if not rows:
        raise NotFound("version", version)
    return {**delivered, **rows[0].parts}


def publish_text(
    uow: UnitOfWork, actor: Actor, template: str, language: str, parts: Mapping[str, str]
) -> int:
    """Put an own version of a text into force; return its number.

    Raises `Invalid` with a problem for each fault, naming part, line and column. Parts that
    are as delivered are not kept, so that they follow later deliveries.
    """
    require(actor, Permission.NOTICE_EDIT)
    require_known(template, language)
    given = {part: _clean(parts.get(part, "")) for part in PARTS}
    faults = faults_of(template, given)
    if faults:
        raise Invalid([_problem(fault) for fault in faults])
    delivered = delivered_parts(template, language)
    own = {part: text for part, text in given.items() if text and text != delivered[part]}
    number = _latest(uow.session, template, language) + 1
    _retire(uow.session, template, language)
    row = NoticeText(
        id=new_id(),
        template=template,
        language=language,
        version=number,
        parts=own,
        is_current=True,
        author_name=actor.name,
        at=uow.now,
    )
    uow.session.add(row)
    fact = NoticeTextPublished(template=template, language=language, version=number)
    uow.record(fact, actor)
    return number


def restore_delivered(uow: UnitOfWork, actor: Actor, template: str, language: str) -> None:
    """Go back to the delivered text; the own versions stay to be looked at."""
    require(actor, Permission.NOTICE_EDIT)
    require_known(template, language)
    if current_text(uow.session, template, language) is None:
        return
    _retire(uow.session, template, language)
    uow.record(NoticeTextWithdrawn(template=template, language=language), actor)


def require_known(template: str, language: str) -> None:
    """Raise unless there is such a text."""
    if template not in known_templates() or language not in LANGUAGES:
        raise NotFound("notice text", f"{template}/{language}")


def _retire(session: Session, template: str, language: str) -> None:
    statement = update(NoticeText).where(
        NoticeText.template == template, NoticeText.language == language
    )
    session.execute(statement.values(is_current=False))


def _latest(session: Session, template: str, language: str) -> int:
    statement = select(func.max(NoticeText.version)).where(
        NoticeText.template == template, NoticeText.language == language
    )
    return session.scalar(statement) or 0


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _problem(fault: Fault) -> dict[str, object]:
    return {
        "field": fault.part,
        "code": fault.code,
        "message": fault.word,
        "word": fault.word,
        "line": fault.line,
        "column": fault.column,
    }
