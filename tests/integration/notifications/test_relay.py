"""Facts reach people once, in their language, at a decent hour, whatever breaks."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from engine.kernel.actor import SYSTEM
from engine.kernel.events import Event
from engine.kernel.signing import Signer
from engine.processes import service as processes
from engine.processes.events import NoticeSent
from engine.scheduler.model import JobRow
from engine.staff.model import User
from engine.tasks.model import UserTask
from notifications import queries
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


def test_the_candidates_find_a_new_task_in_the_message_centre(start_case, carry, rows, company):
    start_case()

    carry()

    message = rows(Message)[0]
    assert message.recipient_id == company["clerk"]
    assert message.subject.startswith("待办：用电申请")
    assert message.link == f"/tasks/{message.task_id}"


def test_a_group_is_not_mailed_for_every_new_task(start_case, carry, postbox):
    start_case()

    carry()

    assert postbox.letters == []


def test_somebody_reads_in_his_own_language(start_case, carry, rows, database, clock):
    with database.unit_of_work(clock) as uow:
        for user in uow.session.query(User):
            user.language = "en"
    start_case()

    carry()

    assert '"Check"' not in rows(Message)[0].subject
    assert "To do:" in rows(Message)[0].subject
    assert 'step "Check"' in rows(Message)[0].body


def test_a_fact_is_told_once(start_case, carry, rows):
    start_case()

    carry()
    carry()

    assert len(rows(Message)) == len(rows(Delivery)) == 1


def test_a_task_done_before_anybody_was_told_is_not_told(start_case, carry, rows, database, clock):
    start_case()
    with database.unit_of_work(clock) as uow:
        uow.session.query(UserTask).one().state = "done"

    carry()

    assert rows(Message) == []


def test_the_customer_gets_a_signed_link_for_his_step(
    start_case, carry, postbox, database, clock, settings
):
    start_case(email="wang@home.example", applyName="王小明", lackItems=["房产证明"])
    with database.unit_of_work(clock) as uow:
        task = uow.session.query(UserTask).one()
        processes.complete_task(uow, SYSTEM, task.id, {})
        step = uow.session.query(UserTask).filter_by(activity_id="supplement").one().id

    carry()

    letter = postbox.letters[0]
    link = letter.body.partition("https://gridflow.example/c/")[2]
    assert letter.address == "wang@home.example"
    assert "需补充：房产证明" in letter.body
    assert Signer(settings.secret_key).read("customer_step", link, 60) == step


def test_the_signed_link_is_shown_to_nobody_else():
    delivery = Delivery(body="办理地址：https://gridflow.example/c/ey.Jz-_1.sig")

    assert delivery.shown_body == "办理地址：https://gridflow.example/c/…"


def test_a_notice_of_the_diagram_reaches_the_customer(record, carry, postbox):
    record(notice())

    carry()

    assert [letter.subject for letter in postbox.letters] == ["供电方案YK1请确认"]


def test_a_customer_reads_in_his_own_language(record, carry, postbox):
    record(notice(language="en"))

    carry()

    assert postbox.letters[0].subject == "Supply plan YK1: please confirm"


def test_a_customer_who_cannot_be_reached_is_noted(record, carry, rows):
    record(notice(email="", phone="13900001234"))

    carry()

    assert [(row.channel, row.state) for row in rows(Delivery)] == [("sms", "skipped")]


def test_a_notice_nobody_wrote_a_text_for_uses_the_general_one(record, carry, postbox):
    record(notice("festival.greeting", subject="节日快乐", text="祝您节日快乐"))

    carry()

    assert postbox.letters[0].subject == "节日快乐"
    assert "祝您节日快乐" in postbox.letters[0].body


def test_people_and_groups_are_each_told_once(record, carry, rows, company):
    keys = ["TEAM_LEAD@2001011", f"user:{company['lead']}", f"user:{company['clerk']}"]
    record(notice("task.closed", keys))

    carry()

    told = sorted((row.channel, row.recipient) for row in rows(Delivery))
    assert told == [("email", "Clerk"), ("email", "Lead"), ("inapp", "Clerk"), ("inapp", "Lead")]


def test_at_night_mails_wait_for_the_morning(record, carry, postbox, clock):
    clock.set(datetime.fromisoformat("2026-11-02T23:30+08:00"))
    record(notice())

    carry()
    assert postbox.letters == []

    clock.set(datetime.fromisoformat("2026-11-03T07:00+08:00"))
    carry()
    assert len(postbox.letters) == 1


def test_faults_are_told_at_any_hour(record, carry, postbox, clock):
    clock.set(datetime.fromisoformat("2026-11-02T23:30+08:00"))
    record(notice("outage.restored", areas=["柳桥"]))

    carry()

    assert len(postbox.letters) == 1


def test_a_relay_that_died_is_replaced(start_case, carry, rows, database, clock):
    start_case()
    with database.unit_of_work(clock) as uow:
        queries.take(uow.session, "dead relay", uow.now, timedelta(seconds=60), 10)

    carry()
    assert rows(Message) == []

    clock.advance(timedelta(seconds=61))
    carry()
    assert len(rows(Message)) == 1


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Event):
    """A fact of the right name that lacks what a route needs."""

    note: str


def test_a_fact_that_cannot_be_told_goes_to_a_job_with_its_retries(record, start_case, carry, rows):
    record(TaskOpened(note="incomplete"))
    start_case()

    carry()

    assert [row.kind for row in rows(JobRow) if row.error] == ["notice.route"]
    assert len(rows(Message)) == 1


def test_without_a_mail_server_no_mail_is_expected(
    record, rows, database, clock, settings, company
):
    plain = replace(settings, smtp_host="")
    record(notice("task.closed", [f"user:{company['lead']}"]))

    Relay(database, clock, plain).run_due()

    assert [(row.channel, row.state) for row in rows(Delivery)] == [("inapp", "sent")]
