from datetime import date
from decimal import Decimal

import pytest

from forms.validation import validate
from tests.unit.forms.making import check, field, make

COLOURS = [{"label": "红", "value": "red"}, {"label": "Blue", "value": "blue"}, {"value": 3}]


@pytest.mark.parametrize(
    ("component", "value", "kept"),
    [
        (field("textfield"), "张三", "张三"),
        (field("textfield"), "  ", ""),
        (field("textarea", validate={"maxLength": 3}), "abc", "abc"),
        (field("textfield", validate={"pattern": "^1[3-9]\\d{9}$"}), "13800138000", "13800138000"),
        (field("textfield", validate={"validationType": "email"}), "a@b.cn", "a@b.cn"),
        (field("textfield", validate={"validationType": "phone"}), "+86 13800138000",
         "+86 13800138000"),
        (field("number"), 5, 5),
        (field("number"), 5.0, 5),
        (field("number", decimalDigits=2), 0.15, 0.15),
        (field("number", serializeToString=True), "12.50", "12.5"),
        (field("number", increment="0.1"), 0.3, 0.3),
        (field("number", validate={"min": 1, "max": "10"}), 10, 10),
        (field("checkbox"), False, False),
        (field("checkbox", validate={"required": True}), True, True),
        (field("select", values=COLOURS), "red", "red"),
        (field("radio", values=COLOURS), 3, 3),
        (field("checklist", values=COLOURS), ["blue", "red"], ["blue", "red"]),
        (field("taglist", values=COLOURS), [], []),
        (field("select", values=COLOURS), "", None),
        (field("datetime", subtype="date"), "2026-11-02", "2026-11-02"),
        (field("datetime", subtype="time"), "14:30+08:00", "14:30+08:00"),
        (field("datetime", subtype="datetime"), "2026-11-02T14:30Z", "2026-11-02T14:30Z"),
        (field("filepicker", multiple=True), ["a1", "b2", "a1"], ["a1", "b2"]),
        (field("filepicker"), "a1", ["a1"]),
    ],
)  # fmt: skip
def test_a_value_that_fits_is_kept(component, value, kept):
    outcome = check(component, value)

    assert outcome.errors == {}
    assert outcome.data == {"a": kept}


@pytest.mark.parametrize(
    ("component", "value", "message"),
    [
        (field("textfield", validate={"required": True}), " ", "Please fill this in"),
        (field("textfield", validate={"required": True}), None, "Please fill this in"),
        (field("textfield"), 5, "This must be text"),
        (field("textfield"), "a\x00b", "There are invisible control characters"),
        (field("textfield"), "a\u202eb", "There are invisible control characters"),
        (field("textfield", validate={"minLength": 3}), "ab", "At least 3 characters"),
        (field("textfield", validate={"maxLength": 3}), "abcd", "At most 3 characters"),
        (field("textfield"), "x" * 2001, "At most 2000 characters"),
        (field("textfield", validate={"pattern": "^[a-z]+$"}), "A", "The format is not right"),
        (field("textfield", validate={"validationType": "email"}), "a@b",
         "This is not an e-mail address"),
        (field("textfield", validate={"validationType": "phone"}), "abc",
         "This is not a telephone number"),
        (field("number"), "5", "This must be a number"),
        (field("number"), True, "This must be a number"),
        (field("number"), float("nan"), "This must be a number"),
        (field("number"), 1e300, "The number has too many digits"),
        (field("number", decimalDigits=1), 0.15, "At most 1 decimal places"),
        (field("number", increment="0.5"), 0.3, "This must be a multiple of 0.5"),
        (field("number", validate={"min": 1}), 0, "At least 1"),
        (field("number", validate={"max": 10}), 10.5, "At most 10"),
        (field("checkbox"), "yes", "This must be yes or no"),
        (field("checkbox", validate={"required": True}), False, "Please tick this box"),
        (field("select", values=COLOURS), "green", "Please choose one of the options"),
        (field("select", values=COLOURS), {"x": 1}, "Please choose one of the options"),
        (field("radio", values=COLOURS), "3", "Please choose one of the options"),
        (field("radio", values=COLOURS), float("nan"), "Please choose one of the options"),
        (field("checklist", values=COLOURS), "red", "This must be a list"),
        (field("checklist", values=COLOURS), ["red", "red"], "An option is chosen twice"),
        (field("taglist", values=COLOURS), ["green"], "Please choose one of the options"),
        (field("datetime", subtype="date"), "2026-02-30",
         "This must be a date such as 2026-11-02"),
        (field("datetime", subtype="time"), "25:00", "This must be a time such as 14:30"),
        (field("datetime", subtype="datetime"), "2026-11-02",
         "This must be a date and time such as 2026-11-02T14:30"),
        (field("filepicker"), ["a", "b"], "At most 1 entries"),
        (field("filepicker"), ["../etc/passwd"], "These must be uploaded files"),
        (field("filepicker"), {"a": 1}, "These must be uploaded files"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_explained(component, value, message):
    assert check(component, value).errors == {"a": [message]}


def test_messages_come_in_chinese_as_well():
    form = make(field("textfield", validate={"required": True}))

    assert validate(form, {}, {}, "zh").errors == {"a": ["请填写此项"]}


@pytest.mark.parametrize(
    ("setting", "choice"),
    [
        ({"valuesKey": "colours"}, "red"),
        ({"valuesExpression": '=colours[item != "red"]'}, "blue"),
        ({"valuesExpression": '=for c in colours return {label: c, value: c + "!"}'}, "red!"),
    ],
)
def test_options_may_come_from_the_data(setting, choice):
    component = field("select", **setting)

    assert check(component, choice, colours=["red", "blue"]).errors == {}
    assert check(component, "green", colours=["red", "blue"]).errors != {}
    assert check(component, choice).errors != {}


def test_limits_may_be_worked_out():
    component = field("number", validate={"max": "=limit / 3"})

    assert check(component, 33.3, limit=Decimal(100)).errors == {}
    assert "a" in check(component, 34, limit=100).errors


def test_a_day_in_the_past_may_be_refused():
    form = make(field("datetime", subtype="date", disallowPassedDates=True))
    host = {"today": lambda: date(2026, 11, 2)}

    assert validate(form, {"a": "2026-11-02"}, {}, "en", None, host).errors == {}
    assert "a" in validate(form, {"a": "2026-11-01"}, {}, "en", None, host).errors


def test_a_formula_that_takes_too_long_comes_to_nothing():
    form = make(
        field("number"), field("expression", "b", expression="=count(for i in 1..a return 1)")
    )

    assert validate(form, {"a": 5}, {}).data["b"] == 5
    assert validate(form, {"a": 900_000}, {}).data["b"] is None
