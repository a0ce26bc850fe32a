"""Colours and keepers of supervision."""

import pytest

from engine.staff.rules import Directory, Unit
from engine.supervision.rules import ORANGE, RED, YELLOW, graver, keeper_of, rung_for


def unit(id_: str, type_: str, parent: str | None, path: str) -> Unit:
    return Unit(id_, id_, id_, "", type_, parent, path, "", None)


TREE = Directory(
    {
        one.id: one
        for one in (
            unit("10", "GROUP", None, "/10/"),
            unit("20", "PROVINCE", "10", "/10/20/"),
            unit("2001", "CITY", "20", "/10/20/2001/"),
            unit("200101", "COUNTY", "2001", "/10/20/2001/200101/"),
        )
    }
)


@pytest.mark.parametrize(("colour", "next_"), [(YELLOW, ORANGE), (ORANGE, RED), (RED, RED)])
def test_a_late_reply_makes_an_order_graver_up_to_red(colour, next_):
    assert graver(colour) == next_


@pytest.mark.parametrize(
    ("colour", "path"), [(YELLOW, "/10/20/2001/"), (ORANGE, "/10/20/"), (RED, "/10/")]
)
def test_the_graver_the_higher_is_who_supervises(colour, path):
    assert keeper_of(TREE, "200101", colour) == path


@pytest.mark.parametrize(
    ("level", "type_", "role"),
    [
        (1, "STATION", "TEAM_LEAD"),
        (1, "COUNTY", "HEAD"),
        (2, "COUNTY", "DEPUTY_GM"),
        (9, "CITY", "SUPERVISOR@group"),
    ],
)
def test_who_hears_depends_on_the_level_and_the_kind_of_unit(level, type_, role):
    assert rung_for(level, type_).role == role
