"""Holds the delivered decision tables to their boundaries."""

from decimal import Decimal
from typing import Any

import pytest

from bpmn.dmn import evaluate, read
from tests.acceptance.stories import DIAGRAMS


def decide(decision: str, **facts: Any) -> Any:
    """Return what a delivered table answers."""
    path = next(DIAGRAMS.glob(f"*/{decision}.dmn"))
    return evaluate(read(path.read_bytes(), path.name), decision, facts).value


@pytest.mark.parametrize(
    ("amount", "level"),
    [
        ("0.01", "L1"),
        ("499999.99", "L1"),
        ("500000", "L2"),
        ("3999999.99", "L2"),
        ("4000000", "L3"),
        ("29999999.99", "L3"),
        ("30000000", "L4"),
    ],
)
def test_amounts_include_their_lower_bound_and_exclude_the_upper_one(
    amount: str, level: str
) -> None:
    found = decide(
        "project_level",
        urgent=False,
        crossProvince=False,
        voltageLevel="10kV",
        investEstimate=Decimal(amount),
    )

    assert found == level


@pytest.mark.parametrize(
    ("urgent", "crosses", "voltage", "level"),
    [
        (True, True, "110kV", "L2"),
        (False, True, "10kV", "L4"),
        (False, False, "110kV", "L4"),
        (False, False, "35kV", "L1"),
    ],
)
def test_emergencies_voltage_and_provinces_come_before_the_amount(
    urgent: bool, crosses: bool, voltage: str, level: str
) -> None:
    found = decide(
        "project_level",
        urgent=urgent,
        crossProvince=crosses,
        voltageLevel=voltage,
        investEstimate=100_000,
    )

    assert found == level


@pytest.mark.parametrize(
    ("customer", "mode", "voltage", "capacity", "found"),
    [
        ("RESIDENT", "LV_SINGLE", "220V", 8, "RES"),
        ("RESIDENT", "LV_THREE", "380V", 160, "RES"),
        ("RESIDENT", "LV_THREE", "380V", 161, "HV1"),
        ("INDIVIDUAL", "LV_THREE", "380V", 160, "LV"),
        ("ENTERPRISE", "HV_SINGLE", "380V", 100, "HV1"),
        ("ENTERPRISE", "LV_THREE", "10kV", 100, "HV1"),
        ("ENTERPRISE", "HV_DUAL", "10kV", 100, "HV2"),
        ("GOV", "HV_MULTI", "35kV", 9000, "HV2"),
    ],
)
def test_every_customer_has_a_class(
    customer: str, mode: str, voltage: str, capacity: int, found: str
) -> None:
    answer = decide(
        "connection_class",
        customerType=customer,
        supplyMode=mode,
        voltageLevel=voltage,
        capacityKva=capacity,
    )

    assert answer == found


@pytest.mark.parametrize(
    ("level", "voltage", "mode", "capacity", "route"),
    [
        ("NONE", "10kV", "HV_SINGLE", 314, "COUNTY_HEAD"),
        ("NONE", "10kV", "HV_SINGLE", 315, "COUNTY_SIGN"),
        ("NONE", "10kV", "HV_SINGLE", 2000, "COUNTY_SIGN"),
        ("NONE", "10kV", "HV_SINGLE", 2001, "CITY_SIGN"),
        ("NONE", "10kV", "HV_DUAL", 100, "CITY_SIGN"),
        ("NONE", "10kV", "HV_SINGLE", 8000, "CITY_SIGN"),
        ("NONE", "10kV", "HV_SINGLE", 8001, "HQ"),
        ("NONE", "35kV", "HV_SINGLE", 100, "HQ"),
        ("L1", "10kV", "HV_SINGLE", 100, "HQ"),
        ("L2", "10kV", "HV_SINGLE", 100, "COUNTY_HEAD"),
    ],
)
def test_capacity_and_importance_choose_who_approves_a_plan(
    level: str, voltage: str, mode: str, capacity: int, route: str
) -> None:
    answer = decide(
        "conn_hv_route",
        importantLevel=level,
        voltageLevel=voltage,
        supplyMode=mode,
        capacityKva=capacity,
    )

    assert answer == route


PACKAGE = {
    "topImportant": False,
    "capacityKva": 0,
    "households": 0,
    "grade": "NONE",
    "staffDuty": False,
    "unitErrors": 0,
    "amount": 0,
    "voltageKv": 10,
    "submitReason": "RULE",
}


@pytest.mark.parametrize(
    ("facts", "level", "seats"),
    [
        ({"matter": "CONNECTION", "capacityKva": 8001}, "GROUP", 3),
        ({"matter": "CONNECTION", "capacityKva": 8000}, "PROVINCE_ONE", 1),
        ({"matter": "CONNECTION", "unitErrors": 3}, "PROVINCE_SIGN", 3),
        ({"matter": "CONNECTION", "topImportant": True}, "GROUP", 3),
        ({"matter": "OUTAGE", "households": 1999}, "PROVINCE_ONE", 1),
        ({"matter": "OUTAGE", "households": 2000}, "PROVINCE_SIGN", 3),
        ({"matter": "OUTAGE", "households": 5000}, "GROUP", 4),
        ({"matter": "OUTAGE_TEMP", "topImportant": True}, "GROUP", 4),
        ({"matter": "FEEDBACK", "staffDuty": True}, "GROUP", 2),
        ({"matter": "FEEDBACK", "grade": "MAJOR"}, "GROUP", 2),
        ({"matter": "FEEDBACK", "grade": "NORMAL"}, "PROVINCE_SIGN", 2),
        ({"matter": "CONNECTION", "voltageKv": 110}, "GROUP", 3),
        ({"matter": "PROJECT", "amount": 3_999_999}, "CITY_ONE", 1),
        ({"matter": "PROJECT", "amount": 4_000_000}, "PROVINCE_SIGN", 3),
        ({"matter": "PROJECT", "amount": 30_000_000}, "GROUP", 5),
        ({"matter": "FEEDBACK", "submitReason": "OVERDUE"}, "GROUP", 0),
        ({"matter": "OTHER"}, "GROUP", 1),
    ],
)
def test_a_package_finds_its_reviewers(facts: dict[str, Any], level: str, seats: int) -> None:
    route = decide("hq_review_route", **PACKAGE | facts)

    assert (route["level"], len(route["seats"])) == (level, seats)


@pytest.mark.parametrize(
    ("facts", "meeting"),
    [
        ({"matter": "CONNECTION"}, "DIFFER"),
        ({"matter": "PROJECT", "voltageKv": 110}, "ALWAYS"),
        ({"matter": "OUTAGE", "submitReason": "OVERDUE"}, "NEVER"),
    ],
)
def test_the_table_says_whether_there_is_a_meeting(facts: dict[str, Any], meeting: str) -> None:
    assert decide("hq_review_route", **PACKAGE | facts)["meeting"] == meeting


def test_every_matter_has_items_for_the_formal_check_and_the_review() -> None:
    for matter in ("CONNECTION", "OUTAGE", "OUTAGE_TEMP", "FEEDBACK", "PROJECT"):
        stages = {row["stage"] for row in decide("hq_review_checklist", matter=matter)}

        assert stages == {"FORMAL", "REVIEW"}
