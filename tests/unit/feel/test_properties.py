from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.kernel.feel import ExpressionError, FeelError, parse, parse_unary, write
from engine.kernel.feel.numbers import CONTEXT

# A busy machine is no reason to fail.
STEADY = settings(deadline=None)

numbers = st.decimals(
    min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=4, allow_nan=False
)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
plain = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.from_regex(r"\A[a-z]{1,5}\Z"), inner, max_size=3
    ), max_leaves=8
)  # fmt: skip
words = st.sampled_from(
    ["1", "2.5", "a", "b c", '"x"', "true", "null", "+", "-", "*", "/", "**", "=", "<", ">=", "(",
     ")", "[", "]", "{", "}", ",", ":", "..", ".", "and", "or", "not(", "in", "if", "then", "else",
     "for", "return", "some", "satisfies", "between", "count(", "@", '@"P1D"', "function(",
     "instance of", "number", "?", "sum(", "${", "==", "date and time("]
)  # fmt: skip


@STEADY
@given(values)
def test_what_is_written_is_read_again(value):
    text = write(value, inside=True)
    quoted = {"true": "true"}.get(text, text)

    assert parse(quoted).evaluate({}) == parse("x").evaluate({"x": value})


@STEADY
@given(numbers, numbers, st.sampled_from("+-*"))
def test_arithmetic_agrees_with_decimal(left, right, sign):
    ours = parse(f"a {sign} b").evaluate({"a": left, "b": right})
    operation = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply}[sign]

    assert ours == operation(left, right)


@STEADY
@given(st.integers(-100, 100), st.integers(-100, 100), st.integers(1, 9), st.integers(1, 9))
def test_operators_bind_as_in_school(a, b, c, d):
    names = {"a": a, "b": b, "c": c, "d": d}

    assert parse("a + b * c - d").evaluate(names) == a + b * c - d
    assert parse("(a + b) / c * d").evaluate(names) == parse("((a + b) / c) * d").evaluate(names)


@STEADY
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=20))
def test_lists_agree_with_python(items):
    def of(text: str) -> Any:
        return parse(text).evaluate({"x": items})

    assert of("sum(x)") == sum(items)
    assert (of("min(x)"), of("max(x)")) == (min(items), max(items))
    assert of("sort(x, function(a, b) a < b)") == sorted(items)
    assert of("x[item > 0]") == [item for item in items if item > 0]
    assert of("distinct values(x)") == list(dict.fromkeys(items))


@STEADY
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    _try(text)


@STEADY
@given(st.lists(words, max_size=25).map(" ".join))
def test_any_heap_of_words_is_read_or_refused(text):
    _try(text)


def _try(text: str) -> None:
    variables = {"a": 1, "b c": [1, 2], "b": {"c": None}}
    for reader in (parse, parse_unary):
        try:
            found = reader(text)
        except ExpressionError:
            continue
        assert found.names is not None
        try:
            found.evaluate(variables) if reader is parse else found.matches(1, variables)
        except FeelError as error:
            assert error.kind


@STEADY
@given(st.lists(words, max_size=20).map(" ".join))
def test_a_lenient_evaluation_never_fails_but_for_limits(text):
    try:
        parse(text).evaluate_leniently({"a": 1})
    except FeelError as error:
        assert error.kind == "limit"
    except ExpressionError:
        pass
