"""What units and headquarters do about packages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines.rules import Case, UnknownPolicy, working_time
from engine.deadlines.service import current_rules
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from engine.kernel.ids import new_id
from engine.oversight import conditions, events, packages, queries, rules
from engine.oversight.model import (
    APPEALABLE,
    APPEALED,
    SUBMITTED,
    SUPPLEMENT,
    HqReview,
    PackageRevision,
)
from engine.processes.moving import move
from engine.processes.service import NewCase, complete_task, start_process
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.staff.rules import UnitType
from engine.tasks.service import may_see
from engine.workflow import CorrelateMessage

PROCESS = "hq_review"
WITHDRAW = "review.withdraw"
TOTAL, APPEAL = "HQ.TOTAL", "HQ.APPEAL"


class CheckFailed(Conflict):
    """An item of the checklist has failed, so the package is not complete."""

    code = "check_failed"


class NotWithdrawable(Conflict):
    """The formal check is done; the package can no longer be withdrawn."""

    code = "not_withdrawable"


@dataclass(frozen=True)
class Submission:
    """What a unit wants reviewed."""

    instance_id: str
    org_id: str
    matter: str
    source_no: str
    summary: str
    content: Mapping[str, Any]


def submit_case(
    uow: UnitOfWork, actor: Actor, case_id: str, submitted: Mapping[str, Any]
) -> ProcessInstance:
    """Submit an existing case to headquarters by hand; return the case of the review.

    Who sees the case, within his reach, and may start a review may submit it.
    """
    source = queries.visible_case(uow, actor, case_id)
    if not actor.sees(source.org_path):
        raise Forbidden(f"{actor.user_id} has no reach to {source.business_key}")
    data = {**submitted, "sourceNo": source.business_key}
    return start_process(uow, actor, NewCase(PROCESS, data, org_id=source.org_id))


def freeze_package(
    uow: UnitOfWork, actor: Actor, new: Submission
) -> tuple[HqReview, PackageRevision, int]:
    """Freeze what a unit submits; return it with the unit's errors of the last 12 months."""
    if new.matter not in rules.MATTERS:
        raise Invalid([{"field": "matter", "message": "unknown"}])
    unit = staff.get_unit(uow.session, new.org_id)
    review = queries.open_review(uow.session, new.instance_id)
    if review is None or (review.matter, review.source_no) != (new.matter, new.source_no):
        source = _source(uow, actor, new)
        review = HqReview(
            id=new_id(),
            number=staff_service.take_number(uow, "SC", unit.id),
            instance_id=new.instance_id,
            source_instance_id=source.id if source else "",
            matter=new.matter,
            source_no=new.source_no,
            org_id=unit.id,
            org_path=unit.path,
            summary=new.summary,
            status=SUBMITTED,
            submitted_by=actor.user_id,
            submitted_by_name=actor.name,
            submitted_at=uow.now,
            returned_count=0,
            pauses=[],
        )
        review.due_at = _due(uow, review)
        uow.session.add(review)
        uow.session.flush()
        packages.freeze(uow, actor, _packing(uow, review, new.content))
        uow.session.flush()
    last = queries.last_revision(uow.session, review.id)
    assert last is not None, "a review begins with its first revision"
    return review, last, _errors_of(uow, unit.id)


def freeze_revision(
    uow: UnitOfWork, actor: Actor, review: HqReview, content: Mapping[str, Any], note: str
) -> PackageRevision:
    """Freeze what the unit has supplied as a new revision; the reviewers' clock runs again."""
    review.resume(uow.now)
    review.status, review.due_at = SUBMITTED, _due(uow, review)
    return packages.freeze(uow, actor, _packing(uow, review, content, note))


def note_formal_check(
    uow: UnitOfWork, actor: Actor, review: HqReview, result: str, lack_items: str
) -> None:
    """Keep how the formal check ended; sent back, the reviewers' clock stands still.

    A package with a failed item cannot pass.
    """
    failed = queries.failed_items(uow.session, review.id, _revision(uow, review))
    if result == "pass" and failed:
        raise CheckFailed(f"{len(failed)} items failed", items="、".join(failed))
    if result != "pass":
        review.status, review.lack_items = SUPPLEMENT, lack_items
        review.returned_count += 1
        review.pause(uow.now)
    uow.record(events.FormalCheckNoted(**_about(review), result=result), actor)


def open_appeal(uow: UnitOfWork, actor: Actor, review: HqReview) -> None:
    """Note a refusal: until the limit the unit may appeal, and the reviewers' clock stands."""
    review.status, review.refused_at = APPEALABLE, uow.now
    review.appeal_until = current_rules(uow).due(APPEAL, uow.now, _case(review))
    review.pause(uow.now)
    uow.record(
        events.ReviewRefused(**_about(review), appeal_until=review.appeal_until),
        actor,
    )


def record_appeal(
    uow: UnitOfWork, actor: Actor, review: HqReview, content: Mapping[str, Any], reason: str
) -> None:
    """Keep the unit's appeal with a new revision; it is possible once."""
    review.require_appeal(uow.now)
    review.appealed_at, review.appeal_reason = uow.now, reason
    freeze_revision(uow, actor, review, content, reason)
    review.status = APPEALED
    uow.record(events.ReviewAppealed(**_about(review)), actor)


