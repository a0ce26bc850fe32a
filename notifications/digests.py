"""Digests: what waits for somebody, in one message at the time he chose."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from engine.access.queries import actor_for
from engine.approvals.queries import readings
from engine.db import UnitOfWork
from engine.deadlines.service import current_rules
from engine.filters import queries as filters
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.scheduler.model import Job, Rearm
from engine.scheduler.service import NewJob, cancel_for, schedule
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask
from engine.tasks.rules import InboxFilter
from notifications.digest_times import DAILY, next_digest
from notifications.model import NoticeProfile
from notifications.notice import Notice
from notifications.profiles import profile_of

DIGEST = "notice.digest"
TEMPLATE = "digest"
# So many rows of each kind are listed; the rest is a number.
FIRST = 5
SOON = {DAILY: timedelta(days=1)}
WEEK = timedelta(days=7)


class Teller(Protocol):
    """Writes the deliveries of a notice."""

    def tell(self, uow: UnitOfWork, event_id: str, notice: Notice) -> int:
        """Write those that do not exist yet; return how many."""


def plan_digest(uow: UnitOfWork, profile: NoticeProfile) -> None:
    """Plan the next digest of somebody, or none any more."""
    ref = _ref(profile.user_id)
    if not profile.digest:
        cancel_for(uow, [ref])
        return
    moment = next_digest(profile.digest, uow.now, _calendar(uow, profile.user_id))
    schedule(uow, NewJob(DIGEST, moment, None, ref, {"user": profile.user_id}))


def send_digest(uow: UnitOfWork, job: Job, teller: Teller) -> Rearm | None:
    """Tell somebody what waits for him, and come back at the next time he chose.

    The text and the end of the job are one transaction, and the text's key is the moment it
    was due: neither a restart nor a second process sends it twice. Nothing waiting, nothing
    sent.
    """
    user_id = str(job.payload["user"])
    profile = profile_of(uow.session, user_id)
    if profile is None or not profile.digest:
        return None
    try:
        actor = actor_for(uow.session, user_id, uow.now)
    except NotFound:
        return None
    values = collect(uow, actor, profile)
    if values:
        notice = Notice(TEMPLATE, (f"user:{user_id}",), values, "/inbox/")
        teller.tell(uow, _key(job), notice)
    moment = next_digest(profile.digest, uow.now, _calendar(uow, user_id))
    return Rearm(moment, DIGEST, job.payload)


def collect(uow: UnitOfWork, actor: Actor, profile: NoticeProfile) -> dict[str, Any]:
    """Return what a digest says, empty when there is nothing to say."""
    session, now = uow.session, uow.now
    reach = SOON.get(profile.digest.get("every", DAILY), WEEK)
    mine = tasks.inbox(session, actor, InboxFilter(size=100), now).rows
    late = [task for task in mine if task.is_overdue(now)]
    soon = [task for task in mine if task.due_at and now <= task.due_at <= now + reach]
    copies = readings(session, actor, is_read=False)
    seen = _filters(uow, actor)
    if not (late or soon or copies or seen):
        return {}
    return {
        "late": _rows(late),
        "late_count": len(late),
        "soon": _rows(soon),
        "soon_count": len(soon),
        "copies": [
            f"{one.title} {one.business_key}（{one.sender_name}）" for one in copies[:FIRST]
        ],
        "copy_count": len(copies),
        "filters": seen,
        "is_daily": profile.digest.get("every") == DAILY,
    }


def _filters(uow: UnitOfWork, actor: Actor) -> list[dict[str, Any]]:
    """Return the filters somebody subscribed to that let something through."""
    found = filters.subscribed_filters(uow.session, actor)
    counts = filters.filter_counts(uow.session, actor, found, uow.now)
    return [
        {"name": one.name, "count": counts[one.id], "first": _rows(_first(uow, actor, one.wanted))}
        for one in found
        if counts.get(one.id)
    ]


def _first(uow: UnitOfWork, actor: Actor, wanted: InboxFilter) -> Sequence[UserTask]:
    looked = InboxFilter(
        wanted.view, wanted.text, wanted.definition_key, wanted.light, wanted.sort, 1, FIRST
    )
    return tasks.inbox(uow.session, actor, looked, uow.now).rows


def _rows(found: Sequence[UserTask]) -> list[dict[str, Any]]:
    return [
        {
            "title": task.title,
            "businessKey": task.business_key,
            "node": task.name,
            "node_en": task.name_en or task.name,
            "due": task.due_at,
            "path": f"/tasks/{task.id}",
        }
        for task in found[:FIRST]
    ]


def _calendar(uow: UnitOfWork, user_id: str) -> Any:
    try:
        path = actor_for(uow.session, user_id, uow.now).org_path
    except NotFound:
        path = ""
    return current_rules(uow).calendar(path).is_worked


def _ref(user_id: str) -> str:
    return f"digest:{user_id}"[:64]


def _key(job: Job) -> str:
    return hashlib.sha256(f"{job.ref}|{job.due_at.isoformat()}".encode()).hexdigest()[:32]
