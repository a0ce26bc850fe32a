"""What headquarters does about packages and late units."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines.rules import Case
from engine.deadlines.service import current_rules
from engine.documents import queries as documents
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.oversight import events, queries, rules
from engine.oversight.model import ANSWERED, OPEN, SUBMITTED, HqReview, Supervision
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.staff.rules import UnitType


@dataclass(frozen=True)
class Submission:
    """What a unit wants reviewed."""

    instance_id: str
    org_id: str
    matter: str
    source_no: str
    summary: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """What a unit is told to do."""

    instance_id: str
    case_no: str
    unit_id: str
    level: str
    reason: str


def freeze_package(uow: UnitOfWork, actor: Actor, new: Submission) -> tuple[HqReview, int]:
    """Freeze what a unit submits; return it with the unit's errors of the last 12 months."""
    if new.matter not in rules.MATTERS:
        raise Invalid([{"field": "matter", "message": "unknown"}])
    unit = staff.get_unit(uow.session, new.org_id)
    review = queries.open_review(uow.session, new.instance_id)
    if review is None or (review.matter, review.source_no) != (new.matter, new.source_no):
        text = rules.canonical(_package(uow, new))
        review = HqReview(
            id=new_id(),
            number=staff_service.take_number(uow, "SC", unit.id),
            instance_id=new.instance_id,
            matter=new.matter,
            source_no=new.source_no,
            org_id=unit.id,
            org_path=unit.path,
            summary=new.summary,
            package=text,
            package_hash=rules.digest(text),
            status=SUBMITTED,
            submitted_by=actor.user_id,
            submitted_at=uow.now,
        )
        uow.session.add(review)
        uow.session.flush()
        uow.record(
            events.PackageFrozen(
                instance_id=new.instance_id,
                review_id=review.id,
                number=review.number,
                package_hash=review.package_hash,
            ),
            actor,
        )
    return review, _errors_of(uow, unit.id)


def conclude_review(
    uow: UnitOfWork, actor: Actor, review: HqReview, result: str, conditions: str
) -> None:
    """Give a review its conclusion."""
    review.conclude(result, conditions, uow.now)
    uow.record(
        events.ReviewConcluded(
            instance_id=review.instance_id,
            review_id=review.id,
            number=review.number,
            conclusion=result,
        ),
        actor,
    )


def open_supervision(uow: UnitOfWork, actor: Actor, order: Order) -> Supervision:
    """Tell a unit to do what is late; a second order about a case raises the first one."""
    if order.level not in rules.LEVELS:
        raise Invalid([{"field": "level", "message": "unknown"}])
    unit = staff.get_unit(uow.session, order.unit_id)
    known = queries.supervision_of(uow.session, order.instance_id, unit.id)
    if known is not None:
        known.level = max(known.level, order.level, key=rules.LEVELS.index)
        return known
    opened = Supervision(
        id=new_id(),
        number=staff_service.take_number(uow, "DB", unit.id),
        instance_id=order.instance_id,
        case_no=order.case_no,
        level=order.level,
        unit_id=unit.id,
        unit_path=unit.path,
        reason=order.reason,
        status=OPEN,
        opened_by=actor.user_id,
        opened_at=uow.now,
        due_at=current_rules(uow).due("CMP.SUPERVISE", uow.now, Case.of(unit.path, {})),
    )
    uow.session.add(opened)
    uow.session.flush()
    uow.record(
        events.SupervisionOpened(
            case_id=order.instance_id,
            supervision_id=opened.id,
            number=opened.number,
            level=opened.level,
            unit_id=unit.id,
        ),
        actor,
    )
    return opened


def answer_supervision(uow: UnitOfWork, actor: Actor, supervision_id: str, answer: str) -> None:
    """Answer an order of supervision on behalf of the unit."""
    found = queries.get_supervision(uow.session, supervision_id)
    require(actor, Permission.REVIEW_READ, found.unit_path)
    if not answer.strip():
        raise Invalid([{"field": "answer", "message": "required"}])
    found.answer, found.status, found.answered_at = answer.strip(), ANSWERED, uow.now
    uow.record(
        events.SupervisionAnswered(
            case_id=found.instance_id, supervision_id=found.id, number=found.number
        ),
        actor,
    )


def _package(uow: UnitOfWork, new: Submission) -> dict[str, Any]:
    files = documents.documents_of_case(uow.session, new.instance_id)
    return {
        "matter": new.matter,
        "sourceNo": new.source_no,
        "unit": new.org_id,
        "summary": new.summary,
        "frozenAt": uow.now.isoformat(),
        "content": dict(new.content),
        "documents": [{"name": file.name, "sha256": file.sha256} for file in files],
    }


def _errors_of(uow: UnitOfWork, org_id: str) -> int:
    # Errors are counted for the company, not for the station whose case it happens to be.
    tree = staff.directory(uow.session)
    company = tree.ancestor(org_id, UnitType.COUNTY) or tree.company(org_id)
    path = company.path if company else staff.get_unit(uow.session, org_id).path
    since = uow.now - rules.ERRORS_COUNT_FOR
    return queries.count_conclusions(uow.session, path, rules.ERRORS, since)
