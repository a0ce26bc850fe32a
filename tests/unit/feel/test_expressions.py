from decimal import Decimal

import pytest

from tests.unit.feel.evaluating import value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("2 ** 3 ** 2", 64),
        ("-3 ** 2", 9),
        ("2 ** -1", Decimal("0.5")),
        ("- - 5", 5),
        ("10 / 4", Decimal("2.5")),
        ("10 / 5", 2),
        ("0.1 + 0.2", Decimal("0.3")),
        ("0.1 + 0.2 = 0.3", True),
        ("rate * 3 = 0.3", True),
        (".5 + 1e2", Decimal("100.5")),
        ('"a" + "b"', "ab"),
        ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
    ],
)
def test_arithmetic_is_exact(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('amount >= 500000 and result = "agree"', True),
        ('result != "agree" or amount < 1', False),
        ("not(flag)", False),
        ("nothing = null", True),
        ("amount = null", False),
        ("null = null", True),
        ('1 = "1"', False),
        ('1 != "1"', True),
        ("[1, 2] = [1, 2.0]", True),
        ("{a: 1} = {a: 1}", True),
        ("amount between 1 and 600000", True),
        ("5 between 1 and 3 or true", True),
        ("false and nothing", False),
        ("nothing and false", False),
        ("nothing or true", True),
        ("false and misspelt", False),
        ('"a" < "b"', True),
        ("true = flag", True),
    ],
)
def test_conditions_decide(text, expected):
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 in [1..5]", True),
        ("5 in [1..5)", False),
        ("1 in (1..5]", False),
        ("1 in ]1..5]", False),
        ("5 in [1..5[", False),
        ("5 in (1, 5, 7)", True),
        ("5 in [1, 5, 7]", True),
        ("5 in > 3", True),
        ("5 in (> 7, < 3)", False),
        ("5 in (< 10)", True),
        ('result in ("agree", "reject")', True),
        ("5 in numbers", False),
        ("null in [1, null]", True),
        ("5 in [[1..3], 5]", True),
        ('@"2026-11-02" in [@"2026-11-01"..@"2026-11-30"]', True),
        ("amount in [1..10] or true", True),
    ],
)
def test_in_takes_ranges_lists_and_tests(text, expected):
    assert value(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("customer.name", "青砾食品"),
        ("customer.address.city", "临江"),
        ("items.price", [10, Decimal("25.5")]),
        ("items[1].price", 10),
        ("items[-1].kind", "b"),
        ("items[3]", None),
        ("items[price > 20].kind", ["b"]),
        ('items[kind = "a"][1].price', 10),
        ("numbers[item > 1]", [3, 2]),
        ("numbers[count(numbers)]", 2),
        ("5[item > 3]", [5]),
        ("Monthly Salary * 12", 120),
        ('申请容量 > 160 and 用户.类别 = "高压"', True),
        ("if amount > 5 then 1 else 2", 1),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24]),
        ("some i in numbers satisfies i > 2", True),
        ("every i in numbers satisfies i > 2", False),
        ("every i in [] satisfies i > 2", True),
        ("{a: 1, b: a + 1}.b", 2),
        ('{"with space": 1}', {"with space": 1}),
        ("{a-b: 1, c: a-b + 1}.c", 2),
        ("(function(x, y) x + y)(1, 2)", 3),
        ("{twice: function(n: number) n * 2, r: twice(4)}.r", 8),
        ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(10)}.r", 3628800),
        ("[1, [2, 3]][2]", [2, 3]),
        ("1 /* two */ + // three\n 4", 5),
        ('"\\u4e2d\\"\\n\\uD83D\\uDE00"', '中"\n😀'),
        ("= amount + 1", 600_001),
        ("  =amount", 600_000),
        ("[1..3].start", 1),
        ("1 instance of number", True),
        ("null instance of Null", True),
        ("null instance of number", False),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ('@"PT1H" instance of days and time duration and true', True),
        ("is defined(customer.phone)", False),
        ("is defined(customer.name)", True),
        ("is defined(misspelt)", False),
        ("is defined(nothing)", False),
        ('get or else(customer.phone, "none")', "none"),
    ],
)
def test_everything_else_of_the_language(text, expected):
    assert value(text) == expected
