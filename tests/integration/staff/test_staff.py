"""People, units and numbers on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from engine.access.service import define_roles
from engine.db import Database, UnitOfWork
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Conflict, Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.staff import queries, service
from engine.staff.model import Deputy
from engine.staff.service import NewUnit, NewUser


@pytest.fixture
def company(uow: UnitOfWork) -> str:
    define_roles(uow)
    service.create_unit(uow, SYSTEM, NewUnit("10", "总公司", "GROUP"))
    service.create_unit(uow, SYSTEM, NewUnit("20", "省公司", "PROVINCE", "10"))
    return service.create_unit(uow, SYSTEM, NewUnit("2001", "市公司", "CITY", "20")).id


@pytest.fixture
def wang(uow: UnitOfWork, company: str) -> str:
    return service.create_user(uow, SYSTEM, NewUser("wang", "王", company)).id


def test_a_unit_knows_the_way_from_the_root(uow, company):
    assert queries.get_unit(uow.session, company).path == "/10/20/2001/"
    assert [unit.id for unit in queries.subtree(uow.session, "20")] == ["20", "2001"]


def test_a_username_is_taken_once(uow, company, wang):
    with pytest.raises(Conflict):
        service.create_user(uow, SYSTEM, NewUser(" WANG", "王", company))


def test_holders_of_a_role_are_active_people_with_a_valid_grant(uow, company, wang):
    service.grant_role(uow, SYSTEM, wang, "SURVEYOR", company)

    assert [user.id for user in queries.holders(uow.session, "SURVEYOR", company, uow.now)] == [
        wang
    ]
    service.set_status(uow, SYSTEM, wang, "DISABLED")
    assert queries.holders(uow.session, "SURVEYOR", company, uow.now) == []


def test_the_directory_follows_every_change(uow, company, wang):
    before = queries.directory(uow.session)

    service.grant_role(uow, SYSTEM, wang, "SURVEYOR", company)

    group = f"SURVEYOR@{company}"
    assert before.holders(group, uow.now) == ()
    assert queries.directory(uow.session).holders(group, uow.now) == (wang,)
    service.revoke_role(uow, SYSTEM, wang, "SURVEYOR", company)
    assert queries.directory(uow.session).holders(group, uow.now) == ()


def test_an_unchanged_directory_costs_one_statement(uow, company, database: Database):
    queries.directory(uow.session)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    queries.directory(uow.session)

    assert len(statements) == 1


def test_a_change_that_was_rolled_back_is_not_remembered(database, clock):
    with database.unit_of_work(clock) as uow:
        service.create_unit(uow, SYSTEM, NewUnit("10", "总公司", "GROUP"))
    with pytest.raises(RuntimeError), database.unit_of_work(clock) as uow:
        service.create_unit(uow, SYSTEM, NewUnit("20", "省公司", "PROVINCE", "10"))
        queries.directory(uow.session)
        raise RuntimeError

    with database.unit_of_work(clock) as uow:
        assert set(queries.directory(uow.session).units) == {"10"}


def test_roles_are_granted_within_reach_only(uow, company, wang):
    actor = Actor("sec", "sec", permissions=frozenset({"role:grant"}), scopes=("/10/21/",))

    with pytest.raises(Forbidden):
        service.grant_role(uow, actor, wang, "SURVEYOR", company)


def test_somebody_changes_his_own_phone_but_not_his_unit(uow, company, wang):
    actor = Actor(wang, "王")
    service.change_user(uow, actor, wang, {"phone": "13900001234"})

    with pytest.raises(Forbidden):
        service.change_user(uow, actor, wang, {"org_id": "10"})


def test_numbers_are_counted_per_prefix_territory_and_day(uow, company, clock):
    first = service.take_number(uow, "YK", company)
    second = service.take_number(uow, "YK", company)
    other = service.take_number(uow, "GD", "10", digits=6)
    uow.now = clock.advance(timedelta(hours=15))

    assert (first, second) == ("YK20261102200100001", "YK20261102200100002")
    assert other == "GD202611021000000001"
    assert service.take_number(uow, "YK", company) == "YK20261103200100001"


def test_a_deputy_is_somebody_else_for_a_time(uow, company, wang):
    day = timedelta(days=1)
    ids = {"id": new_id(), "principal_id": wang, "process_keys": [], "is_enabled": True}
    window = {"valid_from": uow.now, "valid_to": uow.now + day}

    with pytest.raises(Invalid):
        service.appoint_deputy(uow, Actor(wang, "王"), Deputy(**ids, **window, agent_id=wang))

    li = service.create_user(uow, SYSTEM, NewUser("li", "李", company)).id
    service.appoint_deputy(uow, Actor(wang, "王"), Deputy(**ids, **window, agent_id=li))
    assert [d.agent_id for d in queries.deputies_of(uow.session, wang, uow.now)] == [li]
    assert queries.principals_of(uow.session, li, uow.now + day) == []
