import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.kernel.feel.regex import PatternError, compile_pattern

# A busy machine is no reason to fail.
STEADY = settings(deadline=None)

PATTERNS = [
    "a*b", "(a|b)*c", "a{2,3}", "a{2,3}?", "x?y+z*", "[^abc]+", r"\bfoo\b", "(a)(b)?",
    "(a|ab)(c|bcd)(d*)", "(?:a|b)+?c", "[a-c-]+", "^$", "a||b", r"\w+\s\d", "^a.c$", "(a+)+b",
    "[a\\]]", "(?P<x>a)b", r"a\.b", "a|b|cd",
]  # fmt: skip


@STEADY
@given(st.sampled_from(PATTERNS), st.text(alphabet="abcdfoxyz. 3_-]", max_size=14))
def test_a_search_finds_what_python_finds(pattern, text):
    ours, theirs = compile_pattern(pattern).search(text), re.search(pattern, text)

    assert (ours is None) == (theirs is None)
    assert ours is None or theirs is None or ours.span() == theirs.span()


@STEADY
@given(st.text(alphabet="ab()[]{}*+?|\\^$.,-1d<>:=", max_size=12), st.text(max_size=8))
def test_no_pattern_breaks_the_search(pattern, text):
    try:
        compile_pattern(pattern).search(text)
    except PatternError as error:
        assert str(error)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "a*a*a*a*a*b", "(.*)*x"])
def test_no_pattern_explodes(pattern):
    assert compile_pattern(pattern).search("a" * 3000 + "!") is None


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[a", "*a", "a**", "(?=a)", "(?<=a)b", r"\1", "a{2000}", "(a{200}){200}", "a\\",
     r"\p{Klingon}", "[b-a]", "a{3,2}", "x" * 501, "(" * 60 + ")" * 60],
)  # fmt: skip
def test_a_pattern_that_cannot_be_used_is_refused(pattern):
    with pytest.raises(PatternError):
        compile_pattern(pattern)
