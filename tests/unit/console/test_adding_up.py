"""Counts are added up for the units one level down."""

import pytest

from engine.console.rules import Count, heat, lines, processes, totals
from engine.staff.rules import Directory, Unit


def unit(id_: str, type_: str, parent: str | None, path: str) -> Unit:
    return Unit(id_, id_, id_, "", type_, parent, path, "", None)


GROUP = unit("10", "GROUP", None, "/10/")
PROVINCE = unit("20", "PROVINCE", "10", "/10/20/")
QUIET = unit("21", "PROVINCE", "10", "/10/21/")
OFFICE = unit("1001", "DEPT", "10", "/10/1001/")
COUNTY = unit("200101", "COUNTY", "20", "/10/20/200101/")
TREE = Directory({one.id: one for one in (GROUP, PROVINCE, QUIET, OFFICE, COUNTY)})
ZERO = (0, 0, 0, 0, 0)
COUNTS = [
    Count("/10/20/200101/", "connection", 1, 2, (1, 1, 0, 0, 0)),
    Count("/10/20/", "outage", 1, 0, ZERO),
    Count("/10/", "outage", 0, 1, (0, 0, 0, 0, 1)),
]


def test_each_unit_sums_up_what_lies_below_it():
    found = {line.unit.id: line for line in lines(COUNTS, TREE, GROUP)}

    assert found["20"].cells == {"connection": (2, 1), "outage": (0, 1)}
    assert (found["20"].red, found["20"].yellow, found["20"].ages) == (2, 2, [1, 1, 0, 0, 0])


def test_companies_without_lit_cases_are_shown_and_departments_are_not():
    found = [line.unit.id for line in lines(COUNTS, TREE, GROUP)]

    assert found == ["20", "21", "10"]


def test_the_unit_itself_comes_last():
    assert [line.is_itself for line in lines(COUNTS, TREE, GROUP)] == [False, False, True]


def test_the_sum_is_that_of_all_lines():
    whole = totals(lines(COUNTS, TREE, GROUP))

    assert (whole.red, whole.yellow, whole.ages) == (3, 2, [1, 1, 0, 0, 1])
    assert totals([]) is None


def test_processes_are_named_once_in_the_order_of_their_names():
    names = {"connection": "用电", "outage": "停电"}

    assert processes(lines(COUNTS, TREE, GROUP), names) == ["outage", "connection"]


@pytest.mark.parametrize(
    ("number", "most", "depth"), [(0, 9, 0), (1, 9, 1), (5, 10, 2), (10, 10, 4), (3, 0, 0)]
)
def test_the_more_the_deeper(number, most, depth):
    assert heat(number, most) == depth
