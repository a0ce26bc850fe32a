"""A digest says what waits, at the time that was chosen, once, and never nothing."""

from datetime import datetime

from engine.approvals.reading import Sending, send_case
from engine.filters.service import NewFilter, save_filter
from engine.scheduler.model import JobRow
from engine.tasks.queries import get_task
from engine.tasks.rules import InboxFilter
from notifications.channels import EMAIL
from notifications.choices import DIGESTS
from notifications.model import Delivery

DAILY = {"every": "daily", "at": "08:30", "weekday": "1", "workdays": ""}


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


def _due(desk, task_id: str, moment: datetime) -> None:
    with desk.office.database.unit_of_work(desk.office.clock) as uow:
        get_task(uow.session, task_id).due_at = moment


def digests(desk) -> list[Delivery]:
    return desk.deliveries("li", template="digest", channel=EMAIL)


def test_what_waits_comes_in_one_mail(desk, clock):
    desk.wish("li", digest=DAILY)
    task = desk.approval()
    _due(desk, task, at("02T17:00"))

    clock.set(at("03T08:30"))
    desk.carry()
    desk.carry()

    letter = next(one for one in desk.channels[EMAIL].letters if "汇总" in one.subject)
    assert letter.subject == "每日汇总：逾期1项"
    assert "请假" in letter.body
    assert "<ul>" in letter.html


def test_nothing_waiting_nothing_sent(desk, clock):
    desk.wish("li", digest=DAILY)

    clock.set(at("03T08:30"))
    desk.carry()

    assert digests(desk) == []


def test_it_comes_again_the_next_day_and_not_twice_the_same(desk, clock):
    desk.wish("li", digest=DAILY)
    _due(desk, desk.approval(), at("02T17:00"))

    clock.set(at("03T08:30"))
    desk.carry()
    desk.carry()
    assert len(digests(desk)) == 1

    clock.set(at("04T09:00"))
    desk.carry()
    assert len(digests(desk)) == 2


def test_a_digest_whose_job_died_half_way_is_not_sent_twice(desk, clock, database):
    desk.wish("li", digest=DAILY)
    _due(desk, desk.approval(), at("02T17:00"))
    clock.set(at("03T08:30"))
    desk.carry()
    # As after a restore of the jobs alone: the same moment rings again.
    with database.unit_of_work(clock) as uow:
        job = uow.session.query(JobRow).filter_by(kind="notice.digest").one()
        job.due_at = at("03T08:30")

    desk.carry()

    assert len(digests(desk)) == 1


def test_after_a_standstill_of_days_it_comes_once(desk, clock):
    desk.wish("li", digest=DAILY)
    _due(desk, desk.approval(), at("02T17:00"))

    clock.set(at("09T10:00"))
    desk.carry()
    desk.carry()

    assert len(digests(desk)) == 1


def test_who_wants_none_any_more_gets_none(desk, clock):
    desk.wish("li", digest=DAILY)
    desk.wish("li")
    _due(desk, desk.approval(), at("02T17:00"))

    clock.set(at("03T08:30"))
    desk.carry()

    assert digests(desk) == []


def test_a_filter_somebody_subscribed_to_comes_with_its_number_and_first_rows(desk, clock):
    wanted = NewFilter("请假的", InboxFilter(view="mine", text="请假"))
    saved = desk.office.act("li", save_filter, wanted)
    desk.wish("li", digest=DAILY, filters=[saved])
    desk.approval()

    clock.set(at("03T08:30"))
    desk.carry()

    assert "筛选“请假的”1项：请假" in digests(desk)[0].body


def test_unread_copies_are_in_it(desk, clock):
    desk.wish("li", digest=DAILY)
    task = desk.approval(group="yes")
    with desk.office.database.reading(clock) as uow:
        case = get_task(uow.session, task).instance_id
    sending = Sending("copy", [desk.office.people["li"]])
    desk.office.act("wang", send_case, case, sending)

    clock.set(at("03T08:30"))
    desk.carry()

    assert "未读的抄送与传阅1项" in digests(desk)[0].body


def test_a_digest_goes_where_its_reader_wants_it(desk, clock):
    desk.wish("li", {DIGESTS: ["sms"]}, digest=DAILY, phone="13900001234")
    _due(desk, desk.approval(), at("02T17:00"))

    clock.set(at("03T08:30"))
    desk.carry()

    assert [row.channel for row in desk.deliveries("li", template="digest")] == ["sms"]
