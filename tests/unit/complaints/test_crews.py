"""Which crew goes."""

import pytest

from engine.complaints.rules import next_crew, place_of


@pytest.mark.parametrize(
    ("load", "tried", "crew"),
    [
        ({}, [], "near"),
        ({"near": 9}, [], "near"),
        ({"east": 2, "west": 1}, ["near"], "west"),
        ({}, ["near", "west"], "east"),
        ({}, ["near", "west", "east"], "near"),
        ({"east": 1, "west": 3}, ["near", "west", "east", "near"], "east"),
    ],
)
def test_the_nearest_crew_goes_first_then_the_least_busy_one(load, tried, crew):
    assert next_crew(["near", "east", "west"], load, tried) == crew


def test_without_crews_the_unit_decides():
    assert next_crew([], {}, []) is None


def test_a_customer_without_account_is_known_by_telephone():
    assert place_of("", "139") == "tel:139"
    assert place_of("2001", "139") == "2001"
    assert place_of("", "") == ""
