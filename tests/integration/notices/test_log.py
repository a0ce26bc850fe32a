"""The log of what was sent: looking through it, sending again, dead letters, tests."""

import pytest

from engine.kernel.errors import Forbidden
from engine.processes.jobs import open_job_incident
from engine.processes.model import Incident
from engine.scheduler.jobs import Worker
from notifications import log, relay
from notifications.channels import DINGTALK, EMAIL, INAPP, SMS, Rejected
from notifications.choices import COPIES, TASKS
from notifications.dispatcher import Dispatcher
from notifications.log import NothingToRetry, NoWayToTest, Wanted
from notifications.model import DEAD, SENT


@pytest.fixture
def dead(desk):
    """Let a mail to li be refused, with its incident; return the delivery's id."""
    desk.channels[EMAIL].troubles.append(Rejected("the mail server says 550 no such user"))
    desk.approval()
    _carry(desk)
    return desk.deliveries("li", channel=EMAIL)[0].id


def _carry(desk) -> None:
    dispatcher = Dispatcher(desk.settings, desk.channels)
    database, clock = desk.office.database, desk.office.clock
    relay.Relay(database, clock, desk.settings, dispatcher).run_due()
    Worker(database, clock, relay.jobs(desk.settings, dispatcher), open_job_incident).tick()


def found(desk, **wanted) -> list[tuple[str, str]]:
    with desk.office.database.reading(desk.office.clock) as uow:
        rows = log.deliveries(uow.session, Wanted(**wanted)).rows
        return [(row.channel, row.state) for row in rows]


def test_the_log_is_looked_through_by_what_is_known_of_a_text(desk, dead):
    assert found(desk, state=DEAD) == [(EMAIL, DEAD)]
    assert found(desk, channel=INAPP, text="li") == [(INAPP, SENT)]
    assert len(found(desk, group=TASKS)) == 2
    assert found(desk, group=COPIES) == []
    assert found(desk, text="100%") == []


def test_a_dead_letter_is_sent_again_and_its_incident_is_settled(desk, dead, database, clock):
    desk.office.act("admin", log.retry_delivery, dead)
    desk.carry()

    with database.reading(clock) as uow:
        incident = uow.session.query(Incident).one()
    assert found(desk, state=DEAD) == []
    assert len(desk.channels[EMAIL].letters) == 1
    assert incident.resolved_at is not None


def test_all_that_is_found_is_sent_again_at_once(desk, dead):
    assert desk.office.act("admin", log.retry_all, Wanted(channel=SMS)) == 0
    assert desk.office.act("admin", log.retry_all, Wanted(state=DEAD)) == 1


def test_what_has_arrived_is_not_sent_again(desk, dead):
    arrived = desk.deliveries("li", channel=INAPP)[0].id

    with pytest.raises(NothingToRetry):
        desk.office.act("admin", log.retry_delivery, arrived)


def test_only_who_may_retry_sends_again(desk, dead):
    with pytest.raises(Forbidden):
        desk.office.act("li", log.retry_delivery, dead)


def test_the_text_of_a_case_out_of_reach_is_not_shown(desk, dead, database, clock):
    with database.reading(clock) as uow:
        row = log.deliveries(uow.session, Wanted(state=DEAD)).rows[0]
        seen = {
            who: row.id in log.readable(uow.session, desk.office.actor(who), [row])
            for who in ("admin", "stranger")
        }

    assert seen == {"admin": True, "stranger": False}


def test_an_administrator_sends_himself_a_test_at_any_hour(desk, clock):
    desk.office.act("admin", log.send_test, desk.settings, DINGTALK)
    desk.carry()

    assert [letter.subject for letter in desk.channels[DINGTALK].letters] == ["测试消息"]


def test_without_an_address_there_is_no_test(desk):
    with pytest.raises(NoWayToTest):
        desk.office.act("admin", log.send_test, desk.settings, "wecom")


def test_a_clerk_sends_no_tests(desk):
    with pytest.raises(Forbidden):
        desk.office.act("li", log.send_test, desk.settings, DINGTALK)
