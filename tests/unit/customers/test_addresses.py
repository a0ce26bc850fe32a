"""Masks, and the way from an address to a transformer."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from engine.customers.rules import (
    best_place,
    certificate_digest,
    mask_certificate,
    mask_name,
    mask_phone,
    plain_address,
    supply_mode,
)


@dataclass
class Place:
    id: str
    areas: list[str]
    capacity: Decimal = Decimal(400)


def test_the_longest_area_an_address_names_wins():
    places = [Place("old", ["柳桥新村"]), Place("new", ["柳桥新村二期"]), Place("far", ["岭北"])]

    found = best_place("望溪区 柳桥新村（二期） 3幢", places)

    assert found is not None
    assert found.id == "new"


def test_an_address_outside_all_areas_has_no_place():
    assert best_place("海柘区1号", [Place("old", ["柳桥新村", ""])]) is None


def test_addresses_are_compared_without_width_and_punctuation():
    assert plain_address("柳桥路 12-3号，Ａ座") == plain_address("柳桥路12(3)号a座")


@pytest.mark.parametrize(
    ("mask", "plain", "masked"),
    [
        (mask_phone, "13900001234", "139****1234"),
        (mask_phone, "1234", "****"),
        (mask_certificate, "330000199001011234", "3300**********1234"),
        (mask_name, "沈青禾", "沈**"),
    ],
)
def test_only_the_ends_can_be_read(mask, plain, masked):
    assert mask(plain) == masked


def test_a_certificate_is_found_again_whatever_its_blanks():
    assert certificate_digest("33 0000x") == certificate_digest("330000X") != ""
    assert certificate_digest(" ") == ""


@pytest.mark.parametrize(
    ("voltage", "dual", "mode"),
    [("220V", False, "LOW_SINGLE"), ("10kV", False, "HIGH_SINGLE"), ("10kV", True, "HIGH_DUAL")],
)
def test_voltage_and_sources_decide_the_supply(voltage, dual, mode):
    assert supply_mode(voltage, dual) == mode
