"""What differs, what is drawn, what a text of conditions means."""

import pytest

from engine.oversight import rules


def package(*answers: list[object], files: dict[str, str] | None = None) -> dict[str, object]:
    form = {"title": "申请", "titleEn": "Application", "answers": list(answers),
            "answersEn": [[f"{label} en", value] for label, value in answers]}  # fmt: skip
    documents = [{"name": name, "sha256": sha} for name, sha in (files or {}).items()]
    return {"forms": [form], "documents": documents}


def test_differences_name_what_changed_came_and_went():
    old = package(["容量", 80], ["地址", "甲"], files={"a.pdf": "1", "b.pdf": "2"})
    new = package(["容量", 120], ["用途", "商业"], files={"a.pdf": "9", "c.pdf": "3"})

    found = {(one.label[0], one.before, one.after) for one in rules.differences(old, new)}

    assert found == {
        ("容量", 80, 120),
        ("地址", "甲", None),
        ("用途", None, "商业"),
        ("a.pdf", "1", "9"),
        ("b.pdf", "2", None),
        ("c.pdf", None, "3"),
    }


def test_the_same_revision_differs_in_nothing():
    assert rules.differences(package(["容量", 80]), package(["容量", 80])) == []


def test_a_sample_depends_on_the_seed_and_not_on_the_order():
    cases = [f"YK{number}" for number in range(200)]

    assert rules.draw(cases, "a", 10) == rules.draw(cases[::-1], "a", 10)
    assert rules.draw(cases, "a", 10) != rules.draw(cases, "b", 10)
    assert rules.draw(cases, "a", 10) == rules.draw(cases, "a", 20)[:10]
    assert rules.draw(cases, "a", 10)[0] == min(cases, key=lambda one: rules.digest(f"a:{one}"))


@pytest.mark.parametrize(
    ("method", "amount", "size", "found"),
    [("PERCENT", 5, 100, 5), ("PERCENT", 5, 21, 2), ("PERCENT", 100, 3, 3), ("NUMBER", 9, 3, 3)],
)
def test_a_percentage_is_rounded_up_and_nobody_draws_more_than_there_is(
    method, amount, size, found
):
    assert rules.sample_size(method, amount, size) == found


@pytest.mark.parametrize(
    "text", ["1. 甲\n2. 乙", "(1) 甲\n(2) 乙", "一、甲\n\n二、乙\n", "- 甲\n• 乙", "甲\n乙"]
)
def test_each_line_is_a_condition_without_its_number(text):
    assert rules.split_conditions(text) == ["甲", "乙"]


def test_a_year_at_the_start_of_a_condition_is_no_numbering():
    assert rules.split_conditions("2027年6月前投运") == ["2027年6月前投运"]


@pytest.mark.parametrize(
    ("variables", "voltage"),
    [({"voltageLevel": "110kV"}, 110), ({"voltageLevel": "380V"}, 0.38), ({"voltageKv": 35}, 35),
     ({"voltageLevel": "特高压"}, 0), ({}, 0)],
)  # fmt: skip
def test_the_voltage_of_a_case_is_read_from_its_forms(variables, voltage):
    assert rules.voltage_of(variables) == voltage


def test_the_amount_of_a_case_stands_under_several_names():
    assert rules.amount_of({"investEstimate": 500}) == 500
    assert rules.amount_of({"amount": "", "feeAmount": 3}) == 3
    assert rules.amount_of({"amount": True}) == 0
