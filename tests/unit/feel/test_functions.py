from decimal import Decimal

import pytest

from tests.unit.feel.evaluating import error, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string length(\"中文\")", 2),
        ("substring(\"foobar\", 3)", "obar"),
        ("substring(\"foobar\", 3, 2)", "ob"),
        ("substring(\"foobar\", -2, 1)", "a"),
        ("substring(string: \"foobar\", start position: 3, length: 1)", "o"),
        ("upper case(\"aB\")", "AB"),
        ("lower case(\"aB\")", "ab"),
        ("substring before(\"foobar\", \"bar\")", "foo"),
        ("substring after(\"foobar\", \"ob\")", "ar"),
        ("contains(\"foobar\", \"ob\")", True),
        ("starts with(\"foobar\", \"fo\")", True),
        ("ends with(\"foobar\", \"r\")", True),
        ("matches(\"foobar\", \"^fo*b\")", True),
        ("matches(\"FOO\", \"foo\", \"i\")", True),
        ("matches(\"13800138000\", \"^1[3-9]\\\\d{9}$\")", True),
        ("matches(\"供电所\", \"^\\p{Han}+$\")", True),
        ("replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")", "[1=ab][2=]cd"),
        ("replace(\"aaa\", \"a\", \"b\")", "bbb"),
        ("split(\"a;b;;c\", \";\")", ["a", "b", "", "c"]),
        ("split(\"a  b\", \"\\s+\")", ["a", "b"]),
        ("extract(\"a1 b22\", \"[0-9]+\")", ["1", "22"]),
        ("string join([\"a\", \"b\", null], \"-\")", "a-b"),
        ("trim(\"  a \")", "a"),
        ("is blank(\"  \")", True),
    ],
)  # fmt: skip
def test_functions_of_texts(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list contains(numbers, 3)", True),
        ("count([])", 0),
        ("min(3, 1, 2)", 1),
        ("max(numbers)", 3),
        ("min([])", None),
        ("max([@\"2026-01-01\", @\"2026-02-01\"]).month", 2),
        ("sum(items.price)", Decimal("35.5")),
        ("sum([@\"PT1H\", @\"PT30M\"]) = @\"PT1H30M\"", True),
        ("sum([])", None),
        ("product([2, 3.5])", 7),
        ("mean([1, 2, 6])", 3),
        ("median([8, 2, 5, 3, 4])", 4),
        ("median([6, 1, 2, 3])", Decimal("2.5")),
        ("stddev([2, 4, 7, 5])", Decimal("2.081665999466132735282297706979931")),
        ("mode([6, 3, 9, 6, 6])", [6]),
        ("mode([6, 1, 9, 6, 1])", [1, 6]),
        ("all([true, false])", False),
        ("any(false, true)", True),
        ("all([])", True),
        ("sublist([4, 5, 6], 1, 2)", [4, 5]),
        ("sublist([4, 5, 6], -2)", [5, 6]),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1, 2], [3])", [1, 2, 3]),
        ("insert before([1, 3], 1, 2)", [2, 1, 3]),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("list replace([2, 4, 7], 3, 6)", [2, 4, 6]),
        ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", [5, 5, 7]),
        ("reverse([1, 2])", [2, 1]),
        ("index of([1, 2, 3, 2], 2)", [2, 4]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 2.0, 2, [1], [1]])", [1, 2, [1]]),
        ("duplicate values([1, 2, 2, 3, 3, 3])", [2, 3]),
        ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
        ("sort(numbers, function(x, y) x < y)", [1, 2, 3]),
        ("sort(numbers)", [1, 2, 3]),
        ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
        ("is empty([])", True),
    ],
)  # fmt: skip
def test_functions_of_lists(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(1 / 3, 2)", Decimal("0.33")),
        ("decimal(1.5, 0)", 2),
        ("decimal(2.5, 0)", 2),
        ("decimal(1234, -2)", 1200),
        ("floor(-1.56, 1)", Decimal("-1.6")),
        ("ceiling(1.5)", 2),
        ("round up(5.5, 0)", 6),
        ("round up(-5.5, 0)", -6),
        ("round up(0.001, 2)", Decimal("0.01")),
        ("round down(5.5, 0)", 5),
        ("round half up(2.5, 0)", 3),
        ("round half down(2.5, 0)", 2),
        ("floor(0.2)", 0),
        ("ceiling(-0.2)", 0),
        ("abs(-10)", 10),
        ("abs(@\"-PT5H\") = @\"PT5H\"", True),
        ("modulo(12, 5)", 2),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(10.1, 4.5)", Decimal("1.1")),
        ("sqrt(16)", 4),
        ("odd(5)", True),
        ("even(-2)", True),
        ("decimal(log(10), 5)", Decimal("2.30259")),
        ("decimal(exp(1), 5)", Decimal("2.71828")),
        ("number(\"1,234.5\", \",\", \".\")", Decimal("1234.5")),
        ("number(\"1.234,5\", \".\", \",\")", Decimal("1234.5")),
        ("string(1.10)", "1.1"),
        ("string([1, \"a\", null, {b: true}])", "[1, \"a\", null, {b: true}]"),
        ("string(null)", None),
        ("string(@\"P1DT2H\")", "P1DT2H"),
    ],
)  # fmt: skip
def test_functions_of_numbers(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "before(1, 10)",
        "before([1..5), [5..10])",
        "after([5..10], [1..5))",
        "meets([1..5], [5..10])",
        "met by([5..10], [1..5])",
        "overlaps([1..5], [3..8])",
        "not(overlaps([1..5), [5..8]))",
        "overlaps before([1..5], [3..8])",
        "overlaps after([3..8], [1..5])",
        "finishes(5, [1..5])",
        "finished by([5..10], 10)",
        "includes([5..10], 6)",
        "during(5, [1..10])",
        "starts(1, [1..5])",
        "started by([1..10], [1..5])",
        "coincides(5, 5)",
        "before(@\"2026-01-01\", [@\"2026-01-02\"..@\"2026-01-03\"])",
        "range(\"[1..5)\") = [1..5)",
        "get value({a: 1}, \"a\") = 1",
        "get value({a: 1}, \"b\") = null",
        "get value({a: {b: 2}}, [\"a\", \"b\"]) = 2",
        "get entries({a: 1}) = [{key: \"a\", value: 1}]",
        "context put({a: 1}, \"b\", 2) = {a: 1, b: 2}",
        "context put({a: {b: 1}}, [\"a\", \"b\"], 2) = {a: {b: 2}}",
        "context merge([{a: 1}, {b: 2}]) = {a: 1, b: 2}",
        "context([{key: \"a\", value: 1}]) = {a: 1}",
    ],
)  # fmt: skip
def test_functions_of_ranges_and_contexts(text):
    assert value(text) is True


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("foo(1)", "unknown_function"),
        ("customer.name(1)", "unknown_function"),
        ("count()", "argument"),
        ("count([1], 2)", "argument"),
        ("substring(\"a\")", "argument"),
        ("substring(text: \"a\", start position: 1)", "argument"),
        ("string length(5)", "argument"),
        ("string length(null)", "null"),
        ("sum([1, \"a\"])", "argument"),
        ("sum([1, null])", "null"),
        ("max([1, \"a\"])", "type"),
        ("sqrt(-1)", "arithmetic"),
        ("number(\"abc\")", "argument"),
        ("matches(\"a\", \"(\")", "argument"),
        ("matches(\"a\", \"(?=a)\")", "argument"),
        ("now()", "unknown_function"),
        ("remove([1], 5)", "argument"),
        ("insert before([1], 0, 1)", "argument"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_explained(text, kind):
    assert error(text).kind == kind
