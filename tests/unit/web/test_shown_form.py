"""What a step permits of single fields, as the browser gets the form."""

from web.shown_form import ShownForm, limit

SCHEMA = {
    "components": [
        {"type": "number", "key": "amount", "readonly": True},
        {"type": "textfield", "key": "note"},
        {"type": "group", "path": "plan", "components": [{"type": "textfield", "key": "day"}]},
    ]
}


def shown(**permissions: str) -> ShownForm:
    form = ShownForm(SCHEMA, {"amount": 1, "note": "x"}, "task:1")
    limit(form, {name.replace("__", "."): one for name, one in permissions.items()})
    return form


def test_a_hidden_field_does_not_reach_the_browser():
    form = shown(note="hide")

    assert [one.get("key") for one in form.schema["components"]] == ["amount", None]
    assert form.data == {"amount": 1}


def test_a_field_that_is_only_read_is_locked():
    assert shown(note="read").schema["components"][1]["readonly"] is True


def test_a_required_field_is_open_and_asked_for():
    amount = shown(amount="required").schema["components"][0]

    assert (amount["readonly"], amount["validate"]) == (False, {"required": True})


def test_a_field_within_a_group_is_meant_by_its_way():
    assert shown(plan__day="hide").schema["components"][2]["components"] == []


def test_a_step_that_says_nothing_changes_nothing():
    assert shown().schema is SCHEMA


def test_what_is_hidden_in_a_list_does_not_reach_the_browser_either():
    rows = {"type": "dynamiclist", "path": "rows", "components": [{"key": "a"}, {"key": "b"}]}
    form = ShownForm({"components": [rows]}, {"rows": [{"a": 1, "b": 2}]}, "task:1")

    limit(form, {"rows.b": "hide"})

    assert form.data == {"rows": [{"a": 1}]}


def test_a_hidden_group_takes_its_fields_along():
    group = {"type": "group", "id": "secret", "components": [{"key": "amount"}]}
    form = ShownForm({"components": [group]}, {"amount": 1, "note": "x"}, "task:1")

    limit(form, {"secret": "hide"})

    assert (form.schema["components"], form.data) == ([], {"note": "x"})


def test_a_moment_in_locked_text_is_spelled_in_company_time():
    locked = {"type": "textfield", "key": "from", "readonly": True}
    open_text = {"type": "textfield", "key": "note"}
    data = {"from": "2026-12-04T00:00:00Z", "note": "2026-12-04T00:00:00Z"}

    form = ShownForm({"components": [{"components": [locked]}, open_text]}, data, "task:1")

    assert form.shown_data == {"from": "2026-12-04 08:00", "note": "2026-12-04T00:00:00Z"}
