"""Questions about reviews."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.db import UnitOfWork
from engine.db.audit import EventRow
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import NotFound
from engine.oversight.model import (
    CONCLUDED,
    HqReview,
    PackageRevision,
    ReviewCheck,
)
from engine.oversight.rules import AGREED
from engine.tasks.model import DONE, OPEN, UserTask
from engine.tasks.service import may_see

PROCESS = "hq_review"
PAGE_SIZE = 25
MOST_EXPORTED = 20_000
# Steps of the unit; everything else in a review is done by reviewers.
OF_THE_UNIT = ("supplement", "appeal")


@dataclass(frozen=True)
class ReviewFilter:
    """Which packages are looked for; an empty field lets everything through.

    `state` may also be OPEN: everything that has no conclusion. `besides` are paths below the
    unit that are left out. The period counts by the
    day of submission, both days included.
    """

    text: str = ""
    unit_path: str = ""
    besides: tuple[str, ...] = ()
    matter: str = ""
    state: str = ""
    result: str = ""
    since: date | None = None
    until: date | None = None
    reviewer: str = ""
    is_overdue: bool = False
    on_time: str = ""
    first_pass: bool = False
    returned: bool = False
    page: int = 1


def get_review(session: Session, review_id: str) -> HqReview:
    """Return a review."""
    found = session.get(HqReview, review_id)
    if found is None:
        raise NotFound("hq_review", review_id)
    return found


def open_review(session: Session, instance_id: str) -> HqReview | None:
    """Return the review of a case that has no conclusion yet, the latest first."""
    statement = select(HqReview).where(
        HqReview.instance_id == instance_id, HqReview.status != CONCLUDED
    )
    return session.scalars(statement.order_by(HqReview.id.desc())).first()


def review_with_number(session: Session, number: str) -> HqReview | None:
    """Return the review with a number."""
    return session.scalars(select(HqReview).where(HqReview.number == number)).first()


def reviews_of_case(session: Session, case_id: str) -> list[HqReview]:
    """Return the reviews a case asked for or runs, the oldest first."""
    about = or_(HqReview.source_instance_id == case_id, HqReview.instance_id == case_id)
    return list(session.scalars(select(HqReview).where(about).order_by(HqReview.id)))


def case_with_number(session: Session, number: str) -> ProcessInstance | None:
    """Return the latest case with a number that is not itself a review."""
    statement = select(ProcessInstance).where(
        ProcessInstance.business_key == number, ProcessInstance.definition_key != PROCESS
    )
    return session.scalars(statement.order_by(ProcessInstance.started_at.desc())).first()


def visible_case(uow: UnitOfWork, actor: Actor, case_id: str) -> ProcessInstance:
    """Return a case somebody may see; for him there is no other."""
    found = uow.session.get(ProcessInstance, case_id)
    if found is None or not may_see(uow, actor, case_id):
        raise NotFound("process instance", case_id)
    return found


def revisions_of(session: Session, subject_id: str) -> list[PackageRevision]:
    """Return the revisions of a package, the first one first."""
    statement = select(PackageRevision).where(PackageRevision.subject_id == subject_id)
    return list(session.scalars(statement.order_by(PackageRevision.number)))


def last_revision(session: Session, subject_id: str) -> PackageRevision | None:
    """Return the latest revision of a package."""
    statement = select(PackageRevision).where(PackageRevision.subject_id == subject_id)
    return session.scalars(statement.order_by(PackageRevision.number.desc())).first()


def frozen_digests(session: Session, instance_id: str, subject_id: str) -> dict[int, str]:
    """Return the digest the audit trail keeps of each revision of a package."""
    statement = select(EventRow.facts).where(
        EventRow.stream == instance_id, EventRow.name == "PackageFrozen"
    )
    facts: Iterable[Mapping[str, Any]] = session.scalars(statement)
    own = (one for one in facts if one.get("review_id") == subject_id)
    return {int(one.get("revision", 1)): str(one["package_hash"]) for one in own}


def steps_of(session: Session, review: HqReview) -> list[UserTask]:
    """Return the tasks of a review, the oldest first; a case may have several reviews."""
    statement = select(UserTask).where(
        UserTask.instance_id == review.instance_id,
        UserTask.definition_key == PROCESS,
        UserTask.created_at >= review.submitted_at,
    )
    if review.concluded_at is not None:
        statement = statement.where(UserTask.created_at <= review.concluded_at)
    return list(session.scalars(statement.order_by(UserTask.created_at, UserTask.id)))


def open_steps(session: Session, instance_ids: Collection[str]) -> dict[str, list[UserTask]]:
    """Return the open tasks of reviews by the case they run in."""
    found: dict[str, list[UserTask]] = {}
    if instance_ids:
        statement = select(UserTask).where(
            UserTask.instance_id.in_(instance_ids),
            UserTask.definition_key == PROCESS,
            UserTask.state == OPEN,
        )
        for task in session.scalars(statement.order_by(UserTask.id)):
            found.setdefault(task.instance_id, []).append(task)
    return found


def open_step(session: Session, review: HqReview, activity: str) -> UserTask | None:
    """Return the open task of a review at a step."""
    waiting = open_steps(session, [review.instance_id]).get(review.instance_id, [])
    return next((task for task in waiting if task.activity_id == activity), None)


def checks_of(session: Session, review_id: str) -> list[ReviewCheck]:
    """Return what was said about the items of the checklists of a review."""
    statement = select(ReviewCheck).where(ReviewCheck.review_id == review_id)
    return list(session.scalars(statement.order_by(ReviewCheck.id)))


def failed_items(session: Session, review_id: str, revision: int) -> list[str]:
    """Return the items of the formal check that failed at a revision."""
    return [
        one.item
        for one in checks_of(session, review_id)
        if (one.stage, one.revision, one.result) == ("FORMAL", revision, "fail")
    ]


def reviews(
    session: Session, actor: Actor, wanted: ReviewFilter, now: datetime, limit: int = PAGE_SIZE
) -> tuple[list[HqReview], bool]:
    """Return a page of the packages within the actor's reach, the latest first; and if more."""
    statement = matching(select(HqReview), actor, wanted, now).order_by(HqReview.id.desc())
    page = statement.offset((wanted.page - 1) * limit).limit(limit + 1)
    rows = list(session.scalars(page))
    return rows[:limit], len(rows) > limit


