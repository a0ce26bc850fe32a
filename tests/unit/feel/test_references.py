import pytest

from engine.kernel.feel import parse, parse_unary


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('amount > 5 and customer.level = "VIP"', {"amount", "customer"}),
        ("for i in items return i.price * rate", {"items", "rate"}),
        ("items[price > limit]", {"items"}),
        ("{a: x, b: a}.b", {"x"}),
        ("(function(n) n + y)(1)", {"y"}),
        ('sla.due("X") > deadline', {"deadline"}),
        ("some x in xs satisfies x > x0", {"xs", "x0"}),
        ("is defined(a) and b", {"b"}),
        ("Monthly Salary + 1", {"Monthly Salary"}),
        ("${a.b == c && !empty d}", {"a", "c", "d"}),
        ("count(list)", {"list"}),
    ],
)
def test_an_expression_knows_the_variables_it_needs(text, names):
    assert parse(text).names == names


def test_what_may_be_an_entry_of_an_item_is_only_possibly_a_variable():
    expression = parse("items[price > limit] = is defined(z)")

    assert expression.possible_names == {"price", "limit", "z"}


def test_paths_say_how_deep_an_expression_looks():
    paths = parse("customer.address.city = home and amount > 1").paths

    assert paths == {("customer", "address", "city"), ("home",), ("amount",)}


def test_calls_to_the_host_are_known():
    assert parse("sla.due(code) > now() and count(x) = 1").functions == {"sla.due", "now"}


@pytest.mark.parametrize(
    ("text", "literal"),
    [("5", True), ("-5", True), ('"a"', True), ("[1, 2]", True), ('@"P1D"', True), ("a", False),
     ("1 + 1", False), ("null", True)],
)  # fmt: skip
def test_values_written_down_are_known(text, literal):
    assert parse(text).is_literal is literal


def test_a_name_with_signs_needs_to_be_known():
    assert parse("pre-tax income * 2", ["pre-tax income"]).evaluate({"pre-tax income": 5}) == 10
    assert parse("a-b").evaluate({"a": 5, "b": 3}) == 2


def test_unary_tests_know_their_variables():
    assert parse_unary("> limit, [low..high], ? + extra > 5").names == {
        "limit", "low", "high", "extra"
    }  # fmt: skip


def test_the_same_text_is_parsed_once():
    assert parse("a + 1") is parse("a + 1")
