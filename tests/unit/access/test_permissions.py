"""Which role permits what."""

import pytest

from engine.access.passwords import password_problems
from engine.access.rules import (
    CLASSES,
    ROLE_PERMISSIONS,
    ROLES,
    Permission,
    permissions_of,
    scopes_of,
)
from engine.staff import rules as staff


def test_permissions_stand_in_alphabetical_order():
    names = [permission.value for permission in Permission]

    assert names == sorted(names)


def test_the_staff_module_uses_names_of_the_registry():
    assert {staff.READ, staff.EDIT, staff.GRANT} <= set(Permission)


def test_every_role_has_names_in_both_languages_and_permissions():
    assert all(zh and en for zh, en in ROLES.values())
    assert set(ROLES) == set(ROLE_PERMISSIONS)


def test_the_three_administrators_share_nothing_that_changes_something():
    accounts, roles = CLASSES["sys_admin"], CLASSES["sec_admin"]

    assert "staff:edit" not in roles
    assert "role:grant" not in accounts
    assert CLASSES["audit_admin"] == {"audit:read"}


def test_an_unknown_role_permits_what_everybody_may_do():
    assert permissions_of(["INVENTED"]) == permissions_of([])


def test_a_wider_scope_swallows_a_narrower_one():
    grants = [("GM", "/10/20/"), ("SURVEYOR", "/10/20/2001/"), ("GM", "/10/21/")]

    assert scopes_of(grants) == ("/10/20/", "/10/21/")


def test_an_administrator_of_accounts_sees_no_business_data():
    assert scopes_of([("SYS_ADMIN", "/10/")]) == ()


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "too_short"),
        ("aaaaaaaaaaaa", "too_simple"),
        ("wang-2026-xyz", "contains_username"),
    ],
)
def test_a_weak_password_is_named_as_such(password, problem):
    assert problem in password_problems(password, "wang")
