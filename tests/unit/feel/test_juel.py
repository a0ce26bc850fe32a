import pytest

from tests.unit.feel.evaluating import error, syntax_error, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${amount > 1000 && result == 'agree'}", True),
        ("${amount gt 1000 and result eq \"agree\"}", True),
        ("${amount lt 1 || !flag}", False),
        ("${not flag or amount ne 1}", True),
        ("${empty nothing}", True),
        ("${empty numbers}", False),
        ("${not empty ''}", False),
        ("#{amount}", 600_000),
        ("${flag ? 'a' : 'b'}", "a"),
        ("${!flag ? 1 : flag ? 2 : 3}", 2),
        ("${customer.name}", "青砾食品"),
        ("${customer['name']}", "青砾食品"),
        ("${numbers[0]}", 3),
        ("${numbers[9]}", None),
        ("${7 mod 4 + 7 % 4}", 6),
        ("${8 div 2 / 2}", 2),
        ("${-amount < 0}", True),
        ("${result == null}", False),
        ("${amount >= 600000 && (flag || nothing == 1)}", True),
        ("  ${flag}  ", True),
    ],
)  # fmt: skip
def test_juel_is_translated(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("${}", "empty"),
        ("${items.size() > 1}", "count(list)"),
        ("${execution.getVariable('x')}", "variable's name"),
        ("${a ? b}", "`:`"),
        ("${a == }", "too early"),
        ("${a = b}", "="),
        ("${a}${b}", "unexpected"),
    ],
)
def test_what_juel_cannot_do_here_is_explained(text, words):
    assert words in str(syntax_error(text))


def test_an_error_names_the_part():
    assert error("${misspelt == 1}").where == "misspelt"
