import pytest

from bpmn.dmn import DecisionError, evaluate, read
from bpmn.safe_xml import ReadError
from tests.unit.dmn.tables import decision, file, literal, table

GOOD = [(["1"], ["2"])]


def codes(*decisions: str, attributes: str = "") -> list[str]:
    model = read(file(*decisions, attributes=attributes), "a.dmn")
    return [problem.code for problem in model.problems]


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_of_dmn_is_read(namespace):
    model = read(file(decision(table(GOOD)), namespace=namespace))

    assert model.is_executable
    assert evaluate(model, "d", {"amount": 1}).value == 2


@pytest.mark.parametrize(
    ("logic", "code"),
    [
        (table([(["1 1"], ["2"])]), "dmn-bad-cell"),
        (table([(["1"], ["2 +"])]), "dmn-bad-cell"),
        (table(GOOD, inputs=("",)), "dmn-input-without-expression"),
        (table(GOOD, inputs=("a b +",)), "dmn-bad-expression"),
        (table([(["1", "2"], ["2"])]), "dmn-entry-count"),
        (table([(["1"], [])]), "dmn-entry-count"),
        (table(GOOD, policy="BEST"), "dmn-unknown-hit-policy"),
        (table(GOOD, aggregation="SUM"), "dmn-bad-aggregation"),
        (table(GOOD, policy="PRIORITY"), "dmn-priority-without-values"),
        (table([(["1"], [])], outputs=()), "dmn-no-output"),
        (table([(["1"], ["2", "3"])], outputs=("a", "a")), "dmn-output-name"),
        (table(GOOD, types=("money", "")), "dmn-unknown-type"),
        (table([(['"abc"'], ["2"])], types=("number", "string")), "dmn-cell-type"),
        (table([(["abc"], ["2"])]), "dmn-bare-name"),
        (table([(["1"], ["high"])]), "dmn-bare-name"),
        ("<context/>", "dmn-unsupported-logic"),
        ("", "dmn-no-logic"),
        (literal("1 +"), "dmn-bad-expression"),
    ],
)  # fmt: skip
def test_a_defect_is_named_by_its_code(logic, code):
    assert code in codes(decision(logic))


def test_a_problem_has_its_line_and_both_languages():
    text = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">\n'
    text += b'<decision id="d"><literalExpression>\n<text>1 +</text>\n</literalExpression>'
    problem = read(text + b"</decision></definitions>").problems[0]

    assert problem.line == 3
    assert problem.message.zh != problem.message.en


def test_another_language_is_refused():
    other = '<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>'

    assert codes(decision(other)) == ["dmn-unsupported-language"]
    assert codes(decision(literal("1")), attributes='expressionLanguage="groovy"') == [
        "dmn-unsupported-language"
    ]


def test_decisions_in_a_circle_are_refused():
    model = read(file(decision(literal("1"), "a", ["b"]), decision(literal("1"), "b", ["a"])))

    assert [problem.code for problem in model.problems] == ["dmn-cycle"]
    with pytest.raises(DecisionError):
        evaluate(model, "a", {})


def test_missing_requirements_and_doubled_ids_are_named():
    found = codes(decision(literal("1"), "a", ["zz"]), decision(literal("1"), "a"))

    assert found == ["dmn-missing-requirement", "dmn-duplicate-id"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"<definitions", "malformed-xml"),
        (b"<definitions/>", "dmn-not-dmn"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "doctype-refused"),
        (file("<decision>" + "<inputEntry/>" * 50_001 + "</decision>"), "dmn-too-large"),
    ],
)  # fmt: skip
def test_what_is_no_dmn_file_is_refused(data, code):
    with pytest.raises(ReadError) as caught:
        read(data)

    assert caught.value.code == code


def test_a_long_chain_of_decisions_is_refused_not_crashed():
    chain = [decision(literal("1"), f"d{n}", [f"d{n + 1}"]) for n in range(3000)]
    model = read(file(*chain, decision(literal("1"), "d3000")))

    with pytest.raises(DecisionError):
        evaluate(model, "d0", {})


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("< 5", ">= 5", False),
        ("<= 5", ">= 5", True),
        ("[1..5]", "]5..9]", False),
        ("[1..5]", "[3..9]", True),
        ("-", "1", True),
        ('"a","b"', '"c"', False),
        ('"a","b"', '"b"', True),
        ("true", "false", False),
        ("true", "true", True),
        ("1", '"a"', False),
        ("not(1)", "2", False),
        ("? > 1", "2", False),
        ("-1", "< 0", True),
        ('date("2026-01-01")', "-", False),
    ],
)
def test_rules_that_can_be_hit_together_are_named(first, second, overlap):
    found = codes(decision(table([([first], ["1"]), ([second], ["2"])])))

    assert ("dmn-overlapping-rules" in found) is overlap


def test_between_whole_numbers_there_is_nothing():
    rows = [(["> 5"], ["1"]), (["< 6"], ["2"])]

    assert codes(decision(table(rows, types=("integer", "")))) == []
    assert codes(decision(table(rows, types=("double", "")))) == ["dmn-overlapping-rules"]


def test_rules_kept_apart_by_one_column_do_not_overlap():
    rows = [(["> 5", '"a"'], ["1"]), (["> 5", '"b"'], ["2"])]

    assert codes(decision(table(rows, inputs=("amount", "kind")))) == []
