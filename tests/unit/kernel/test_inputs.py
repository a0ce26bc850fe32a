"""Values that forms and diagrams hand over."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.kernel.errors import Invalid
from engine.kernel.inputs import to_decimal, to_flag, to_int, to_list, to_moment, to_plain, to_text

NINE = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [NINE, "2026-11-02T09:00:00+08:00", "2026-11-02T01:00:00Z", "2026-11-02T09:00"],
)
def test_a_moment_without_a_zone_is_company_time(value):
    assert to_moment("at", value) == NINE


def test_a_date_is_its_first_moment():
    assert to_moment("on", date(2026, 11, 2)) == to_moment("on", "2026-11-02T00:00")


@pytest.mark.parametrize("value", ["tomorrow", "2026-13-01"])
def test_what_is_no_moment_is_refused_with_its_field(value):
    with pytest.raises(Invalid) as caught:
        to_moment("at", value)

    assert caught.value.problems == [{"field": "at", "message": "not_a_moment"}]


@pytest.mark.parametrize("value", ["12,5", "NaN", "Infinity", None, True, "kVA"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(Invalid):
        to_decimal("capacity", value)


def test_numbers_stay_exact():
    assert to_decimal("capacity", "0.1") + to_decimal("capacity", 0.2) == Decimal("0.3")
    assert to_int("count", "3.0") == 3
    with pytest.raises(Invalid):
        to_int("count", "3.5")


def test_a_text_of_names_becomes_a_list():
    assert to_list("10kV柳桥一线，10kV柳桥二线\n") == ["10kV柳桥一线", "10kV柳桥二线"]
    assert (to_list(None), to_list(["a"])) == ([], ["a"])


@pytest.mark.parametrize(
    ("value", "flag"), [("true", True), ("是", True), ("no", False), (1, True)]
)
def test_words_of_forms_become_yes_or_no(value, flag):
    assert to_flag(value) is flag


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(Invalid):
        to_text("name", "x" * 201)


def test_plain_values_are_what_json_can_hold():
    plain = to_plain({"at": NINE, "amount": Decimal("1.50"), "list": (1, None)})

    assert plain == {"at": "2026-11-02T01:00:00+00:00", "amount": "1.50", "list": [1, None]}
