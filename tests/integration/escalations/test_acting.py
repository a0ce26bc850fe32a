"""What leaders do about a matter, and what becomes of it by itself."""

import pytest

from engine.db.audit import EventRow
from engine.escalations import acting, queries
from engine.escalations.instructing import NewInstruction, NobodyToInstruct, instruct_case
from engine.escalations.model import (
    ACKNOWLEDGED,
    CLOSED,
    HANDED_BACK,
    OPEN,
    SETTLED,
    TAKEN,
    EscalationOver,
)
from engine.kernel.errors import Forbidden, Invalid
from engine.processes.service import complete_task
from engine.tasks.service import claim_task


def test_late_work_is_raised_to_the_first_level(bureau, late):
    row = bureau.matter(late)

    assert (row.reason, row.level, row.state) == ("overdue", 1, OPEN)
    assert row.groups == ["TEAM_LEAD@2001011"]


def test_what_somebody_takes_up_stays_with_him_for_two_working_days(bureau, late):
    bureau.act("lead", acting.acknowledge_escalation, bureau.matter(late).id)
    bureau.pass_time(days=1)
    assert bureau.matter(late).level == 1

    bureau.pass_time(days=3)

    assert (bureau.matter(late).level, bureau.matter(late).state) == (2, OPEN)


def test_what_is_done_settles_by_itself(bureau, late):
    task = bureau.task(late)
    bureau.act("clerk", claim_task, task.id)
    bureau.act("clerk", complete_task, task.id, {})
    assert bureau.act("lead", lambda uow, who: queries.mine(uow.session, who)) == []

    bureau.pass_time(days=3)

    assert bureau.matter(late).state == SETTLED
    assert bureau.entries(late)[-1] == ("settled", 1)


def test_a_leader_takes_the_task_over_and_hands_it_back(bureau, late):
    task = bureau.task(late)
    bureau.act("clerk", claim_task, task.id)
    row = bureau.matter(late)

    bureau.act("lead", acting.take_over, row.id, "我来办")
    assert bureau.task(late).assignee_id == bureau.ids["lead"]
    assert bureau.matter(late).state == TAKEN
    bureau.act("lead", acting.hand_back, row.id, "请明日办结")

    assert bureau.task(late).assignee_id == bureau.ids["clerk"]
    assert bureau.matter(late).state == HANDED_BACK


def test_a_task_nobody_had_claimed_goes_back_to_all(bureau, late):
    row = bureau.matter(late)
    bureau.act("lead", acting.take_over, row.id, "")

    bureau.act("lead", acting.hand_back, row.id, "请办理")

    assert bureau.task(late).assignee_id is None
    bureau.act("second", claim_task, bureau.task(late).id)


def test_a_closed_matter_never_climbs_again(bureau, late):
    row = bureau.matter(late)
    with pytest.raises(Invalid):
        bureau.act("lead", acting.close_escalation, row.id, " ")
    bureau.act("lead", acting.close_escalation, row.id, "客户同意延后")

    bureau.pass_time(days=10)

    assert (bureau.matter(late).state, bureau.matter(late).level) == (CLOSED, 1)
    with pytest.raises(EscalationOver):
        bureau.act("lead", acting.acknowledge_escalation, row.id)


def test_who_let_it_climb_cannot_take_it_up_above(bureau, late):
    bureau.pass_time(days=1)
    row = bureau.matter(late)
    assert row.groups == ["MARKETING_HEAD@200101"]

    with pytest.raises(Forbidden):
        bureau.act("lead", acting.acknowledge_escalation, row.id)
    bureau.act("head", acting.acknowledge_escalation, row.id)


@pytest.mark.parametrize("name", ["clerk", "elsewhere"])
def test_others_do_nothing_about_it(bureau, late, name):
    with pytest.raises(Forbidden):
        bureau.act(name, acting.take_over, bureau.matter(late).id, "")


def test_who_may_supervise_within_reach_may_act_before_it_climbs(bureau, late):
    bureau.act("city", acting.acknowledge_escalation, bureau.matter(late).id)

    assert bureau.matter(late).holder_id == bureau.ids["city"]


def test_an_instruction_reaches_the_handlers_and_tells_when_it_is_not_done(bureau, late):
    def instruct(uow, who):
        due_at = uow.now.replace(day=11)
        return instruct_case(uow, who, late, NewInstruction("请今日办结", due_at)).id

    told = bureau.act("deputy", instruct)
    bureau.pass_time(days=3)

    kept = bureau.read(lambda uow: queries.get_instruction(uow.session, told))
    assert kept.receivers == ["BUSINESS_CLERK@2001011"]
    assert kept.late_at is not None
    names = bureau.read(lambda uow: [row.name for row in uow.session.query(EventRow)])
    assert names.count("InstructionLate") == 1


def test_nobody_is_instructed_about_a_case_that_is_over(bureau, late):
    task = bureau.task(late)
    bureau.act("clerk", claim_task, task.id)
    bureau.act("clerk", complete_task, task.id, {})

    with pytest.raises(NobodyToInstruct):
        bureau.act("deputy", instruct_case, late, NewInstruction("请办理"))


def test_an_instruction_needs_a_text_and_a_moment_to_come(bureau, late):
    with pytest.raises(Invalid):
        bureau.act("deputy", instruct_case, late, NewInstruction(""))
    past = bureau.clock.now().replace(year=2025)
    with pytest.raises(Invalid):
        bureau.act("deputy", instruct_case, late, NewInstruction("请办理", past))


def test_a_leader_raises_a_matter_to_those_above_him(bureau, late):
    made = bureau.act("lead", acting.raise_by_hand, late, "需要区公司协调").id
    row = bureau.read(lambda uow: queries.get_escalation(uow.session, made))

    assert (row.reason, row.groups) == ("manual", ["MARKETING_HEAD@200101"])
    bureau.pass_time(days=2)
    row = bureau.read(lambda uow: queries.get_escalation(uow.session, made))
    assert row.groups == ["DEPUTY_GM@200101"]


def test_nobody_stands_above_the_top(bureau, late):
    with pytest.raises(Forbidden):
        bureau.act("elsewhere", acting.raise_by_hand, late, "别人的案件")
    with pytest.raises(acting.NobodyAbove):
        bureau.act("supervisor", acting.raise_by_hand, late, "到顶了")


def test_acknowledging_is_a_line_of_the_case(bureau, late):
    bureau.act("lead", acting.acknowledge_escalation, bureau.matter(late).id)

    names = bureau.read(
        lambda uow: [row.name for row in uow.session.query(EventRow).filter_by(stream=late)]
    )
    assert names[-1] == "EscalationAcknowledged"
    assert bureau.matter(late).state == ACKNOWLEDGED
