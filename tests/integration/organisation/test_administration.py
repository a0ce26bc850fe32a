"""Units, people and roles through the services, on both databases, with their guard rails."""

from datetime import timedelta

import pytest

from engine.access import accounts, grants, service
from engine.access.queries import actor_for
from engine.db import UnitOfWork
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Forbidden, Invalid
from engine.staff import importing, queries, units
from engine.staff import service as staff
from engine.staff.listing import PeopleFilter, people
from engine.tasks.model import UserTask
from tests.companies import employ, found_company
from tests.integration.access.test_sign_in import CHEAP


@pytest.fixture
def company(uow: UnitOfWork) -> None:
    found_company(uow)


@pytest.fixture
def act(uow: UnitOfWork, company: None):
    """Return what makes somebody with roles at a unit, as an actor."""

    def employed(name: str, unit: str, *roles: str) -> Actor:
        return actor_for(uow.session, employ(uow, name, unit, *roles), uow.now)

    return employed


def test_a_security_administrator_grants_business_roles_below_his_unit(uow, act):
    sec, wang = act("sec", "200101", "SEC_ADMIN"), act("wang", "2001011")

    grants.grant(uow, sec, grants.NewGrant(wang.user_id, "CASHIER", "2001011"))

    granted = queries.grants_of(uow.session, wang.user_id)[0]
    assert (granted.role_code, granted.granted_by, granted.granted_at) == (
        "CASHIER", sec.name, uow.now,
    )  # fmt: skip
    with pytest.raises(Forbidden):
        grants.grant(uow, sec, grants.NewGrant(wang.user_id, "CASHIER", "2001"))


@pytest.mark.parametrize("role", ["PROCESS_ADMIN", "SYS_ADMIN", "AUDIT_ADMIN", "BPM_ANALYST"])
def test_nobody_grants_more_than_he_holds(uow, act, role):
    sec, wang = act("sec", "10", "SEC_ADMIN"), act("wang", "2001011")

    with pytest.raises(grants.NotYoursToGrant):
        grants.grant(uow, sec, grants.NewGrant(wang.user_id, role, "10"))


def test_what_is_held_at_a_lower_unit_is_not_granted_above_it(uow, act):
    sec = act("sec", "10", "SEC_ADMIN")
    staff.grant_role(uow, SYSTEM, sec.user_id, "SYS_ADMIN", "200101")
    sec, wang = actor_for(uow.session, sec.user_id, uow.now), act("wang", "2001011")

    grants.grant(uow, sec, grants.NewGrant(wang.user_id, "SYS_ADMIN", "2001011"))
    with pytest.raises(grants.NotYoursToGrant):
        grants.grant(uow, sec, grants.NewGrant(wang.user_id, "SYS_ADMIN", "2001"))


def test_nobody_grants_himself_a_role(uow, act):
    sec = act("sec", "10", "SEC_ADMIN")

    with pytest.raises(grants.NotYoursToGrant):
        grants.grant(uow, sec, grants.NewGrant(sec.user_id, "CASHIER", "10"))


@pytest.mark.parametrize("role", ["SYS_ADMIN", "SEC_ADMIN"])
def test_the_last_administrator_stays(uow, act, role):
    last = act("last", "10", role)

    with pytest.raises(staff.LastAdministrator):
        staff.set_status(uow, SYSTEM, last.user_id, "DISABLED")
    with pytest.raises(staff.LastAdministrator):
        staff.revoke_role(uow, SYSTEM, last.user_id, role, "10")
    act("other", "10", role)
    staff.set_status(uow, SYSTEM, last.user_id, "DISABLED")


def test_an_account_administrator_reaches_his_own_units_only(uow, act):
    keeper, far = act("keeper", "2001011", "SYS_ADMIN"), act("far", "2001012")

    staff.create_user(uow, keeper, staff.NewUser("near", "近", "2001011"))
    for unit in ("2001012", "2001"):
        with pytest.raises(Forbidden):
            staff.create_user(uow, keeper, staff.NewUser("new", "新", unit))
    with pytest.raises(Forbidden):
        staff.set_status(uow, keeper, far.user_id, "DISABLED")


