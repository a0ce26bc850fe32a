import json

import pytest

from engine.kernel.errors import NotFound
from forms import catalog
from forms.schema import FormError, read
from tests.unit.forms.making import field, make


def problems(*components: object) -> list[tuple[str, str]]:
    raw = {"id": "f", "type": "default", "components": list(components)}
    with pytest.raises(FormError) as caught:
        read(json.dumps(raw).encode(), "f.form")
    return [(one.code, one.path) for one in caught.value.found]


@pytest.mark.parametrize(
    ("component", "code", "path"),
    [
        ({"type": "rocket"}, "form-unknown-component", "components[0].type"),
        ("text", "form-unknown-component", "components[0].type"),
        ({"type": "textfield"}, "form-missing-key", "components[0].key"),
        (field("textfield", "a b"), "form-bad-key", "components[0].key"),
        (field("textfield", "__proto__."), "form-bad-key", "components[0].key"),
        (field("textfield", conditional={"hide": "=1 +"}), "form-bad-expression",
         "components[0].conditional.hide"),
        (field("number", validate={"min": "five"}), "form-bad-setting",
         "components[0].validate.min"),
        (field("textfield", validate={"pattern": "(a"}), "form-bad-pattern",
         "components[0].validate.pattern"),
        (field("select"), "form-no-options", "components[0]"),
        (field("select", values=[{"label": "x"}]), "form-bad-option",
         "components[0].values[0]"),
        ({"type": "group", "components": {}}, "form-bad-components",
         "components[0].components"),
    ],
)  # fmt: skip
def test_a_defect_is_named_with_its_place(component, code, path):
    assert problems(component) == [(code, path)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "form-bad-json"),
        (b"{", "form-bad-json"),
        (b"\xff\xfe", "form-bad-json"),
        (b"[1]", "form-not-a-form"),
        (b'{"components": NaN}', "form-bad-json"),
        (b"[" * 100_000, "form-bad-json"),
        (b" " * 1_100_000, "form-too-large"),
    ],
)
def test_what_is_no_form_is_refused(data, code):
    with pytest.raises(FormError) as caught:
        read(data, "x.form")

    assert caught.value.found[0].code == code
    assert caught.value.problems[0]["file"] == "x.form"


def test_a_nest_of_groups_is_refused():
    nested: dict[str, object] = {"type": "group", "components": []}
    for _ in range(20):
        nested = {"type": "group", "components": [nested]}

    assert problems(nested)[0][0] == "form-too-deep"


def test_a_form_knows_the_variables_it_needs():
    form = make(
        field("textfield", "a"),
        field("select", "b", valuesKey="options"),
        field("number", "c", validate={"max": "=limit"}, conditional={"hide": "=x.y > 1"}),
        {"type": "text", "text": "Dear {{customer.name}}, {{#if vip}}thanks{{/if}}"},
        {"type": "table", "dataSource": "=rows"},
    )

    expected = {"a", "b", "c", "options", "limit", "x", "customer", "vip", "rows"}
    assert form.names == expected
    assert form.keys == {"a", "b", "c"}


def test_english_texts_take_the_place_of_the_chinese():
    options = [{"label": "是", "value": 1, "properties": {"labelEn": "Yes"}},
               {"label": "否", "value": 2, "labelEn": "No"}]  # fmt: skip
    form = make(
        {**field("select", values=options), "label": "同意", "properties": {"labelEn": "Agree"}},
        title="审批",
        properties={"titleEn": "Approval"},
    )

    english, chinese = form.localised("en"), form.localised("zh")

    assert (english["title"], english["components"][0]["label"]) == ("Approval", "Agree")
    assert [one["label"] for one in english["components"][0]["values"]] == ["Yes", "No"]
    assert chinese["components"][0]["label"] == "同意"


def test_answers_are_shown_with_the_labels_people_know():
    options = [{"label": "同意", "value": "agree", "properties": {"labelEn": "Agree"}}]
    listed = {"type": "dynamiclist", "path": "rows", "label": "行", "components": [field("number")]}
    form = make({**field("radio", "r", values=options), "label": "结论"}, listed)
    data = {"r": "agree", "rows": [{"a": 1}, {"a": 2}]}

    assert form.answers(data, "zh") == [("结论", "同意"), ("行 1 · a", 1), ("行 2 · a", 2)]
    assert form.answers(data, "en")[0] == ("结论", "Agree")


@pytest.mark.parametrize("key", catalog.process_keys())
def test_every_form_that_comes_with_gridflow_can_be_read(key):
    assert catalog.forms_of(key)


def test_an_unknown_form_is_not_found():
    with pytest.raises(NotFound):
        catalog.find("../secrets", "x")
