"""Signing in on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.access import queries, service
from engine.access.service import Passwords, authenticate
from engine.db import UnitOfWork
from engine.db.audit import EventRow
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from engine.staff import service as staff

CHEAP = Passwords(time_cost=1, memory_kib=8)
SECRET = "Correct-Horse-7"
IDLE = timedelta(minutes=30)


@pytest.fixture
def wang(uow: UnitOfWork) -> str:
    service.define_roles(uow)
    staff.create_unit(uow, SYSTEM, staff.NewUnit("10", "总公司", "GROUP"))
    staff.create_unit(uow, SYSTEM, staff.NewUnit("20", "省公司", "PROVINCE", "10"))
    user = staff.create_user(uow, SYSTEM, staff.NewUser("Wang", "王", "20"))
    service.set_password(uow, SYSTEM, user.id, SECRET, CHEAP)
    staff.grant_role(uow, SYSTEM, user.id, "MARKETING_HEAD", "20")
    return user.id


def attempt(uow: UnitOfWork, name: str, password: str) -> str:
    return authenticate(uow, name, password, "127.0.0.1", CHEAP).code


def events(uow: UnitOfWork) -> list[str]:
    uow.flush()
    return list(uow.session.scalars(select(EventRow.name).order_by(EventRow.seq)))


def test_the_right_password_signs_in_whatever_the_capitals_of_the_name(uow, wang):
    result = authenticate(uow, "WANG ", SECRET, "127.0.0.1", CHEAP)

    assert (result.ok, result.user_id) == (True, wang)
    assert events(uow)[-1] == "SignedIn"


@pytest.mark.parametrize("name", ["wang", "nobody"])
def test_five_failures_lock_a_name_for_a_quarter_of_an_hour(uow, wang, clock, name):
    codes = [attempt(uow, name, "wrong") for _ in range(5)]

    assert codes == ["wrong_credentials"] * 5
    assert attempt(uow, name, SECRET) == "account_locked"
    assert "AccountLocked" in events(uow)


def test_a_lock_opens_by_itself(uow, wang, clock):
    for _ in range(5):
        attempt(uow, "wang", "wrong")

    uow.now = clock.advance(timedelta(minutes=15))

    assert attempt(uow, "wang", SECRET) == "signed_in"


def test_success_forgets_earlier_failures(uow, wang):
    for _ in range(4):
        attempt(uow, "wang", "wrong")
    attempt(uow, "wang", SECRET)

    codes = [attempt(uow, "wang", "wrong") for _ in range(4)]

    assert codes == ["wrong_credentials"] * 4
    assert attempt(uow, "wang", SECRET) == "signed_in"


def test_somebody_who_left_cannot_sign_in_and_is_no_actor(uow, wang):
    staff.set_status(uow, SYSTEM, wang, "LEFT")

    assert attempt(uow, "wang", SECRET) == "wrong_credentials"
    with pytest.raises(NotFound):
        queries.actor_for(uow.session, wang, uow.now)


def test_an_account_without_a_password_lets_nobody_in(uow, wang):
    staff.create_user(uow, SYSTEM, staff.NewUser("li", "李", "20"))

    assert attempt(uow, "li", "") == "wrong_credentials"


def test_an_actor_has_the_groups_scopes_and_permissions_of_valid_grants(uow, wang):
    staff.grant_role(uow, SYSTEM, wang, "GM", "10", valid_to=uow.now)

    actor = queries.actor_for(uow.session, wang, uow.now)

    assert actor.groups == {"MARKETING_HEAD@20"}
    assert actor.scopes == ("/10/20/",)
    assert actor.may("task:assign")
    assert not actor.may("staff:edit")


def test_a_session_ends_when_idle_and_when_signed_out(uow, wang, clock):
    secret = service.open_session(uow, wang, "127.0.0.1", "browser")
    uow.session.flush()

    assert service.touch_session(uow, secret, IDLE)
    uow.now = clock.advance(timedelta(minutes=29))
    assert service.touch_session(uow, secret, IDLE)
    uow.now = clock.advance(timedelta(minutes=29))
    assert service.touch_session(uow, secret, IDLE)
    uow.now = clock.advance(IDLE)
    assert not service.touch_session(uow, secret, IDLE)


def test_a_new_password_ends_the_sessions_opened_with_the_old_one(uow, wang):
    secret = service.open_session(uow, wang, "", "")
    uow.session.flush()

    service.set_password(uow, SYSTEM, wang, "Another-Horse-8", CHEAP)

    assert not service.touch_session(uow, secret, IDLE)


def test_nobody_sets_the_password_of_another_without_permission(uow, wang):
    li = staff.create_user(uow, SYSTEM, staff.NewUser("li", "李", "20"))
    actor = queries.actor_for(uow.session, wang, uow.now)

    with pytest.raises(Forbidden):
        service.set_password(uow, actor, li.id, SECRET, CHEAP)


def test_a_weak_password_is_refused(uow, wang):
    with pytest.raises(Invalid) as caught:
        service.set_password(uow, SYSTEM, wang, "wang", CHEAP)

    assert {problem["code"] for problem in caught.value.problems} >= {"too_short"}


def test_the_first_administrator_can_be_made_once(uow):
    admin = service.create_first_admin(uow, "root-admin", SECRET, "云澜电力", CHEAP)

    assert queries.actor_for(uow.session, admin, uow.now).may("staff:edit")
    with pytest.raises(Conflict):
        service.create_first_admin(uow, "second", SECRET, "云澜电力", CHEAP)