def count_reviews(session: Session, actor: Actor, wanted: ReviewFilter, now: datetime) -> int:
    """Return how many packages a filter lets through."""
    statement = matching(select(func.count(HqReview.id)), actor, wanted, now)
    return session.scalar(statement) or 0


def matching(statement: Any, actor: Actor, wanted: ReviewFilter, now: datetime) -> Any:
    """Return a statement over the packages a filter lets through, within the actor's reach."""
    return statement.where(within(HqReview.org_path, actor), *_conditions(wanted, now))


def _conditions(wanted: ReviewFilter, now: datetime) -> list[Any]:
    found = [*_of_state(wanted, now), *_of_period(wanted)]
    if wanted.unit_path:
        found.append(HqReview.org_path.like(f"{wanted.unit_path}%"))
    found += [HqReview.org_path.not_like(f"{path}%") for path in wanted.besides]
    if wanted.matter:
        found.append(HqReview.matter == wanted.matter)
    if wanted.text:
        like = wanted.text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        places = (HqReview.number, HqReview.source_no, HqReview.summary)
        found.append(or_(*(place.like(f"%{like}%", escape="!") for place in places)))
    if wanted.reviewer:
        found.append(_reviewed_by(wanted.reviewer))
    return found


def _of_state(wanted: ReviewFilter, now: datetime) -> Iterable[Any]:
    if wanted.state == "OPEN":
        yield HqReview.status != CONCLUDED
    elif wanted.state:
        yield HqReview.status == wanted.state
    if wanted.result:
        yield HqReview.conclusion == wanted.result
    if wanted.is_overdue:
        yield overdue(now)
    if wanted.on_time:
        yield HqReview.is_on_time.is_(wanted.on_time == "yes")
    if wanted.first_pass:
        yield FIRST_PASS
    if wanted.returned:
        yield HqReview.returned_count > 0


def _of_period(wanted: ReviewFilter) -> Iterable[Any]:
    if wanted.since:
        yield HqReview.submitted_at >= datetime.combine(wanted.since, time.min, COMPANY_ZONE)
    if wanted.until:
        after = wanted.until + timedelta(days=1)
        yield HqReview.submitted_at < datetime.combine(after, time.min, COMPANY_ZONE)


def overdue(now: datetime) -> Any:
    """Return the condition that the reviewers of a package are late."""
    return and_(HqReview.status != CONCLUDED, HqReview.paused_at.is_(None), HqReview.due_at < now)


FIRST_PASS = and_(
    HqReview.conclusion.in_(AGREED), HqReview.returned_count == 0, HqReview.appealed_at.is_(None)
)


def _reviewed_by(user_id: str) -> Any:
    who = or_(
        UserTask.completed_by == user_id,
        and_(UserTask.state == OPEN, UserTask.assignee_id == user_id),
    )
    return exists().where(
        UserTask.instance_id == HqReview.instance_id,
        UserTask.definition_key == PROCESS,
        UserTask.activity_id.not_in(OF_THE_UNIT),
        UserTask.created_at >= HqReview.submitted_at,
        or_(HqReview.concluded_at.is_(None), UserTask.created_at <= HqReview.concluded_at),
        who,
    )


def reviewers(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return id and name of everybody who reviewed a package within the actor's reach."""
    statement = (
        select(UserTask.completed_by, func.max(UserTask.completed_by_name))
        .where(UserTask.definition_key == PROCESS, UserTask.state == DONE)
        .where(UserTask.activity_id.not_in(OF_THE_UNIT), within(UserTask.org_path, actor))
        .group_by(UserTask.completed_by)
        .order_by(func.max(UserTask.completed_by_name))
    )
    return [(who, name or who) for who, name in session.execute(statement) if who]


def count_conclusions(
    session: Session, org_path: str, results: Collection[str], since: datetime
) -> int:
    """Return how many packages of a unit ended with one of these conclusions."""
    statement = select(func.count()).where(
        HqReview.org_path.like(f"{org_path}%"),
        HqReview.conclusion.in_(results),
        HqReview.concluded_at >= since,
    )
    return session.scalar(statement) or 0
