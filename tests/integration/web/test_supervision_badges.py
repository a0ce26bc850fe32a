"""Whoever has a case in a list sees that it is under supervision, and how gravely."""

import pytest
from sqlalchemy import event

from engine.access.queries import actor_for
from engine.processes.queries import CaseFilter, cases
from engine.staff.queries import user_by_username
from engine.supervision.model import SupervisionOrder
from engine.supervision.rules import ORANGE, RED, YELLOW
from engine.supervision.service import NewOrder, supervise_case
from tests.companies import employ
from tests.integration.bulk.test_rows import DECISION
from tests.integration.web.test_inbox import deployed

BADGE = 'data-supervised="'


@pytest.fixture
def started(app, signed_in, database, clock) -> list[str]:
    """Return the ids of two cases li has started, which the cashiers may claim."""
    deployed(app, DECISION)
    li = signed_in("li")
    for _ in range(2):
        assert li.send("/start/leave", {"data": {}}).status_code == 200
    with database.unit_of_work(clock) as uow:
        employ(uow, "chief", "10", "SUPERVISOR")
        everything = actor_for(uow.session, employ(uow, "gm", "10", "GM"), uow.now)
        found, _more = cases(uow.session, everything, CaseFilter())
        return sorted(row.id for row in found)


@pytest.fixture
def supervise(database, clock):
    def order(case_id: str, colour: str, unit_id: str = "200101") -> str:
        with database.unit_of_work(clock) as uow:
            chief = actor_for(uow.session, user_by_username(uow.session, "chief").id, uow.now)
            return supervise_case(uow, chief, case_id, NewOrder(unit_id, colour, "请说明")).id

    return order


def badges(text: str) -> list[str]:
    return [part.split('"')[0] for part in text.split(BADGE)[1:]]


def test_every_list_shows_the_colour_and_leads_to_the_order(started, supervise, signed_in):
    order_id = supervise(started[0], ORANGE)

    lists = [
        signed_in("wang").get("/inbox/?view=claimable").text,
        signed_in("li").get("/inbox/?view=started").text,
        signed_in("boss").get("/cases/").text,
    ]

    assert [badges(page) for page in lists] == [[ORANGE]] * 3
    links = {page.split(BADGE)[0].rpartition("<a ")[2] for page in lists}
    assert all(f'href="/supervision/{order_id}"' in link for link in links)
    assert all("反馈时限 2026-11-0" in link for link in links)


def test_the_pages_of_task_and_case_carry_it_at_their_head(started, supervise, signed_in):
    supervise(started[0], YELLOW)
    li = signed_in("li")

    page = li.get(f"/cases/{started[0]}").text

    head = page.split('class="row g-3"')[0]
    assert badges(head) == [YELLOW]
    assert "督办 · 黄色" in head


def test_of_several_orders_the_gravest_shows(started, supervise, signed_in):
    supervise(started[0], YELLOW)
    supervise(started[0], RED, "2001011")

    assert badges(signed_in("li").get("/inbox/?view=started").text) == [RED]


def test_what_is_closed_shows_no_more(started, supervise, signed_in, database, clock):
    order_id = supervise(started[0], RED)
    assert badges(signed_in("li").get("/inbox/?view=started").text) == [RED]
    with database.unit_of_work(clock) as uow:
        uow.session.get(SupervisionOrder, order_id).status = "closed"

    assert badges(signed_in("li").get("/inbox/?view=started").text) == []


def test_a_page_asks_for_all_its_badges_at_once(started, supervise, signed_in, database):
    wang = signed_in("wang")
    for case_id in started:
        supervise(case_id, YELLOW)
    asked: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    page = wang.get("/inbox/?view=claimable").text

    event.remove(database.engine, "before_cursor_execute", note)
    assert badges(page) == [YELLOW, YELLOW]
    of_rows = [one for one in asked if "supervision_order.instance_id IN" in one]
    assert len(of_rows) == 1
