"""Fees of applications."""

from decimal import Decimal

import pytest

from engine.service_requests.rules import default_voltage, fee_problem


@pytest.mark.parametrize(
    ("customer_class", "amount", "items", "problem"),
    [
        ("HV2", "320000", [], ""),
        ("HV2", "300.50", [{"amount": "100.25"}, {"amount": "200.25"}], ""),
        ("HV2", "300", [{"amount": "100"}], "items_do_not_add_up"),
        ("RES", "1", [], "free_of_charge"),
        ("LV", "0", [], ""),
        ("HV1", "-1", [], "negative"),
    ],
)
def test_a_fee_is_checked_against_class_and_items(customer_class, amount, items, problem):
    assert fee_problem(customer_class, Decimal(amount), items) == problem


@pytest.mark.parametrize(
    ("customer_class", "asked", "voltage"),
    [("RES", "", "220V"), ("LV", "", "380V"), ("HV1", "", "10kV"), ("HV1", "35kV", "35kV")],
)
def test_the_class_decides_the_voltage_when_nobody_named_one(customer_class, asked, voltage):
    assert default_voltage(customer_class, asked) == voltage
