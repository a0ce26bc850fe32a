import re

import pytest

from engine.kernel.errors import Conflict
from engine.kernel.feel import FeelError, parse
from engine.kernel.feel.limits import DEPTH
from tests.unit.feel.evaluating import error, syntax_error


@pytest.mark.parametrize(
    ("text", "kind", "where"),
    [
        ("misspelt = 1", "unknown_variable", "misspelt"),
        ("amount > 1 and misspelt", "unknown_variable", "misspelt"),
        ("customer.phone = 1", "missing_key", "customer.phone"),
        ("nothing.name", "null", "nothing.name"),
        ("nothing + 1", "null", "nothing + 1"),
        ("1 + nothing > 5", "null", "1 + nothing"),
        ("nothing > 5", "null", "nothing > 5"),
        ("5 in [nothing..7]", "null", "[nothing..7]"),
        ("nothing in [1..7]", "null", "[1..7]"),
        ('1 + "a"', "type", '1 + "a"'),
        ('amount > "5"', "type", 'amount > "5"'),
        ("true < false", "type", "true < false"),
        ("if nothing then 1 else 2", "null", "nothing"),
        ("if 1 then 1 else 2", "type", "1"),
        ('true and "yes"', "type", '"yes"'),
        ("true and nothing", "null", "nothing"),
        ("for i in 5 return i", "type", "5"),
        ("for i in nothing return i", "null", "nothing"),
        ("some i in [1] satisfies i", "type", "i"),
        ("numbers[result]", "type", "numbers[result]"),
        ("1 / 0", "arithmetic", "1 / 0"),
        ("0 ** -1", "arithmetic", "0 ** -1"),
        ("-result", "type", "-result"),
        ("1 instance of money", "argument", "1 instance of money"),
    ],
)
def test_nothing_is_quietly_null(text, kind, where):
    caught = error(text)

    assert (caught.kind, caught.where) == (kind, where)
    assert f"`{where}`" in caught.message
    assert re.search("[一-鿿]", caught.message_zh)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "empty"),
        ("   ", 1, 1, "empty"),
        ("a ==b", 1, 4, "single"),
        ("1 +\n+ 2", 2, 1, "`+`"),
        ("1 2", 1, 3, "`2`"),
        ("(1", 1, 3, "close the parenthesis"),
        ("[1, 2", 1, 6, "close the list"),
        ("{a 1}", 1, 5, "`:`"),
        ("{a: 1, a: 2}", 1, 9, "twice"),
        ('"abc', 1, 1, "closing quote"),
        ("a > 5 && b", 1, 7, "`and`"),
        ("a = 'x'", 1, 5, "double quotes"),
        ("a = “x”", 1, 5, '"'),
        ("金额 ＞ 5", 1, 4, ">"),
        ("if a then b", 1, 12, "`else`"),
        ("not x", 1, 1, "not("),
        ("f(a: 1, 2)", 1, 9, "all arguments"),
        ("[1..5", 1, 6, "close the range"),
        ("function(x) external {}", 1, 13, "external"),
        ("for x in [1] satisfies x", 1, 14, "`return`"),
        ("a.", 1, 3, "after the dot"),
        ("a b +", 1, 6, "too early"),
    ],
)
def test_a_syntax_error_says_where_and_why(text, line, column, words):
    caught = syntax_error(text)

    assert (caught.line, caught.column) == (line, column)
    assert words in caught.message
    assert re.search("[一-鿿]", caught.message_zh)


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..100001 return i",
        "for i in 1..1000, j in 1..1000 return 1",
        "sum(for i in 1..99999, j in 1..99999 return 1)",
        "9 ** 9999",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "{f: function(n) if n > 0 then f(n - 1) else 0, r: f(5000)}.r",
        'string join(for i in 1..100000 return "0123456789ABCDEF")',
    ],
)
def test_greed_is_stopped(text):
    assert error(text).kind == "limit"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 4000,
        "-" * 9000 + "1",
        "[" * 300 + "]" * 300,
        "1" + " + 1" * 1000,
        "a" + ".b" * 3000,
        "not(" * 300 + "a" + ")" * 300,
        "if a then " * 500 + "1",
        "1" * 10_001,
        "x[" * 300,
    ],
)
def test_bombs_do_not_go_off(text):
    assert syntax_error(text).code == "feel_syntax"


def test_the_deepest_nesting_that_is_read_can_be_evaluated():
    depth = DEPTH - 50

    assert parse("(" * depth + "1" + ")" * depth).evaluate({}) == 1
    assert parse("-" * depth + "1").evaluate({}) == 1


def test_long_chains_of_conditions_are_fine():
    text = " or ".join(f"x = {number}" for number in range(700))

    assert parse(text).evaluate({"x": 699}) is True


def test_a_host_function_that_refuses_is_blamed_with_the_call():
    def due(code: str) -> str:
        raise KeyError(code)

    with pytest.raises(FeelError) as caught:
        parse('sla.due("X") = 1').evaluate({}, {"sla.due": due})

    assert (caught.value.kind, caught.value.where) == ("argument", 'sla.due("X")')


def test_an_error_of_the_domain_passes_through():
    def due() -> str:
        raise Conflict

    with pytest.raises(Conflict):
        parse("sla.due()").evaluate({}, {"sla.due": due})
