import json
from typing import Any

import pytest

from forms.validation import validate
from tests.unit.forms.making import field, make

REQUIRED = {"required": True}


def group(*components: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return {"type": "group", "components": list(components), **settings}


def rows(*components: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return {"type": "dynamiclist", "path": "rows", "components": list(components), **settings}


def hidden(text: str) -> dict[str, Any]:
    return {"conditional": {"hide": text}}


def test_unknown_keys_are_dropped():
    outcome = validate(make(field("textfield")), {"a": "x", "isAdmin": True}, {})

    assert outcome.data == {"a": "x"}


@pytest.mark.parametrize(
    "setting", [{"readonly": True}, {"disabled": True}, {"readonly": "=x > 1"}]
)
def test_a_locked_field_keeps_its_value(setting):
    form = make(field("textfield", **setting), field("textfield", "b", validate=REQUIRED))

    outcome = validate(form, {"a": "hacked", "b": "ok"}, {"a": "old", "x": 2})

    assert (outcome.data, outcome.errors) == ({"b": "ok"}, {})


def test_a_hidden_field_is_neither_kept_nor_required():
    form = make(
        field("radio", "result", values=[{"value": "agree"}, {"value": "reject"}]),
        field("textarea", "reason", validate=REQUIRED, **hidden('=result != "reject"')),
    )

    agreed = validate(form, {"result": "agree", "reason": "x"}, {})
    rejected = validate(form, {"result": "reject"}, {})

    assert (agreed.data, agreed.errors) == ({"result": "agree"}, {})
    assert list(rejected.errors) == ["reason"]


def test_what_was_never_set_is_named():
    form = make(field("textfield"), field("textfield", "b"), field("textfield", "c"))

    assert validate(form, {"a": "x"}, {"b": "old"}).unset == {"c"}


def test_what_a_hidden_field_holds_does_not_count_in_conditions():
    form = make(
        field("textfield", "a"),
        field("textfield", "b", **hidden('=a != "yes"')),
        field("textfield", "c", **hidden('=b != "yes"'), validate=REQUIRED),
    )

    outcome = validate(form, {"a": "no", "b": "yes", "c": "smuggled"}, {})

    assert (outcome.data, outcome.errors) == ({"a": "no"}, {})


def test_of_two_fields_with_one_key_the_visible_one_counts():
    form = make(
        field("checkbox", "big"),
        field("number", "n", validate={"max": 5}, **hidden("=big")),
        field("number", "n", validate={"max": 50}, **hidden("=not(big)")),
    )

    assert validate(form, {"big": True, "n": 40}, {}).errors == {}
    assert list(validate(form, {"big": False, "n": 40}, {}).errors) == ["n"]


def test_a_hidden_group_hides_what_is_in_it():
    form = make(group(field("textfield", validate=REQUIRED), **hidden("=true")))

    assert validate(form, {"a": "x"}, {}).data == {}


def test_an_empty_group_takes_nothing_but_a_context():
    form = make(group(path="g"))

    assert validate(form, {"g": {}}, {}).errors == {}
    assert "g" in validate(form, {"g": False}, {}).errors


def test_a_group_with_a_path_holds_a_context_whose_rest_stays():
    form = make(group(field("textfield", "name"), field("textfield", "level", readonly=True),
                      path="customer"))  # fmt: skip
    before = {"customer": {"name": "old", "level": "VIP", "secret": 1}}

    outcome = validate(form, {"customer": {"name": "new", "level": "x", "secret": 9}}, before)

    assert outcome.data == {"customer": {"name": "new", "level": "VIP", "secret": 1}}


def test_a_key_with_dots_leads_into_a_context():
    form = make(field("textfield", "customer.phone"))

    outcome = validate(form, {"customer": {"phone": "1"}}, {"customer": {"name": "x"}})

    assert outcome.data == {"customer": {"name": "x", "phone": "1"}}


def test_an_error_in_a_row_names_the_row():
    form = make(rows(field("number", "n", validate={"required": True, "max": 5})))

    outcome = validate(form, {"rows": [{"n": 1}, {"n": 9}, {}, 5]}, {}, "en")

    assert list(outcome.errors) == ["rows.1.n", "rows.2.n", "rows.3"]


def test_rows_keep_what_is_theirs_and_lose_what_is_not():
    form = make(rows(field("number", "n"), field("textfield", "code", readonly=True)))
    before = {"rows": [{"n": 1, "code": "A"}]}

    outcome = validate(form, {"rows": [{"n": 2, "code": "hack", "x": 1}, {"n": 3}]}, before)

    assert outcome.data == {"rows": [{"n": 2, "code": "A"}, {"n": 3}]}


def test_conditions_in_a_row_see_the_row_and_what_is_around_it():
    inner = field("textfield", "why", validate=REQUIRED, **hidden("=n <= limit or parent.off"))
    form = make(field("checkbox", "off"), rows(field("number", "n"), inner))

    outcome = validate(form, {"rows": [{"n": 1}, {"n": 9}]}, {"limit": 5, "off": False})

    assert list(outcome.errors) == ["rows.1.why"]


def test_a_list_that_may_not_grow_does_not():
    form = make(rows(field("number", "n"), allowAddRemove=False, defaultRepetitions=2))

    assert validate(form, {"rows": [{}, {}]}, {}).errors == {}
    assert list(validate(form, {"rows": [{}, {}, {}]}, {}).errors) == ["rows"]


def test_totals_are_worked_out_again():
    total = field("expression", "total", expression="=sum(rows.amount) * 1.1")
    form = make(rows(field("number", "amount")), total)

    outcome = validate(form, {"rows": [{"amount": 1}, {"amount": 0.5}], "total": 999}, {})

    assert outcome.data["total"] == 1.65


def test_a_total_may_hide_a_field():
    form = make(
        field("number", "n"),
        field("expression", "double", expression="=n * 2"),
        field("textfield", "why", validate=REQUIRED, **hidden("=double <= 10")),
    )

    assert validate(form, {"n": 5}, {}).errors == {}
    assert list(validate(form, {"n": 6}, {}).errors) == ["why"]


@pytest.mark.parametrize(
    ("permission", "data", "errors"),
    [("hide", {}, []), ("read", {}, []), ("write", {"a": "x"}, []), ("required", {"a": "x"}, [])],
)
def test_a_step_may_say_what_is_done_with_a_field(permission, data, errors):
    form = make(field("textfield", readonly=permission == "write"))

    outcome = validate(form, {"a": "x"}, {}, "zh", {"a": permission})

    assert (outcome.data, list(outcome.errors)) == (data, errors)


def test_a_step_may_require_a_field():
    assert list(validate(make(field("textfield")), {}, {}, "zh", {"a": "required"}).errors) == ["a"]


@pytest.mark.parametrize(
    "submitted",
    [{"a": "x" * 1_000_001}, {"a": [[]] * 30_000}, {"a": json.loads("[" * 30 + "]" * 30)}, []],
)
def test_too_much_at_once_is_refused(submitted):
    outcome = validate(make(field("textfield")), submitted, {}, "en")

    assert outcome.errors == {"": ["Too much was sent at once"]}
