"""Conditions of an agreement: imposed, reported, confirmed, reminded of."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.deadlines.rules import Case, subtract_working_days
from engine.deadlines.service import current_rules
from engine.documents.service import attach_documents
from engine.kernel.actor import SYSTEM, Actor, require
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import Invalid, NotFound
from engine.kernel.ids import new_id
from engine.kernel.inputs import to_text
from engine.oversight import events, queries, rules
from engine.oversight.model import FULFILLED, OPEN, HqReview, ReviewCondition
from engine.oversight.queries import ReviewFilter, matching
from engine.scheduler.model import Job, Rearm
from engine.scheduler.service import NewJob, schedule_many

LIMIT = "HQ.CONDITION"
REMIND = "review.condition"
REMIND_DAYS = 2
MOST = 500


@dataclass(frozen=True)
class Given:
    """Conditions as they were written, one per line, and until when; else the company's limit."""

    text: str = ""
    due_on: date | None = None


def impose(uow: UnitOfWork, review: HqReview, given: Given) -> list[ReviewCondition]:
    """Make each line a condition the unit has to report about, and plan the reminders."""
    limits = current_rules(uow)
    due_at = limits.due(LIMIT, uow.now, Case(review.org_path, review.matter))
    if given.due_on is not None:
        due_at = datetime.combine(given.due_on, time(17, 30), COMPANY_ZONE)
    made = [
        ReviewCondition(
            id=new_id(),
            review_id=review.id,
            number=number,
            org_id=review.org_id,
            org_path=review.org_path,
            text=text,
            due_at=due_at,
            status=OPEN,
            report="",
            reply="",
        )
        for number, text in enumerate(rules.split_conditions(given.text), 1)
    ]
    uow.session.add_all(made)
    calendar = limits.calendar(review.org_path)
    first = max(subtract_working_days(calendar, due_at, REMIND_DAYS), uow.now)
    schedule_many(uow, [NewJob(REMIND, first, None, one.id) for one in made])
    return made


def report_condition(
    uow: UnitOfWork, actor: Actor, condition_id: str, text: str, files: list[str]
) -> None:
    """Report on behalf of the unit that a condition is fulfilled, with evidence."""
    found, review = get_condition(uow.session, condition_id)
    require(actor, Permission.REVIEW_READ, found.org_path)
    said = to_text("report", text, 2000)
    if not said:
        raise Invalid([{"field": "report", "code": "required", "message": "required"}])
    found.take_report(said, actor.name, uow.now)
    attach_documents(uow, actor, files, review.instance_id, "")
    uow.record(events.ConditionReported(**_about(found, review), report=said), actor)


def judge_condition(
    uow: UnitOfWork, actor: Actor, condition_id: str, *, is_fulfilled: bool, reply: str
) -> None:
    """Confirm a report, or give it back with a reason; reminders then begin anew."""
    found, review = get_condition(uow.session, condition_id)
    require(actor, Permission.REVIEW_MANAGE, found.org_path)
    said = to_text("reply", reply, 2000)
    if not is_fulfilled and not said:
        raise Invalid([{"field": "reply", "code": "required", "message": "required"}])
    found.judge(is_fulfilled=is_fulfilled, reply=said, name=actor.name, now=uow.now)
    if not is_fulfilled:
        schedule_many(uow, [NewJob(REMIND, max(found.due_at, uow.now), None, found.id)])
    judged = events.ConditionJudged(**_about(found, review), is_fulfilled=is_fulfilled, reply=said)
    uow.record(judged, actor)


def remind(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Remind the unit of a condition: two working days before, when it is due, then daily."""
    found, review = get_condition(uow.session, job.ref)
    if found.status != OPEN:
        return None
    is_late = uow.now >= found.due_at
    reminded = events.ConditionDue(**_about(found, review), due_at=found.due_at, is_late=is_late)
    uow.record(reminded, SYSTEM)
    if not is_late:
        return Rearm(found.due_at, REMIND, {})
    calendar = current_rules(uow).calendar(found.org_path)
    today = uow.now.astimezone(COMPANY_ZONE).date()
    following = next(calendar.worked_after(today))
    return Rearm(calendar.spans(following)[0][0], REMIND, {})


def get_condition(session: Session, condition_id: str) -> tuple[ReviewCondition, HqReview]:
    """Return a condition with its review."""
    found = session.get(ReviewCondition, condition_id)
    if found is None:
        raise NotFound("hq_review_condition", condition_id)
    return found, queries.get_review(session, found.review_id)


def conditions_of(session: Session, review_id: str) -> list[ReviewCondition]:
    """Return the conditions of a review in their order."""
    statement = select(ReviewCondition).where(ReviewCondition.review_id == review_id)
    return list(session.scalars(statement.order_by(ReviewCondition.number)))


def open_conditions(
    session: Session, actor: Actor, wanted: ReviewFilter, now: datetime
) -> list[tuple[ReviewCondition, HqReview]]:
    """Return the conditions not confirmed yet of the packages a filter lets through."""
    base = select(ReviewCondition, HqReview).join(
        HqReview, HqReview.id == ReviewCondition.review_id
    )
    statement = matching(base, actor, wanted, now).where(ReviewCondition.status != FULFILLED)
    ordered = statement.order_by(ReviewCondition.due_at, ReviewCondition.id).limit(MOST)
    return [(one, review) for one, review in session.execute(ordered)]


def _about(found: ReviewCondition, review: HqReview) -> dict[str, str]:
    return {
        "condition_id": found.id,
        "review_id": review.id,
        "number": review.number,
        "matter": review.matter,
        "text": found.text,
        "org_id": found.org_id,
    }
