"""Who is told what about escalated matters, instructions and supervision."""

from datetime import timedelta

import pytest

from engine.access.queries import actor_for
from engine.escalations import acting
from engine.escalations.instructing import NewInstruction, instruct_case
from engine.supervision import service
from engine.supervision.service import NewOrder
from engine.tasks.model import UserTask
from notifications.model import Message
from tests.companies import employ


@pytest.fixture
def leaders(database, clock, company):
    with database.unit_of_work(clock) as uow:
        company["head"] = employ(uow, "head", "200101", "MARKETING_HEAD")
        company["supervisor"] = employ(uow, "supervisor", "10", "SUPERVISOR")
    return company


@pytest.fixture
def act(database, clock, leaders):
    """Let somebody do something in a transaction of its own."""

    def do(who, verb, *arguments, **more):
        with database.unit_of_work(clock) as uow:
            actor = actor_for(uow.session, leaders[who], uow.now)
            return verb(uow, actor, *arguments, **more)

    return do


@pytest.fixture
def case(leaders, start_case, carry, rows):
    found = start_case()
    carry()
    return found if isinstance(found, str) else rows(UserTask)[0].instance_id


@pytest.fixture
def told(carry, rows, leaders):
    """Return who was told since, and with which first words."""
    names = {}

    def subjects():
        known = {message.id for message in rows(Message)}
        carry()
        names.update({user_id: name for name, user_id in leaders.items()})
        new = [message for message in rows(Message) if message.id not in known]
        return {(names[one.recipient_id], one.subject.split("：")[0]) for one in new}

    return subjects


def test_a_matter_is_told_upwards_and_what_becomes_of_it_downwards(act, case, told):
    matter = act("lead", lambda uow, who: acting.raise_by_hand(uow, who, case, "需要协调").id)
    assert told() == {("head", "升级事项（第2级）")}

    act("head", acting.acknowledge_escalation, matter)
    assert told() == {("lead", "升级已签收")}
    act("head", acting.take_over, matter, "我来办")
    assert told() == {("clerk", "领导接管")}
    act("head", acting.hand_back, matter, "请继续")
    assert told() == {("clerk", "升级交回")}
    act("head", acting.close_escalation, matter, "已协调")
    assert told() == {("lead", "升级关闭")}


def test_an_instruction_is_told_to_the_handlers(act, case, told):
    act("lead", lambda uow, who: instruct_case(uow, who, case, NewInstruction("请抓紧")).id)

    assert told() == {("clerk", "领导批示")}


def test_each_step_of_supervision_is_told_to_the_other_side(act, case, told, clock):
    new = NewOrder("200101", "YELLOW", "说明原因", clock.now() + timedelta(days=2))
    order = act("supervisor", lambda uow, who: service.supervise_case(uow, who, case, new).id)
    assert {who for who, _ in told()} == {"head"}

    act("head", service.ask_extension, order, clock.now() + timedelta(days=5), "等待停电")
    assert {who for who, _ in told()} == {"supervisor"}
    act("supervisor", service.decide_extension, order, "", is_granted=True)
    assert {who for who, _ in told()} == {"head"}
    act("head", service.answer_order, order, "已整改", [])
    assert told() == {("supervisor", "督办反馈")}
    act("supervisor", service.return_order, order, "请补充")
    assert told() == {("head", "督办反馈退回")}
    act("head", service.answer_order, order, "已补充", [])
    told()
    act("supervisor", service.close_order, order, "GOOD", "")
    assert told() == {("head", "督办办结")}
