"""From `ROLE@SCOPE` to people."""

from datetime import UTC, datetime

import pytest

from engine.assignment.rules import Wanted, resolve, split_groups
from engine.staff.rules import Directory, Grant, Unit

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
TREE = {
    "10": ("GROUP", None),
    "20": ("PROVINCE", "10"),
    "2001": ("CITY", "20"),
    "200101": ("COUNTY", "2001"),
    "20010102": ("DEPT", "200101"),
    "2001011": ("STATION", "200101"),
    "2001012": ("STATION", "200101"),
    "200102": ("COUNTY", "2001"),
}
HOLDERS = {
    "CLERK@2001011": ["wang"],
    "CLERK@2001012": ["li"],
    "CLERK@200101": ["zhao"],
    "MARKETING_HEAD@200101": ["head"],
    "MARKETING_HEAD@200102": ["other-head"],
    "AGENT@10": ["agent"],
    "PROCESS_ADMIN@10": ["admin"],
}


def path_of(id_: str) -> str:
    parent = TREE[id_][1]
    return f"{path_of(parent) if parent else '/'}{id_}/"


DIRECTORY = Directory(
    {
        id_: Unit(id_, id_, id_, "", type_, parent, path_of(id_), "URBAN", None)
        for id_, (type_, parent) in TREE.items()
    },
    {
        group: tuple(Grant(user, *group.split("@")) for user in users)
        for group, users in HOLDERS.items()
    },
)


def groups_of(raw: str, *units: str) -> tuple[str, ...]:
    return resolve(Wanted([raw], units), DIRECTORY, NOW).groups


@pytest.mark.parametrize(
    ("raw", "unit", "expected"),
    [
        ("CLERK@station", "2001011", ("CLERK@2001011",)),
        ("CLERK@self", "2001011", ("CLERK@2001011",)),
        ("CLERK@station,county", "2001011", ("CLERK@2001011", "CLERK@200101")),
        ("MARKETING_HEAD@county", "2001011", ("MARKETING_HEAD@200101",)),
        ("MARKETING_HEAD@county", "20010102", ("MARKETING_HEAD@200101",)),
        ("CLERK@self", "20010102", ("CLERK@200101",)),
        ("AGENT@group", "2001011", ("AGENT@10",)),
        ("CLERK@2001012", "2001011", ("CLERK@2001012",)),
    ],
)
def test_a_scope_is_the_nearest_unit_of_its_level(raw, unit, expected):
    assert groups_of(raw, unit) == expected


def test_the_unit_of_the_case_comes_before_the_unit_of_its_starter():
    assert groups_of("MARKETING_HEAD@county", "200102", "2001011") == ("MARKETING_HEAD@200102",)


def test_a_scope_the_case_does_not_have_is_taken_from_the_starter():
    assert groups_of("MARKETING_HEAD@county", "10", "2001011") == ("MARKETING_HEAD@200101",)


def test_a_county_case_that_asks_for_a_station_goes_to_all_its_stations():
    assert groups_of("CLERK@station", "200101") == ("CLERK@2001011", "CLERK@2001012")


@pytest.mark.parametrize("raw", ["SAFETY_HEAD@county", "CLERK@station", "NOBODY@nowhere"])
def test_a_task_nobody_can_do_goes_to_the_process_administrator(raw):
    found = resolve(Wanted([raw], ["200102"]), DIRECTORY, NOW)

    assert (found.groups, found.policy) == (("PROCESS_ADMIN@10",), "admin")
    assert raw in found.reason


def test_the_only_candidate_being_excluded_counts_as_nobody():
    wanted = Wanted(["MARKETING_HEAD@county"], ["200101"], exclude=frozenset({"head"}))

    assert resolve(wanted, DIRECTORY, NOW).policy == "admin"


def test_an_empty_task_may_be_skipped_or_go_to_the_starter():
    skip = Wanted(["X@county"], ["200101"], empty_policy="skip")
    starter = Wanted(["X@county"], ["200101"], starter_id="wang", empty_policy="starter")

    assert resolve(skip, DIRECTORY, NOW).policy == "skip"
    assert resolve(starter, DIRECTORY, NOW).users == ("wang",)


def test_named_people_are_enough():
    found = resolve(Wanted([], ["200101"], users=["wang"]), DIRECTORY, NOW)

    assert (found.users, found.policy) == (("wang",), "")


def test_groups_may_come_split_at_their_commas():
    assert list(split_groups(["CLERK@station", "county", "AGENT@group"])) == [
        ("CLERK", "station"),
        ("CLERK", "county"),
        ("AGENT", "group"),
    ]
