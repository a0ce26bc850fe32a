"""Orders of supervision: who must answer, how they climb, who judges."""

from datetime import timedelta

import pytest

from engine.access.queries import actor_for
from engine.db.audit import EventRow
from engine.deadlines.service import load_seed
from engine.instances.model import RUNNING, ProcessInstance
from engine.kernel.errors import Forbidden, Invalid
from engine.scheduler.jobs import Worker
from engine.supervision import queries, service
from engine.supervision.jobs import handlers
from engine.supervision.model import ANSWERED, CLOSED, OPEN, NotAnswered, OrderClosed
from engine.supervision.rules import ORANGE, RED, YELLOW
from engine.supervision.service import NewOrder
from tests.companies import employ, found_company
from tests.founding import founded

PEOPLE = {
    "clerk": ("2001011", "BUSINESS_CLERK"),
    "lead": ("2001011", "TEAM_LEAD"),
    "head": ("200101", "MARKETING_HEAD"),
    "deputy": ("200101", "DEPUTY_GM"),
    "province": ("20", "DEPUTY_GM"),
    "supervisor": ("10", "SUPERVISOR"),
}
ORDER = NewOrder("200101", YELLOW, "请说明超期原因")


class Desk:
    """People who act in transactions of their own, and a worker that is restarted each time."""

    def __init__(self, database, clock):
        self.database, self.clock = database, clock
        self.ids = founded(database, clock, "supervised", self._furnish)

    def _furnish(self):
        with self.database.unit_of_work(self.clock) as uow:
            found_company(uow)
            load_seed(uow)
            uow.session.add(a_case(uow.now))
            return {name: employ(uow, name, *where) for name, where in PEOPLE.items()}

    def act(self, name, verb, *arguments, **more):
        with self.database.unit_of_work(self.clock) as uow:
            return verb(uow, actor_for(uow.session, self.ids[name], uow.now), *arguments, **more)

    def order(self):
        with self.database.reading(self.clock) as uow:
            return queries.orders_of(uow.session, "case-1")[0]

    def kinds(self) -> list[str]:
        with self.database.reading(self.clock) as uow:
            return [one.kind for one in queries.entries_of(uow.session, self.order().id)]

    def view(self, name, view) -> list[str]:
        rows = self.act(name, lambda uow, who: queries.orders(uow.session, who, view))
        return [row.case_no for row in rows]

    def pass_days(self, days: int) -> None:
        for _ in range(days):
            self.clock.advance(timedelta(days=1))
            for _process in range(2):
                Worker(self.database, self.clock, handlers()).tick()


def a_case(now) -> ProcessInstance:
    return ProcessInstance(
        id="case-1",
        definition_id="def",
        definition_key="connection",
        version=1,
        business_key="YK1",
        title="充电桩新装",
        status=RUNNING,
        org_id="2001011",
        org_path="/10/20/2001/200101/2001011/",
        starter_id="clerk",
        starter_name="Clerk",
        started_at=now,
        pauses=[],
        variables={},
        state=b"",
    )


@pytest.fixture
def desk(database, clock) -> Desk:
    return Desk(database, clock)


@pytest.fixture
def opened(desk) -> str:
    return desk.act("supervisor", lambda uow, who: opened_by(uow, who, ORDER))


def opened_by(uow, who, new: NewOrder) -> str:
    return service.supervise_case(uow, who, "case-1", new).id


def test_an_order_tells_the_head_and_asks_for_an_answer_in_two_working_days(desk, opened):
    order = desk.order()

    assert (order.colour, order.status, order.told) == (YELLOW, OPEN, ["MARKETING_HEAD@200101"])
    assert order.due_at.date().isoformat() == "2026-11-04"
    assert order.number.startswith("DB")


def test_without_a_unit_the_company_of_the_case_answers(desk):
    desk.act("supervisor", lambda uow, who: opened_by(uow, who, NewOrder("", RED, "说明")))

    assert desk.order().unit_id == "2001011"
    assert desk.order().told == ["TEAM_LEAD@2001011"]


def test_a_late_answer_makes_it_graver_and_takes_it_up_once_a_level(desk, opened):
    desk.pass_days(20)

    order = desk.order()
    assert (order.colour, order.level) == (RED, 4)
    assert desk.kinds() == ["opened", "climbed", "climbed", "climbed"]
    assert order.told[:2] == ["MARKETING_HEAD@200101", "DEPUTY_GM@200101"]
    assert order.told[-1] == "SUPERVISOR@10"


def test_an_answer_stops_the_climb_and_is_judged(desk, opened):
    desk.act("head", service.answer_order, opened, "已整改", [])
    desk.pass_days(10)
    assert (desk.order().status, desk.order().colour) == (ANSWERED, YELLOW)

    desk.act("supervisor", service.close_order, opened, "GOOD", "")

    assert (desk.order().status, desk.order().grade) == (CLOSED, "GOOD")
    with pytest.raises(OrderClosed):
        desk.act("head", service.answer_order, opened, "补充", [])


