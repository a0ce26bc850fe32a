import pytest

from engine.kernel.feel import FeelError, FeelSyntaxError, parse_unary


@pytest.mark.parametrize(
    ("text", "value", "matches"),
    [
        ("-", 1, True),
        ("", None, True),
        ("5", 5, True),
        ("5", 5.0, True),
        ('"a","b"', "b", True),
        ('"a","b"', "c", False),
        ('not("a","b")', "c", True),
        ('not("a","b")', "a", False),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("]1..5]", 1, False),
        ("< 5", 4, True),
        (">= 5, < 2", 3, False),
        ("!= 5", 3, True),
        ("= 5", 5, True),
        ("true", True, True),
        ("false", True, False),
        ("null", None, True),
        ("not(null)", None, False),
        ("< 5", None, False),
        ("[1..5]", None, False),
        ("limit", 10, True),
        ("> limit", 11, True),
        ("allowed", "x", True),
        ('"z", allowed', "y", True),
        ("? > 5 and ? < 10", 7, True),
        ('starts with(?, "ab")', "abc", True),
        ("not(? > 5)", 3, True),
        ("not(contains(?, \"x\"))", "abc", True),
        ("amount > 5", "anything", True),
        ('date("2026-01-01")', "2026-01-01", False),
        ("(1 + 2)", 3, True),
        ("[1, 2, 3]", 2, True),
    ],
)  # fmt: skip
def test_a_cell_is_met_or_not(text, value, matches):
    variables = {"limit": 10, "allowed": ["x", "y"], "amount": 9}

    assert parse_unary(text).matches(value, variables) is matches


@pytest.mark.parametrize(("text", "value"), [("< 5", "a"), ("> misspelt", 5), ("? + 1", 5)])
def test_a_cell_that_does_not_fit_is_an_error(text, value):
    with pytest.raises(FeelError):
        parse_unary(text).matches(value, {})


@pytest.mark.parametrize("text", ["1 1", "not(1", "[1..", "> ", ",", "1,", "not()"])
def test_a_cell_that_cannot_be_read_is_refused(text):
    with pytest.raises(FeelSyntaxError):
        parse_unary(text)


def test_a_dash_is_known():
    assert parse_unary(" - ").matches_anything
    assert not parse_unary("-1").matches_anything
