"""From a fact to deliveries, and from a delivery to its channel."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.db import UnitOfWork
from engine.kernel.ids import new_id
from engine.kernel.settings import Settings
from engine.scheduler.jobs import Ending
from engine.scheduler.model import GiveUp, Job, Rearm
from engine.scheduler.rules import wait_after
from engine.scheduler.service import NewJob, schedule_many
from notifications import queries
from notifications.audience import Recipient, recipients
from notifications.channels import (
    EMAIL,
    INAPP,
    ROBOTS,
    SMS,
    Channel,
    Later,
    Letter,
    Rejected,
    Unreachable,
)
from notifications.channels.available import channels_of, shared_channels
from notifications.channels.guard import require_outside
from notifications.links import address
from notifications.mail_links import answers_by_mail
from notifications.model import DEAD, FAILED, QUEUED, SENDING, SENT, SKIPPED, Delivery, Message
from notifications.notice import Fact, Notice
from notifications.profiles import own_robots, profile_of, quiet_of
from notifications.quiet import QuietHours
from notifications.render import Rendered, Renderer
from notifications.router import route
from notifications.texts import own_parts

ROUTE, DELIVER = "notice.route", "notice.deliver"
# With the waits between them these last for about eight hours.
TRIES = 12


@dataclass(frozen=True)
class Outcome:
    """How handing a text to a channel ended, and how long the channel wants to rest."""

    state: str
    error: str = ""
    rest: timedelta = timedelta(0)


class Dispatcher:
    """Turns facts into deliveries, and hands those to their channels."""

    def __init__(self, settings: Settings, channels: Mapping[str, Channel] | None = None) -> None:
        self._settings = settings
        self._renderer = Renderer(settings)
        self._channels = channels_of(settings) if channels is None else dict(channels)
        self._shared = shared_channels(settings)

    def dispatch(self, uow: UnitOfWork, fact: Fact) -> int:
        """Write the deliveries of a fact that do not exist yet; return how many."""
        return sum(self.tell(uow, fact.id, notice) for notice in route(uow, fact))

    def tell(self, uow: UnitOfWork, event_id: str, notice: Notice) -> int:
        """Write the deliveries of a notice that do not exist yet; return how many."""
        known = queries.delivered(uow.session, event_id)
        jobs: list[NewJob] = []
        made = 0
        for recipient in recipients(uow.session, notice, uow.now, self._shared):
            for way in self._ways(recipient):
                key = (way[0], recipient.id)
                if key in known:
                    continue
                known.add(key)
                made += 1
                jobs += self._deliver(uow, event_id, notice, recipient, way)
        schedule_many(uow, jobs)
        # A later notice of the same fact asks the database what is there already.
        uow.session.flush()
        return made

    def _ways(self, recipient: Recipient) -> tuple[tuple[str, str], ...]:
        """Return the ways that are there; of a customer who has none, that there is none."""
        ways = recipient.addresses
        there = tuple(way for way in ways if way[0] == INAPP or way[0] in self._channels)
        if not recipient.is_customer:
            return there
        # Without a mail server nobody expects mails.
        lost = tuple(way for way in ways if way[0] != EMAIL) if ways else (("none", ""),)
        return there[:1] or lost[:1]

    def _deliver(
        self,
        uow: UnitOfWork,
        event_id: str,
        notice: Notice,
        recipient: Recipient,
        way: tuple[str, str],
    ) -> list[NewJob]:
        channel, where = way
        link = address(self._settings, notice, recipient)
        text = self._text(uow, notice, recipient, channel, link)
        delivery = Delivery(
            id=new_id(),
            event_id=event_id,
            instance_id=notice.instance_id,
            template=notice.template[:64],
            channel=channel,
            recipient_id=recipient.id,
            recipient=recipient.name[:100],
            address=where[:254],
            subject=text.subject,
            body=text.sms if channel == SMS else text.body,
            html=text.html if channel == EMAIL else "",
            link=link[:500],
            is_urgent=notice.is_emergency,
            state=QUEUED,
            created_at=uow.now,
            due_at=uow.now,
        )
        uow.session.add(delivery)
        if channel == INAPP:
            # The message centre disturbs nobody, so it knows no quiet hours.
            uow.session.add(_message(notice, delivery))
            delivery.state, delivery.sent_at = SENT, uow.now
        elif channel not in self._channels:
            delivery.state, delivery.last_error = SKIPPED, "no way to reach the recipient"
        else:
            delivery.due_at = self._moment(uow, delivery)
            return [NewJob(DELIVER, delivery.due_at, None, delivery.id)]
        return []

    def _text(
        self, uow: UnitOfWork, notice: Notice, recipient: Recipient, channel: str, link: str
    ) -> Rendered:
        values = {**notice.values, "link": link, "name": recipient.name}
        if channel == EMAIL:
            # The offer of an answer is made anew for each mail: its links are used up by one.
            values["actions"] = answers_by_mail(uow, self._settings, notice, recipient)
        own = own_parts(uow.session, notice.template, recipient.language)
        text = self._renderer.render(notice.template, recipient.language, values, own)
        colon = "：" if recipient.language == "zh" else ": "
        lines = [f"{label}{colon}{url}" for label, url in values.get("actions") or ()]
        return replace(text, body="\n".join([text.body, "", *lines])) if lines else text

    def _moment(self, uow: UnitOfWork, delivery: Delivery) -> datetime:
        """Return when a delivery may go out, by the quiet hours of the one it is for."""
        if delivery.is_urgent:
            return uow.now
        if delivery.recipient_id.startswith("customer:"):
            quiet = QuietHours.of(self._settings)
        else:
            quiet = quiet_of(uow, self._settings, delivery.recipient_id)
        if not quiet.holds(delivery.channel):
            return uow.now
        return quiet.next_moment(uow.now, is_urgent=False)

    def route_again(self, uow: UnitOfWork, job: Job) -> None:
        """Turn a fact into deliveries that could not be at first."""
        self.dispatch(uow, queries.fact_of(uow.session, job.ref))

    def prepare(self, uow: UnitOfWork, job: Job) -> Letter | Rearm | None:
        """Mark a delivery as under way and return its text; or when to try instead."""
        delivery = queries.get_delivery(uow.session, job.ref)
        if delivery.state in (SENT, SKIPPED):
            return None
        moment = self._moment(uow, delivery)
        if moment > uow.now:
            return Rearm(moment, job.kind, job.payload)
        delivery.state = SENDING
        delivery.attempt += 1
        robots = {}
        if delivery.channel in ROBOTS:
            robots = own_robots(self._settings, profile_of(uow.session, delivery.recipient_id))
        return Letter(
            key=delivery.id,
            address=delivery.address,
            subject=delivery.subject,
            body=delivery.body,
            html=delivery.html,
            at=uow.now,
            channel=delivery.channel,
            link=delivery.link,
            robot=robots.get(delivery.channel),
        )

    def send(self, job: Job, letter: Letter | None) -> Outcome | None:
        """Hand a text to its channel and say how it ended."""
        if letter is None:
            return None
        channel = self._channels.get(letter.channel)
        try:
            if channel is None:
                raise Rejected("this channel is not set up any more")
            if letter.robot:
                require_outside(letter.robot.url, self._settings)
            channel.send(letter)
        except Rejected as error:
            return Outcome(DEAD, str(error))
        except Later as error:
            return Outcome(FAILED, str(error), timedelta(seconds=error.seconds))
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
            delivery.due_at = uow.now + max(wait_after(tries), outcome.rest)
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
