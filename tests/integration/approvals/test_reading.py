"""Urging 催办, copies 抄送 and circulation 传阅."""

from datetime import timedelta

import pytest

from engine.approvals import queries
from engine.approvals.reading import (
    Sending,
    UrgedRecently,
    cancel_circulation,
    mark_read,
    open_task,
    reply_to,
    send_case,
    urge_task,
)
from engine.approvals.withdrawing import CannotWithdraw, withdraw_task
from engine.kernel.errors import Conflict, Forbidden, Invalid
from engine.tasks.records import Circulation
from engine.tasks.service import may_see
from tests.integration.approvals.bureau import Bureau, line, task
from tests.integration.processes.office import sequence

TWO = line(("a", task("a", "zhao")), ("b", task("b", "qian")))


@pytest.fixture
def case(bureau: Bureau) -> str:
    bureau.deploy(TWO)
    return bureau.start("wang")


def _to_read(bureau: Bureau, who: str, *, is_read: bool = False) -> list[Circulation]:
    actor = bureau.actor(who)
    with bureau.database.reading(bureau.clock) as uow:
        return queries.readings(uow.session, actor, is_read=is_read)


def _send(bureau: Bureau, case: str, kind: str, *people: str) -> list[str]:
    ids = [bureau.people[name] for name in people]
    found: list[str] = bureau.act("wang", send_case, case, Sending(kind, ids, "请阅"))
    return found


def test_the_starter_urges_and_the_worker_is_told(bureau: Bureau, case: str) -> None:
    bureau.act("wang", urge_task, bureau.task(case, "a").id, "客户着急")

    assert bureau.task(case, "a").urge_count == 1
    assert bureau.facts("TaskUrged")[0]["remark"] == "客户着急"


def test_a_task_is_urged_again_after_four_hours_only(bureau: Bureau, case: str) -> None:
    waiting = bureau.task(case, "a").id
    bureau.act("wang", urge_task, waiting)
    bureau.clock.advance(timedelta(hours=3, minutes=59))
    with pytest.raises(UrgedRecently):
        bureau.act("wang", urge_task, waiting)

    bureau.clock.advance(timedelta(minutes=1))
    bureau.act("wang", urge_task, waiting)

    assert bureau.task(case, "a").urge_count == 2


def test_an_earlier_handler_urges_a_stranger_does_not(bureau: Bureau, case: str) -> None:
    bureau.agree("zhao", case, "a")
    waiting = bureau.task(case, "b").id

    with pytest.raises(Forbidden):
        bureau.act("wu", urge_task, waiting)
    bureau.act("zhao", urge_task, waiting)

    assert bureau.task(case, "b").urge_count == 1


def test_a_copy_waits_to_be_read_by_each_reader_once(bureau: Bureau, case: str) -> None:
    assert _send(bureau, case, "copy", "wu", "li") == [bureau.people["wu"], bureau.people["li"]]

    assert _send(bureau, case, "copy", "wu") == []

    (copy,) = _to_read(bureau, "wu")
    bureau.act("wu", mark_read, copy.id)
    assert _to_read(bureau, "wu") == []
    assert _to_read(bureau, "wu", is_read=True)[0].read_at == bureau.clock.now()


def test_a_reader_may_see_the_case_he_was_sent(bureau: Bureau, case: str) -> None:
    assert not bureau.act("wu", may_see, case)

    _send(bureau, case, "copy", "wu")

    assert bureau.act("wu", may_see, case)


def test_a_circulation_is_answered_while_the_case_goes_on(bureau: Bureau, case: str) -> None:
    _send(bureau, case, "circulate", "wu")
    bureau.agree("zhao", case, "a")
    bureau.agree("qian", case, "b")
    assert bureau.case(case).status == "completed"

    bureau.act("wu", reply_to, _to_read(bureau, "wu")[0].id, "已阅，无意见")

    with bureau.database.reading(bureau.clock) as uow:
        said = queries.opinions(uow.session, case)
    assert ("Wu", "reply", "已阅，无意见") in [(o.author, o.operation, o.text) for o in said]
    assert bureau.facts("CirculationAnswered")[0]["sender_id"] == bureau.people["wang"]


def test_a_circulation_needs_a_reason_and_a_copy_has_no_answer(bureau: Bureau, case: str) -> None:
    with pytest.raises(Invalid):
        bureau.act("wang", send_case, case, Sending("circulate", [bureau.people["wu"]]))
    _send(bureau, case, "copy", "wu")

    with pytest.raises(Conflict):
        bureau.act("wu", reply_to, _to_read(bureau, "wu")[0].id, "意见")


def test_what_nobody_has_read_can_be_taken_back(bureau: Bureau, case: str) -> None:
    _send(bureau, case, "circulate", "wu")
    sent = _to_read(bureau, "wu")[0].id

    bureau.act("wang", cancel_circulation, sent)

    assert _to_read(bureau, "wu") == []
    assert _send(bureau, case, "circulate", "wu") == [bureau.people["wu"]]
    bureau.act("wu", mark_read, sent)
    with pytest.raises(Conflict):
        bureau.act("wang", cancel_circulation, sent)


def test_a_stranger_sends_nobody_a_case(bureau: Bureau, case: str) -> None:
    with pytest.raises(Forbidden):
        bureau.act("wu", send_case, case, Sending("copy", [bureau.people["li"]]))


def test_nobody_reads_what_another_was_sent(bureau: Bureau, case: str) -> None:
    _send(bureau, case, "copy", "wu")

    with pytest.raises(Forbidden):
        bureau.act("li", mark_read, _to_read(bureau, "wu")[0].id)


def test_the_first_look_at_a_task_is_kept(bureau: Bureau, case: str) -> None:
    first = bureau.clock.now()
    bureau.do("zhao", case, "a", open_task)
    bureau.clock.advance(timedelta(hours=1))
    bureau.do("zhao", case, "a", open_task)

    assert bureau.task(case, "a").first_read_at == first


COPYING = (
    '<bpmn:startEvent id="start"/>'
    + task("a", "zhao")
    + '<bpmn:serviceTask id="copies" camunda:topic="approvals.send_copies">'
    "<bpmn:extensionElements><camunda:inputOutput>"
    '<camunda:inputParameter name="readers">=["MARKETING_HEAD@county", "wu"]'
    "</camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>"
    '<bpmn:endEvent id="end"/>' + sequence(("start", "a"), ("a", "copies"), ("copies", "end"))
)


def test_a_diagram_sends_copies_and_waits_for_nobody(bureau: Bureau) -> None:
    bureau.deploy(COPYING)
    case = bureau.start("wang")

    bureau.agree("zhao", case, "a")

    assert bureau.case(case).status == "completed"
    assert len(_to_read(bureau, "qian")) == len(_to_read(bureau, "wu")) == 1


def test_a_step_is_not_taken_back_once_a_service_has_worked(bureau: Bureau) -> None:
    more = sequence(("copies", "b"), ("b", "end")) + task("b", "qian")
    bureau.deploy(COPYING.replace(sequence(("copies", "end")), more))
    case = bureau.start("wang")
    done = bureau.agree("zhao", case, "a")

    with pytest.raises(CannotWithdraw) as caught:
        bureau.act("zhao", withdraw_task, done)

    assert caught.value.facts["reason"] == "service_done"
