"""A mail that fails is tried again, and becomes an incident in the end."""

from datetime import timedelta
from typing import Any

import pytest

from engine.processes.events import NoticeSent
from engine.processes.model import Incident
from engine.scheduler.jobs import Worker
from engine.scheduler.service import revive
from notifications import relay
from notifications.channels import EMAIL, Rejected, Unreachable
from notifications.dispatcher import Dispatcher
from notifications.model import Delivery, Message
from notifications.relay import Relay


def notice(event="plan.replied", receivers=("customer",), **details: Any) -> NoticeSent:
    return NoticeSent(
        instance_id="case-1",
        definition_key="connection",
        business_key="YK1",
        title="充电桩新装",
        event=event,
        receivers=tuple(receivers),
        details={"email": "wang@home.example", **details},
    )


def test_a_mail_that_fails_is_tried_again(record, carry, postbox, clock, rows):
    postbox.troubles = [Unreachable("connection refused")]
    record(notice())

    carry()
    first = rows(Delivery)[0]
    clock.advance(timedelta(seconds=5))
    carry()

    assert (first.state, first.last_error) == ("failed", "connection refused")
    assert [(row.state, row.attempt) for row in rows(Delivery)] == [("sent", 2)]


def test_a_wrong_address_becomes_an_incident(record, carry, postbox, rows, mails, clock):
    postbox.troubles = [Rejected("550 no such user")]
    record(notice())

    carry()
    clock.advance(timedelta(hours=1))
    carry()

    assert [(row.state, row.attempt) for row in mails()] == [("dead", 1)]
    assert "550 no such user" in rows(Incident)[0].message
    told = [row.kind for row in rows(Message)]
    assert told == ["incident.opened"]


def test_a_mail_server_that_stays_away_becomes_an_incident(
    record, carry, postbox, clock, mails, rows
):
    postbox.troubles = [Unreachable("away") for _ in range(20)]
    record(notice())

    for _ in range(13):
        carry()
        clock.advance(timedelta(hours=1))

    assert [(row.state, row.attempt) for row in mails()] == [("dead", 12)]
    assert len(rows(Incident)) == 1


@pytest.fixture
def revived(database, clock):
    def revived(job_id: str) -> None:
        with database.unit_of_work(clock) as uow:
            revive(uow, job_id)

    return revived


def test_a_dead_mail_can_be_sent_again_by_its_incident(
    record, carry, mails, postbox, rows, revived
):
    postbox.troubles = [Rejected("550 no such user")]
    record(notice())
    carry()

    revived(rows(Incident)[0].ref)
    carry()

    assert [row.state for row in mails()] == ["sent"]


@pytest.fixture
def die_sending(database, clock, settings):
    class Deadly:
        def send(self, letter):
            raise SystemExit

    def die_sending() -> None:
        dispatcher = Dispatcher(settings, {EMAIL: Deadly()})
        Relay(database, clock, settings, dispatcher).run_due()
        Worker(database, clock, relay.jobs(settings, dispatcher)).run_due()

    return die_sending


def test_a_mail_under_way_when_the_process_died_is_marked_and_sent_again(
    record, carry, die_sending, rows, clock
):
    record(notice())
    with pytest.raises(SystemExit):
        die_sending()
    assert rows(Delivery)[0].state == "sending"

    clock.advance(timedelta(minutes=2))
    carry()

    assert [(row.state, row.attempt) for row in rows(Delivery)] == [("sent", 2)]