def appeal_review(
    uow: UnitOfWork, actor: Actor, review_id: str, submitted: Mapping[str, Any]
) -> None:
    """Appeal against a refusal on behalf of the unit; `AppealedAlready` the second time."""
    review = queries.get_review(uow.session, review_id)
    require(actor, Permission.REVIEW_READ, review.org_path)
    review.require_appeal(uow.now)
    task = queries.open_step(uow.session, review, "appeal")
    if task is None:
        raise NotFound("task", "appeal")
    complete_task(uow, actor, task.id, {**submitted, "result": "appeal"})


def withdraw_package(uow: UnitOfWork, actor: Actor, review_id: str) -> None:
    """Take a package back before the formal check is done; only its unit may."""
    review = queries.get_review(uow.session, review_id)
    require(actor, Permission.REVIEW_READ, review.org_path)
    if not may_withdraw(uow, actor, review):
        raise Forbidden(f"{actor.user_id} did not submit {review.number}")
    instance = lock_instance(uow, review.instance_id)
    instance.require_running()
    if queries.open_step(uow.session, review, "formal_check") is None:
        raise NotWithdrawable(f"{review.number} is being reviewed", number=review.number)
    move(uow, actor, instance, CorrelateMessage(WITHDRAW))


def may_withdraw(uow: UnitOfWork, actor: Actor, review: HqReview) -> bool:
    """Tell whether somebody submitted a package, or works at the company that did."""
    company = staff.directory(uow.session).company(review.org_id)
    own = actor.org_path.startswith(company.path) if company else False
    return review.is_open and (own or actor.user_id == review.submitted_by)


def conclude_review(
    uow: UnitOfWork, actor: Actor, review: HqReview, result: str, given: conditions.Given
) -> None:
    """Give a review its conclusion; conditions go back to the unit, each with a duty to report."""
    was_overdue = review.is_overdue(uow.now)
    review.conclude(result, given.text, uow.now)
    if result != "withdrawn":
        review.is_on_time = not was_overdue
        review.worked_minutes = worked_minutes(uow, review)
    uow.record(events.ReviewConcluded(**_about(review), conclusion=result), actor)
    if result == "conditional":
        conditions.impose(uow, review, given)


def worked_minutes(uow: UnitOfWork, review: HqReview) -> int:
    """Return the reviewers' working time so far, without the spans it was the unit's turn."""
    calendar = current_rules(uow).calendar(review.org_path)
    end = review.concluded_at or uow.now
    total = working_time(calendar, review.submitted_at, end)
    for start, stop in review.spans:
        total -= working_time(calendar, start, stop or end)
    return max(int(total.total_seconds() // 60), 0)


def note_export(uow: UnitOfWork, actor: Actor, count: int, filters: str) -> None:
    """Keep that somebody took a list of packages away."""
    require(actor, Permission.REVIEW_READ)
    uow.record(events.ReviewsExported(count=count, filters=filters), actor)


def _source(uow: UnitOfWork, actor: Actor, new: Submission) -> ProcessInstance | None:
    """Return the case a package is about: the calling one, or the one with the number given.

    A number somebody may not see is as good as none.
    """
    own = uow.session.get(ProcessInstance, new.instance_id)
    if own is not None and own.definition_key != PROCESS:
        return own
    found = queries.case_with_number(uow.session, new.source_no)
    return found if found is not None and may_see(uow, actor, found.id) else None


def _packing(
    uow: UnitOfWork, review: HqReview, content: Mapping[str, Any], note: str = ""
) -> packages.Packing:
    facts = {
        "reviewNo": review.number,
        "matter": review.matter,
        "sourceNo": review.source_no,
        "unit": review.org_id,
        "unitName": staff.get_unit(uow.session, review.org_id).name,
        "summary": review.summary,
        "submittedBy": review.submitted_by_name,
        "content": dict(content),
    }
    source = uow.session.get(ProcessInstance, review.source_instance_id or "")
    also = tuple(packages.file_ids(dict(content)))
    return packages.Packing(review.id, review.instance_id, source, facts, note, also)


def _due(uow: UnitOfWork, review: HqReview) -> Any:
    try:
        limits = current_rules(uow)
        return limits.due(TOTAL, review.submitted_at, _case(review), review.spans, uow.now)
    except UnknownPolicy:
        return None


def _case(review: HqReview) -> Case:
    return Case(review.org_path, review.matter)


def _revision(uow: UnitOfWork, review: HqReview) -> int:
    last = queries.last_revision(uow.session, review.id)
    return last.number if last else 1


def _about(review: HqReview) -> dict[str, str]:
    return {
        "instance_id": review.instance_id,
        "review_id": review.id,
        "number": review.number,
    }


def _errors_of(uow: UnitOfWork, org_id: str) -> int:
    # Errors are counted for the company, not for the station whose case it happens to be.
    tree = staff.directory(uow.session)
    company = tree.ancestor(org_id, UnitType.COUNTY) or tree.company(org_id)
    path = company.path if company else staff.get_unit(uow.session, org_id).path
    since = uow.now - rules.ERRORS_COUNT_FOR
    return queries.count_conclusions(uow.session, path, rules.ERRORS, since)
