"""The log of what was sent: looking through it, sending again, dead letters, tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Conflict
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.processes.events import IncidentSettled
from engine.processes.model import Incident
from engine.scheduler.model import JobRow
from engine.scheduler.service import NewJob, schedule_many
from engine.staff import queries as staff
from notifications import queries
from notifications.channels import SMS
from notifications.channels.available import channels_of, shared_channels
from notifications.choices import GROUPS, group_of
from notifications.dispatcher import DELIVER
from notifications.events import ChannelTested, DeliveriesRetried
from notifications.model import DEAD, FAILED, QUEUED, Delivery
from notifications.profiles import NO, people
from notifications.queries import Page
from notifications.render import Renderer, known_templates

AGAIN = (FAILED, DEAD)
MOST_AT_ONCE = 500
TEST = "channel.test"


class NothingToRetry(Conflict):
    """The text is on its way, or has arrived."""

    code = "nothing_to_retry"


class NoWayToTest(Conflict):
    """The channel has no address of the one who asks for a test."""

    code = "no_way_to_test"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the log; `group` is one of the groups of events."""

    state: str = ""
    channel: str = ""
    group: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


def deliveries(session: Session, wanted: Wanted, number: int = 1, size: int = 20) -> Page[Delivery]:
    """Return a page of what was sent, the newest first."""
    statement = matching(wanted).order_by(Delivery.id.desc())
    first = (max(number, 1) - 1) * size
    rows = list(session.scalars(statement.offset(first).limit(size + 1)))
    return Page(rows[:size], len(rows) > size)


def matching(wanted: Wanted) -> Select[Delivery]:
    """Return the statement of what a look at the log finds, in no order."""
    statement = select(Delivery)
    if wanted.state:
        statement = statement.where(Delivery.state == wanted.state)
    if wanted.channel:
        statement = statement.where(Delivery.channel == wanted.channel)
    if wanted.group in GROUPS:
        names = [name for name in known_templates() if group_of(name) == wanted.group]
        statement = statement.where(Delivery.template.in_(sorted(names)))
    if wanted.text:
        words = wanted.text
        statement = statement.where(
            or_(
                Delivery.recipient.contains(words, autoescape=True),
                Delivery.address.contains(words, autoescape=True),
                Delivery.subject.contains(words, autoescape=True),
            )
        )
    if wanted.since:
        statement = statement.where(Delivery.created_at >= wanted.since)
    if wanted.until:
        statement = statement.where(Delivery.created_at < wanted.until)
    return statement


def dead_count(session: Session, limit: int = 100) -> int:
    """Return how many texts were given up, counted no further than the limit."""
    dead = select(Delivery.id).where(Delivery.state == DEAD).limit(limit)
    return session.scalar(select(func.count()).select_from(dead.subquery())) or 0


def readable(session: Session, actor: Actor, rows: Sequence[Delivery]) -> frozenset[str]:
    """Return the deliveries whose text the actor may read: of cases within his reach, or of none.

    Whoever looks after the channels sees that something was sent, not what it said.
    """
    cases = {row.instance_id for row in rows if row.instance_id}
    paths = select(ProcessInstance.id, ProcessInstance.org_path)
    found = session.execute(paths.where(ProcessInstance.id.in_(sorted(cases))))
    seen = {case_id for case_id, path in found if actor.sees(path)}
    return frozenset(row.id for row in rows if not row.instance_id or row.instance_id in seen)


def retry_delivery(uow: UnitOfWork, actor: Actor, delivery_id: str) -> None:
    """Send a text again that failed or was given up, with all its tries."""
    delivery = queries.get_delivery(uow.session, delivery_id)
    if delivery.state not in AGAIN:
        raise NothingToRetry(f"{delivery.id} is {delivery.state}")
    _retry(uow, actor, [delivery])


def retry_all(uow: UnitOfWork, actor: Actor, wanted: Wanted) -> int:
    """Send again what failed or was given up of what a look at the log finds; return how many."""
    statement = matching(wanted).where(Delivery.state.in_(AGAIN)).order_by(Delivery.id)
    found = list(uow.session.scalars(statement.limit(MOST_AT_ONCE)))
    if found:
        _retry(uow, actor, found)
    return len(found)


def send_test(uow: UnitOfWork, actor: Actor, settings: Settings, channel: str) -> str:
    """Send the actor a test on a channel, whatever the hour; return the delivery's id."""
    require(actor, Permission.INCIDENT_READ)
    user = staff.get_user(uow.session, actor.user_id)
    where = people(uow.session, [user])[user.id].address(channel, shared_channels(settings))
    if where == NO or channel not in channels_of(settings):
        raise NoWayToTest(f"{channel} has no address of {actor.user_id}", channel=channel)
    values = {"from": actor.name, "due": uow.now, "name": actor.name}
    text = Renderer(settings).render(TEST, actor.language, values)
    delivery = Delivery(
        id=new_id(),
        event_id=new_id(),
        template=TEST,
        channel=channel,
        recipient_id=user.id,
        recipient=user.name,
        address=where[:254],
        subject=text.subject,
        body=text.sms if channel == SMS else text.body,
        html=text.html,
        link=settings.base_url,
        is_urgent=True,
        state=QUEUED,
        created_at=uow.now,
        due_at=uow.now,
    )
    uow.session.add(delivery)
    schedule_many(uow, [NewJob(DELIVER, uow.now, None, delivery.id)])
    uow.record(ChannelTested(channel=channel, delivery_id=delivery.id), actor)
    return delivery.id


def _retry(uow: UnitOfWork, actor: Actor, found: Sequence[Delivery]) -> None:
    require(actor, Permission.INCIDENT_RETRY)
    for delivery in found:
        delivery.state, delivery.due_at, delivery.last_error = QUEUED, uow.now, None
    ids = [delivery.id for delivery in found]
    _settle_incidents(uow, actor, ids)
    schedule_many(uow, [NewJob(DELIVER, uow.now, None, delivery_id) for delivery_id in ids])
    uow.record(DeliveriesRetried(deliveries=ids), actor)


def _settle_incidents(uow: UnitOfWork, actor: Actor, ids: Sequence[str]) -> None:
    """Settle the incidents their deaths opened: what is tried again needs no second hand."""
    jobs = select(JobRow.id).where(JobRow.ref.in_(ids), JobRow.kind == DELIVER)
    statement = select(Incident).where(Incident.ref.in_(jobs), Incident.resolved_at.is_(None))
    for incident in uow.session.scalars(statement):
        incident.resolve(actor.user_id, "retried", uow.now)
        fact = IncidentSettled(incident_id=incident.id, instance_id=None, how="retried")
        uow.record(fact, actor)
