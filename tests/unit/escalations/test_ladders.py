"""Who hears of late work, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.deadlines.rules import seed_time_rules
from engine.escalations.rules import Told, rings_at, rung_of, who_is_told
from engine.staff.rules import Directory, Grant, Unit

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 6, 9, 30, tzinfo=UTC)
LINE = ["10 GROUP", "20 PROVINCE", "2001 CITY", "200101 COUNTY", "2001011 STATION"]


def company(*groups: str, leader: str | None = None) -> Directory:
    units, path, above = {}, "/", None
    for entry in LINE:
        code, type_ = entry.split()
        path += f"{code}/"
        head = leader if type_ == "COUNTY" else None
        units[code] = Unit(code, code, code, "", type_, above, path, "URBAN", head)
        above = code
    grants = {}
    for group in groups:
        role, org_id = group.split("@")
        grants[group] = (Grant(f"someone of {group}", role, org_id),)
    return Directory(units, grants)


def told(level: int, candidate: str, directory: Directory, ladder: str = "E1") -> Told:
    return who_is_told(rung_of(ladder, level), [candidate], "2001011", directory, NOW)


@pytest.mark.parametrize(
    ("level", "rings"),
    [
        (1, DUE),
        (2, datetime(2026, 11, 9, 9, 30, tzinfo=UTC)),
        (3, datetime(2026, 11, 10, 9, 30, tzinfo=UTC)),
        (4, datetime(2026, 11, 11, 9, 30, tzinfo=UTC)),
    ],
)
def test_the_ladder_climbs_in_working_days(level, rings):
    calendar = seed_time_rules().calendar()

    assert rings_at(rung_of("E1", level), NOW, DUE, calendar) == rings


def test_the_ladder_of_faults_climbs_in_the_time_the_task_had():
    due = NOW + timedelta(minutes=45)

    rings = [
        rings_at(rung_of("fault", level), NOW, due, seed_time_rules().calendar())
        for level in (1, 2, 3)
    ]

    assert rings == [NOW + timedelta(minutes=minutes) for minutes in (45, 90, 135)]


def test_the_ladder_ends():
    assert rung_of("E1", 5) is None
    assert rung_of("none", 1) is None


@pytest.mark.parametrize(
    ("level", "group"),
    [
        (1, "TEAM_LEAD@2001011"),
        (2, "MARKETING_HEAD@200101"),
        (3, "DEPUTY_GM@200101"),
        (4, "SUPERVISOR@10"),
    ],
)
def test_each_level_is_told_at_the_nearest_unit_that_has_it(level, group):
    directory = company(
        "TEAM_LEAD@2001011",
        "MARKETING_HEAD@200101",
        "MARKETING_HEAD@2001",
        "DEPUTY_GM@200101",
        "SUPERVISOR@10",
    )

    assert told(level, "BUSINESS_CLERK@2001011", directory) == Told((group,))


@pytest.mark.parametrize(
    ("candidate", "head"),
    [
        ("REPAIR_CREW@2001011", "OPS_HEAD@200101"),
        ("DISPATCHER@200101", "DISPATCH_HEAD@2001"),
        ("AREA_MANAGER@2001011", "MARKETING_HEAD@200101"),
    ],
)
def test_the_head_is_that_of_the_department_that_is_late(candidate, head):
    directory = company("OPS_HEAD@200101", "MARKETING_HEAD@200101", "DISPATCH_HEAD@2001")

    assert told(2, candidate, directory) == Told((head,))


@pytest.mark.parametrize(
    ("late", "levels"),
    [
        ("MARKETING_HEAD@200101", [(), "DEPUTY_GM@200101", "GM@200101", "SUPERVISOR@10"]),
        ("DEPUTY_GM@200101", [(), "GM@200101", "GM@200101", "SUPERVISOR@10"]),
        ("TEAM_LEAD@2001011", [(), "MARKETING_HEAD@200101", "DEPUTY_GM@200101", "SUPERVISOR@10"]),
    ],
)
def test_when_leaders_are_late_the_ladder_begins_above_them(late, levels):
    directory = company(
        "TEAM_LEAD@2001011",
        "MARKETING_HEAD@200101",
        "DEPUTY_GM@200101",
        "GM@200101",
        "SUPERVISOR@10",
        leader="lu",
    )

    found = [told(level, late, directory) for level in (1, 2, 3, 4)]

    assert found == [Told((group,) if group else ()) for group in levels]


def test_without_a_team_lead_the_head_hears_of_it_first():
    directory = company("TEAM_LEAD@10", "MARKETING_HEAD@200101")

    assert told(1, "BUSINESS_CLERK@2001011", directory) == Told(("MARKETING_HEAD@200101",))


def test_where_nobody_holds_a_role_the_leader_of_the_unit_hears_of_it():
    assert told(1, "BUSINESS_CLERK@2001011", company(leader="lu")) == Told(users=("lu",))


def test_faults_go_to_the_dispatchers_of_the_city():
    directory = company("SERVICE_DISPATCH@200101", "SERVICE_DISPATCH@2001")

    assert told(1, "REPAIR_CREW@2001011", directory, "fault") == Told(("SERVICE_DISPATCH@2001",))


def test_nobody_is_told_when_there_is_nobody():
    assert told(1, "BUSINESS_CLERK@2001011", company()) == Told()
