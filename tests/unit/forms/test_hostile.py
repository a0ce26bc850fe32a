import json

from hypothesis import given, settings
from hypothesis import strategies as st

from forms import catalog
from forms.component import TYPES
from forms.schema import FormError, read
from forms.validation import validate

# A busy machine is no reason to fail.
STEADY = settings(deadline=None)

FORMS = [form for key in catalog.process_keys() for form in catalog.forms_of(key).values()]
plain = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8)
    | st.sampled_from(["agree", "2026-11-02", "=a", "=1 +", "a.b", "__class__", "=sum(rows.n)"])
)  # fmt: skip
anything = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=10,
)
components = st.recursive(
    st.fixed_dictionaries(
        {"type": st.sampled_from(sorted(TYPES)), "key": st.sampled_from(["a", "b.c", "d"])},
        optional={
            name: anything
            for name in ("values", "validate", "conditional", "readonly", "label", "properties")
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "type": st.sampled_from(["group", "dynamiclist"]),
            "path": st.sampled_from(["rows", "g", ""]),
            "components": st.lists(inner, max_size=3),
        }
    ),
    max_leaves=5,
)


@STEADY
@given(st.sampled_from(FORMS), st.data())
def test_whatever_is_sent_is_answered(form, data):
    keys = st.sampled_from(sorted(form.keys)) | st.text(max_size=4)
    submitted = data.draw(st.dictionaries(keys, anything, max_size=6))

    outcome = validate(form, submitted, {}, "en")

    assert outcome.data.keys() <= form.keys
    assert {path.partition(".")[0] for path in outcome.errors} <= form.keys | {""}


@STEADY
@given(st.lists(components, max_size=4), st.dictionaries(st.sampled_from("abdg"), anything))
def test_whatever_a_form_says_it_is_read_or_refused(found, submitted):
    raw = {"id": "f", "components": found}
    try:
        form = read(json.dumps(raw).encode(), "f.form")
    except FormError as error:
        assert error.found
    else:
        outcome = validate(form, submitted, {"a": 1}, "zh")
        json.dumps(outcome.data)
        assert form.names is not None
        assert form.answers(outcome.data, "en") is not None
        assert form.localised("en")["id"] == "f"


@STEADY
@given(st.binary(max_size=60))
def test_whatever_a_file_holds_it_is_read_or_refused(data):
    try:
        read(data)
    except FormError as error:
        assert error.found
