"""The organisation tree as plain values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from engine.staff.rules import Directory, Grant, Unit, business_number, territory

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


def unit(id_: str, type_: str, parent: str | None = None) -> Unit:
    return Unit(id_, id_, id_, "", type_, parent, "", "URBAN", None)


TREE = Directory(
    {
        "10": unit("10", "GROUP"),
        "20": unit("20", "PROVINCE", "10"),
        "2001": unit("2001", "CITY", "20"),
        "200101": unit("200101", "COUNTY", "2001"),
        "20010102": unit("20010102", "DEPT", "200101"),
    },
    {"MARKETING_HEAD@200101": (Grant("wang", "MARKETING_HEAD", "200101"),)},
)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [("COUNTY", "200101"), ("CITY", "2001"), ("GROUP", "10"), ("STATION", None)],
)
def test_an_ancestor_is_the_nearest_unit_of_its_type(type_, expected):
    found = TREE.ancestor("20010102", type_)

    assert (found.id if found else None) == expected


def test_a_department_belongs_to_the_company_above_it():
    company = TREE.company("20010102")

    assert company is not None
    assert company.id == "200101"


def test_a_grant_counts_from_its_beginning_until_just_before_its_end():
    grant = Grant("wang", "GM", "10", NOW, NOW + timedelta(days=1))

    assert grant.is_valid(NOW)
    assert not grant.is_valid(NOW + timedelta(days=1))
    assert not grant.is_valid(NOW - timedelta(seconds=1))


def test_a_person_granted_a_role_twice_is_one_holder():
    twice = replace(TREE, grants={"GM@10": (Grant("li", "GM", "10"), Grant("li", "GM", "10"))})

    assert twice.holders("GM@10", NOW) == ("li",)


@pytest.mark.parametrize(("code", "place"), [("200101", "2001"), ("10", "1000"), ("20", "2000")])
def test_units_of_a_city_share_a_territory(code, place):
    assert territory(code) == place


def test_a_number_has_prefix_day_territory_and_counter():
    assert business_number("YK", "20261102", "2001", 7, 5) == "YK20261102200100007"
