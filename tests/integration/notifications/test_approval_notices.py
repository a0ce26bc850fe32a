"""Who is told what about approvals."""

from datetime import timedelta

import pytest

from engine.access.queries import actor_for
from engine.approvals.deputies import appoint
from engine.approvals.lending import delegate_task, resolve_task
from engine.approvals.reading import Sending, reply_to, send_case, urge_task
from engine.approvals.returning import WayBack, return_task
from engine.processes.service import complete_task
from engine.staff.model import Deputy
from engine.tasks.model import UserTask
from engine.tasks.queries import open_tasks_of
from engine.tasks.records import Circulation
from engine.timekeeping.dating import date_task, reckon_task
from notifications.model import Message
from notifications.notice import Fact
from notifications.router import route

AGREE = {"result": "agree"}


@pytest.fixture
def act(database, clock, company):
    """Let somebody do something in a transaction of its own."""

    def do(who, verb, *arguments):
        with database.unit_of_work(clock) as uow:
            actor = actor_for(uow.session, company[who], uow.now)
            return verb(uow, actor, *arguments)

    return do


@pytest.fixture
def case(start_case, carry, rows):
    """Return a case whose first notices have been carried."""
    found = start_case()
    carry()
    return found if isinstance(found, str) else rows(UserTask)[0].instance_id


@pytest.fixture
def told(carry, rows):
    """Return the subjects that reached people since, by receiver."""

    def subjects():
        known = {message.id for message in rows(Message)}
        carry()
        new = [message for message in rows(Message) if message.id not in known]
        return {(message.recipient_id, message.subject.split("：")[0]) for message in new}

    return subjects


def _open(database, clock, case):
    with database.reading(clock) as uow:
        return open_tasks_of(uow.session, case)[0].id


def test_the_worker_is_told_of_haste(act, case, told, database, clock, company):
    act("clerk", complete_task, _open(database, clock, case), AGREE)
    told()

    act("clerk", urge_task, _open(database, clock, case), "请抓紧")

    assert told() == {(company["clerk"], "催办")}


def test_the_candidates_are_told_when_their_work_is_due_by_hand(
    act, case, told, database, clock, company
):
    due_at = clock.now() + timedelta(hours=3)

    act("lead", date_task, _open(database, clock, case), due_at, "客户要求提前")

    assert told() == {(company["clerk"], "办理期限调整")}


def test_who_dates_his_own_work_is_not_told(act, case, told, database, clock, company):
    act("lead", date_task, _open(database, clock, case), clock.now() + timedelta(hours=3), "急")
    told()
    with database.unit_of_work(clock) as uow:
        uow.session.query(UserTask).filter_by(state="open").update({"assignee_id": company["lead"]})

    act("lead", reckon_task, _open(database, clock, case), "不急了")

    assert told() == set()


def test_whoever_does_it_again_is_told_why(act, case, told, database, clock, company):
    act("clerk", complete_task, _open(database, clock, case), AGREE)
    told()

    act("clerk", return_task, _open(database, clock, case), WayBack("check", "资料不全"))

    assert (company["clerk"], "退回") in told()


def test_lending_is_told_there_and_back(act, case, told, database, clock, company):
    task = _open(database, clock, case)

    act("clerk", delegate_task, task, company["lead"], "请提意见")
    assert told() == {(company["lead"], "委派")}
    act("lead", resolve_task, task, "可以")

    assert told() == {(company["clerk"], "委派意见")}


def test_a_circulation_is_told_and_so_is_its_answer(act, case, told, rows, company):
    act("clerk", send_case, case, Sending("circulate", [company["lead"]], "请阅"))
    assert told() == {(company["lead"], "传阅")}

    act("lead", reply_to, rows(Circulation)[0].id, "无意见")

    assert told() == {(company["clerk"], "传阅意见")}


def test_the_end_of_a_case_is_told_without_the_id_of_its_event(case, database, clock, company):
    ended = {"instance_id": case, "starter_id": company["clerk"], "title": "t", "reason": "end"}
    facts = {**ended, "business_key": "1", "status": "completed"}
    fact = Fact("1", "ProcessEnded", clock.now(), "lead", "Lead", facts)
    with database.reading(clock) as uow:
        (notice,) = route(uow, fact)

    assert notice.values["reason"] == ""


def test_a_deputy_is_told_the_names_of_the_processes(act, company, case, carry, rows, clock):
    ends = clock.now() + timedelta(days=3)
    deputy = Deputy(
        id="d", principal_id=company["clerk"], agent_id=company["lead"],
        process_keys=["connection"], valid_from=clock.now(), valid_to=ends,
    )  # fmt: skip

    act("clerk", appoint, deputy)
    carry()

    body = next(one.body for one in rows(Message) if one.recipient_id == company["lead"])
    assert "代为办理用电申请" in body