def test_a_temporary_password_has_to_be_changed(uow, act):
    keeper, wang = act("keeper", "10", "SYS_ADMIN"), act("wang", "2001011")
    secret = accounts.give_temporary_password(uow, keeper, wang.user_id, CHEAP)

    assert service.authenticate(uow, "wang", secret, "", CHEAP).ok
    with pytest.raises(Invalid):
        service.set_password(uow, wang, wang.user_id, secret, CHEAP)
    service.set_password(uow, wang, wang.user_id, "a-sentence-of-his-own", CHEAP)
    assert not queries.get_user(uow.session, wang.user_id).must_change_password


def test_nobody_takes_over_the_account_of_one_who_may_do_more(uow, act):
    keeper, sec = act("keeper", "10", "SYS_ADMIN"), act("sec", "10", "SEC_ADMIN")

    with pytest.raises(accounts.HoldsMore):
        accounts.give_temporary_password(uow, keeper, sec.user_id, CHEAP)


def test_a_unit_moves_with_all_below_it_and_their_rows(uow, company):
    task = {"definition_id": "", "definition_key": "", "activity_id": "", "name": "", "title": ""}
    place = {"org_id": "2001011", "org_path": "/10/20/2001/200101/2001011/", "business_key": ""}
    uow.session.add(UserTask(id="t1", instance_id="i1", created_at=uow.now, **task, **place))

    units.move_unit(uow, SYSTEM, "200101", "20")

    assert queries.get_unit(uow.session, "2001012").path == "/10/20/200101/2001012/"
    uow.session.expire_all()
    assert uow.session.get(UserTask, "t1").org_path == "/10/20/200101/2001011/"
    with pytest.raises(Invalid):
        units.move_unit(uow, SYSTEM, "200101", "2001011")


def test_a_unit_that_is_needed_stays_open(uow, act):
    act("wang", "2001011")

    with pytest.raises(units.UnitInUse):
        units.set_unit_status(uow, SYSTEM, "2001011", "DISABLED")
    units.set_unit_status(uow, SYSTEM, "2001012", "DISABLED")
    assert "2001012" not in queries.directory(uow.session).units


def test_a_file_of_people_is_checked_line_by_line(uow, act):
    act("wang", "2001011")
    text = (
        "username,name,unit,email,manager\n"
        "wang,王五,2001012,,\n"
        "li.na,李娜,2001011,li@example.com,wang\n"
        "zhao,,9999,nonsense,nobody\n"
    )

    lines = importing.read_people(text, importing.known_things(uow))

    assert [line.action for line in lines] == ["change", "create", "create"]
    wrong = {(problem["field"], problem["code"]) for problem in lines[2].problems}
    assert wrong == {
        ("name", "required"), ("unit", "unknown"), ("email", "no_address"), ("manager", "unknown"),
    }  # fmt: skip
    importing.take_people(uow, SYSTEM, lines[:2])
    found, _ = people(uow.session, PeopleFilter("娜"), uow.now)
    assert found[0].manager_id == queries.user_by_username(uow.session, "wang").id
    assert queries.user_by_username(uow.session, "wang").org_id == "2001012"


def test_a_file_from_a_chinese_spreadsheet_is_read(uow, company):
    content = "code,name,type,parent\n2001013,新所,STATION,200101\n".encode("gb18030")

    lines = importing.read_units(importing.read_text(content), importing.known_things(uow))
    importing.take_units(uow, SYSTEM, lines)

    assert queries.get_unit(uow.session, "2001013").path.endswith("/200101/2001013/")


def test_every_permission_names_the_grant_it_comes_from(uow, act):
    wang = act("wang", "2001011", "CASHIER")
    later = uow.now + timedelta(days=1)
    staff.grant_role(uow, SYSTEM, wang.user_id, "GM", "10", valid_from=later)

    reasons = {one.permission: one.grants for one in grants.reasons_of(uow, wang.user_id)}

    assert reasons["customer:read"] == (("CASHIER", "2001011"),)
    assert reasons["task:claim"] == ()
    assert "task:reassign" not in reasons
