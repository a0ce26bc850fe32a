"""Whoever is killed, everybody is told, and told once but for a mail that was under way."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from engine.db.audit import ChainHead
from engine.db.outbox import OutboxRow
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import SystemClock
from engine.processes.events import NoticeSent
from engine.scheduler.model import JobRow
from notifications.model import Delivery, Message
from tests.integration.notifications.letters import letter_table

FACTS = 120
# Ample even on a busy machine; the test ends as soon as the work is done.
SECONDS = 100


@pytest.fixture
def start(database, tmp_path):
    processes = []
    letter_table.create(database.engine)

    def start() -> subprocess.Popen:
        url = database.url.render_as_string(hide_password=False)
        module = "tests.integration.notifications.busy_relay"
        command = [sys.executable, "-m", module, url, str(tmp_path), str(SECONDS)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()
    letter_table.drop(database.engine)


def waiting(database) -> int:
    with database.engine.connect() as connection:
        facts = connection.scalar(select(func.count()).select_from(OutboxRow))
        jobs = select(func.count()).select_from(JobRow).where(JobRow.state == "due")
        return facts + connection.scalar(jobs)


def fact(number: int, reader: str) -> NoticeSent:
    return NoticeSent(
        instance_id=f"case-{number}",
        definition_key="connection",
        business_key=f"YK{number}",
        title="充电桩新装",
        event="task.closed",
        receivers=(f"user:{reader}",),
        details={},
    )


@pytest.mark.slow
def test_everybody_is_told_though_relays_are_killed(database, company, start):
    with database.unit_of_work(SystemClock()) as uow:
        for number in range(FACTS):
            told = fact(number, company["clerk"])
            uow.adopt_chain(told.stream, ChainHead())
            uow.record(told, SYSTEM)

    relays = [start() for _ in range(3)]
    assert all(each.stdout.readline() == b"ready\n" for each in relays)
    for victim in relays[:2]:
        time.sleep(0.4)
        os.kill(victim.pid, signal.SIGKILL)
    end = time.monotonic() + SECONDS
    while waiting(database) and time.monotonic() < end:
        time.sleep(0.2)

    with database.engine.connect() as connection:
        messages = connection.execute(select(Message.instance_id)).all()
        sent = connection.execute(select(letter_table.c.delivery)).scalars().all()
        mails = select(Delivery.id, Delivery.state, Delivery.attempt)
        mails = connection.execute(mails.where(Delivery.channel == "email")).all()
    marked = {mail.id for mail in mails if mail.attempt > 1}
    twice = {key for key in sent if sent.count(key) > 1}
    assert len(messages) == len(set(messages)) == FACTS
    assert {mail.state for mail in mails} == {"sent"}
    assert {mail.id for mail in mails} == set(sent)
    assert twice <= marked