def test_an_answer_that_is_not_good_enough_goes_back(desk, opened):
    with pytest.raises(NotAnswered):
        desk.act("supervisor", service.return_order, opened, "不充分")
    desk.act("head", service.answer_order, opened, "已整改", [])

    desk.act("supervisor", service.return_order, opened, "请附照片")

    assert desk.order().status == OPEN
    desk.pass_days(4)
    assert desk.order().colour == ORANGE


def test_more_time_counts_once_it_is_granted(desk, opened):
    until = desk.clock.now() + timedelta(days=9)
    desk.act("head", service.ask_extension, opened, until, "等待停电窗口")
    assert desk.order().due_at < until

    desk.act("supervisor", service.decide_extension, opened, "", is_granted=True)

    desk.pass_days(6)
    assert (desk.order().colour, desk.order().due_at) == (YELLOW, until)


def test_more_time_is_refused_with_a_reason(desk, opened):
    until = desk.clock.now() + timedelta(days=9)
    desk.act("head", service.ask_extension, opened, until, "等待停电窗口")

    with pytest.raises(Invalid):
        desk.act("supervisor", service.decide_extension, opened, " ", is_granted=False)
    desk.act("supervisor", service.decide_extension, opened, "按期反馈", is_granted=False)

    assert desk.kinds() == ["opened", "asked", "refused"]
    assert desk.order().asked_until is None


@pytest.mark.parametrize("name", ["clerk", "lead", "province"])
def test_only_the_unit_answers(desk, opened, name):
    with pytest.raises(Forbidden):
        desk.act(name, service.answer_order, opened, "已整改", [])


@pytest.mark.parametrize("name", ["head", "deputy", "province"])
def test_whoever_is_supervised_does_not_judge(desk, opened, name):
    desk.act("head", service.answer_order, opened, "已整改", [])

    with pytest.raises(Forbidden):
        desk.act(name, service.close_order, opened, "GOOD", "")


def test_a_county_leader_supervises_his_stations_and_nobody_above(desk):
    desk.act("deputy", lambda uow, who: opened_by(uow, who, NewOrder("2001011", YELLOW, "说明")))

    with pytest.raises(Forbidden):
        desk.act("deputy", lambda uow, who: opened_by(uow, who, NewOrder("20", RED, "说明")))
    with pytest.raises(Forbidden):
        desk.act("lead", lambda uow, who: opened_by(uow, who, ORDER))


def test_each_sees_his_own_list(desk, opened):
    assert desk.view("head", "answer") == ["YK1"]
    assert desk.view("head", "unit") == ["YK1"]
    assert desk.view("clerk", "reach") == []
    assert desk.view("supervisor", "opened") == ["YK1"]
    assert desk.view("province", "reach") == ["YK1"]
    assert desk.view("lead", "reach") == []


def test_the_person_named_answers_whatever_his_role(desk):
    new = NewOrder("200101", YELLOW, "说明", person_id=desk.ids["clerk"])
    order = desk.act("supervisor", lambda uow, who: opened_by(uow, who, new))
    assert desk.view("clerk", "answer") == ["YK1"]

    desk.act("clerk", service.answer_order, order, "已联系客户", [])

    assert desk.order().status == ANSWERED


def test_a_second_order_raises_the_first(desk, opened):
    again = NewOrder("200101", RED, "再次超期")

    assert desk.act("supervisor", lambda uow, who: opened_by(uow, who, again)) == opened
    assert (desk.order().colour, desk.kinds()) == (RED, ["opened", "raised"])


@pytest.mark.parametrize(
    ("colour", "reason"), [("PINK", "说明"), (YELLOW, "  ")], ids=["colour", "reason"]
)
def test_an_order_needs_a_colour_and_a_reason(desk, colour, reason):
    with pytest.raises(Invalid):
        desk.act("supervisor", lambda uow, who: opened_by(uow, who, NewOrder("", colour, reason)))


def test_every_step_is_a_line_of_the_case(desk, opened):
    desk.act("head", service.answer_order, opened, "已整改", [])
    desk.act("supervisor", service.close_order, opened, "ADEQUATE", "按期")

    with desk.database.reading(desk.clock) as uow:
        rows = uow.session.query(EventRow).filter_by(stream="case-1").order_by(EventRow.seq)
        names = [row.name for row in rows]
        case = uow.session.get(ProcessInstance, "case-1")
        assert case.audit_seq == len(names)
    assert names == ["SupervisionOpened", "SupervisionAnswered", "SupervisionClosed"]
