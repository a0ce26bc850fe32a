"""From a fact to deliveries, and from a delivery to its channel."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.db import UnitOfWork
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.scheduler.jobs import Ending
from engine.scheduler.model import GiveUp, Job, Rearm
from engine.scheduler.rules import wait_after
from engine.scheduler.service import NewJob, schedule_many
from notifications import queries
from notifications.audience import Recipient, recipients
from notifications.channels import EMAIL, INAPP, Channel, Letter, Rejected, Unreachable
from notifications.channels.email import EmailChannel
from notifications.links import address
from notifications.model import (
    DEAD,
    FAILED,
    QUEUED,
    SENDING,
    SENT,
    SKIPPED,
    Delivery,
    Message,
)
from notifications.notice import Fact, Notice
from notifications.quiet import QuietHours
from notifications.render import Renderer
from notifications.router import route

ROUTE, DELIVER = "notice.route", "notice.deliver"
# With the waits between them these last for about eight hours.
TRIES = 12


@dataclass(frozen=True)
class Outcome:
    """How handing a text to a channel ended."""

    state: str
    error: str = ""


class Dispatcher:
    """Turns facts into deliveries, and hands those to their channels."""

    def __init__(self, settings: Settings, channels: Mapping[str, Channel] | None = None) -> None:
        self._settings = settings
        self._renderer = Renderer(settings)
        self._quiet = QuietHours.of(settings)
        mail: dict[str, Channel] = {EMAIL: EmailChannel(settings)} if settings.smtp_host else {}
        self._channels = mail if channels is None else dict(channels)

    def dispatch(self, uow: UnitOfWork, fact: Fact) -> int:
        """Write the deliveries of a fact that do not exist yet; return how many."""
        known = queries.delivered(uow.session, fact.id)
        jobs: list[NewJob] = []
        made = 0
        for notice in route(uow, fact):
            for recipient in recipients(uow.session, notice, uow.now):
                for channel, where in recipient.addresses or (("none", ""),):
                    key = (channel, recipient.id)
                    if key in known or self._is_off(channel):
                        continue
                    known.add(key)
                    made += 1
                    jobs += self._deliver(uow, fact, notice, recipient, (channel, where))
        schedule_many(uow, jobs)
        return made

    def _is_off(self, channel: str) -> bool:
        # Without a mail server nobody expects mails; people read the message centre.
        return channel == EMAIL and EMAIL not in self._channels

    def _deliver(
        self,
        uow: UnitOfWork,
        fact: Fact,
        notice: Notice,
        recipient: Recipient,
        way: tuple[str, str],
    ) -> list[NewJob]:
        channel, where = way
        link = address(self._settings, notice, recipient)
        values = {**notice.values, "link": link, "name": recipient.name}
        text = self._renderer.render(notice.template, recipient.language, values)
        delivery = Delivery(
            id=new_id(),
            event_id=fact.id,
            instance_id=notice.instance_id,
            template=notice.template[:64],
            channel=channel,
            recipient_id=recipient.id,
            recipient=recipient.name[:100],
            address=where[:254],
            subject=text.subject,
            body=text.body,
            html=text.html if channel == EMAIL else "",
            is_urgent=notice.is_urgent,
            state=QUEUED,
            created_at=uow.now,
            due_at=self._quiet.next_moment(uow.now, is_urgent=notice.is_urgent),
        )
        uow.session.add(delivery)
        if channel == INAPP:
            # The message centre disturbs nobody, so it knows no quiet hours.
            uow.session.add(_message(notice, delivery))
            delivery.state, delivery.due_at, delivery.sent_at = SENT, uow.now, uow.now
        elif channel not in self._channels:
            delivery.state, delivery.last_error = SKIPPED, "no way to reach the recipient"
        else:
            return [NewJob(DELIVER, delivery.due_at, None, delivery.id)]
        return []

    def route_again(self, uow: UnitOfWork, job: Job) -> None:
        """Turn a fact into deliveries that could not be at first."""
        self.dispatch(uow, queries.fact_of(uow.session, job.ref))

    def prepare(self, uow: UnitOfWork, job: Job) -> Letter | Rearm | None:
        """Mark a delivery as under way and return its text; or when to try instead."""
        delivery = queries.get_delivery(uow.session, job.ref)
        if delivery.state in (SENT, SKIPPED):
            return None
        moment = self._quiet.next_moment(uow.now, is_urgent=delivery.is_urgent)
        if moment > uow.now:
            return Rearm(moment, job.kind, job.payload)
        delivery.state = SENDING
        delivery.attempt += 1
        return Letter(
            key=delivery.id,
            address=delivery.address,
            subject=delivery.subject,
            body=delivery.body,
            html=delivery.html,
            at=uow.now,
        )

    def send(self, job: Job, letter: Letter | None) -> Outcome | None:
        """Hand a text to its channel and say how it ended."""
        if letter is None:
            return None
        try:
            self._channels[EMAIL].send(letter)
        except Rejected as error:
            return Outcome(DEAD, str(error))
        except Unreachable as error:
            return Outcome(FAILED, str(error))
        return Outcome(SENT)

    def record(self, uow: UnitOfWork, job: Job, outcome: Outcome | None) -> Ending:
        """Note how a delivery ended: sent, to be tried again, or a matter for a person."""
        if outcome is None:
            return None
        delivery = queries.get_delivery(uow.session, job.ref)
        delivery.last_error = outcome.error or None
        if outcome.state == SENT:
            delivery.state, delivery.sent_at = SENT, uow.now
            return None
        tries = int(job.payload.get("tries", 0)) + 1
        if outcome.state == FAILED and tries < TRIES:
            delivery.state = FAILED
            delivery.due_at = uow.now + wait_after(tries)
            return Rearm(delivery.due_at, job.kind, {"tries": tries})
        delivery.state = DEAD
        return GiveUp(f"{delivery.recipient} <{delivery.address}>: {outcome.error}")


def _message(notice: Notice, delivery: Delivery) -> Message:
    return Message(
        id=new_id(),
        recipient_id=delivery.recipient_id,
        kind=delivery.template,
        subject=delivery.subject,
        body=delivery.body,
        link=notice.link,
        instance_id=notice.instance_id,
        task_id=notice.task_id,
        created_at=delivery.created_at,
    )
