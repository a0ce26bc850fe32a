"""What leaders have done about late cases when the demo begins, so that their console is alive."""

from engine.access.queries import actor_for
from engine.bootstrap import Container
from engine.db import UnitOfWork
from engine.demo import queries
from engine.escalations import acting
from engine.escalations.instructing import NewInstruction, instruct_case
from engine.escalations.queries import escalations_of
from engine.kernel.actor import Actor
from engine.kernel.errors import NotFound
from engine.staff import queries as staff
from engine.supervision.rules import RED, YELLOW
from engine.supervision.service import NewOrder, answer_order, supervise_case

# The matter of each case, by its title; the third order, an orange one, is a diagram's.
OVERDUE_TOOLS = "年度安全工器具检定"
HARBOUR = "海柘港区线路消缺"
DATA_CENTRE = "临江云数据中心"


def act_as_leaders(parts: Container) -> None:
    """Open orders of supervision, reply to one, instruct, and take a matter up."""
    with parts.database.unit_of_work(parts.clock) as uow:
        supervisor = _person(uow, "xie.yunzhou")
        red = NewOrder("200101", RED, "安全工器具检定逾期,说明原因与完成时间。")
        tools = queries.case_titled(uow.session, OVERDUE_TOOLS)
        supervise_case(uow, supervisor, tools, red)
        yellow = NewOrder("210101", YELLOW, "任务下达后逾期未签收,请说明。")
        harbour = queries.case_titled(uow.session, HARBOUR)
        order = supervise_case(uow, supervisor, harbour, yellow)
        uow.session.flush()
        answer_order(uow, _person(uow, "lu.yian"), order.id, "已安排专人,本周内完成消缺。")
    with parts.database.unit_of_work(parts.clock) as uow:
        chief = _person(uow, "fan.yimo")
        data_centre = queries.case_titled(uow.session, DATA_CENTRE)
        instruct_case(uow, chief, data_centre, NewInstruction("重点项目,请两部门今日内出具意见。"))
        uow.session.flush()
        for matter in escalations_of(uow.session, data_centre)[:1]:
            if matter.is_held_by(chief):
                acting.acknowledge_escalation(uow, chief, matter.id)


def _person(uow: UnitOfWork, username: str) -> Actor:
    user = staff.user_by_username(uow.session, username)
    if user is None:
        raise NotFound("user", username)
    return actor_for(uow.session, user.id, uow.now)
