from datetime import date
from typing import Any

import pytest

from bpmn.dmn import DecisionError, DecisionResult, evaluate, read
from tests.unit.dmn.tables import decision, file, literal, table

LEVELS = [(["< 100"], ['"low"']), (["[100..500]"], ['"mid"']), (["> 500"], ['"high"'])]
OVERLAP = [(["> 10"], ["1"]), (["> 5"], ["2"]), (["> 100"], ["3"])]


def decide(logic: str, **variables: Any) -> DecisionResult:
    return evaluate(read(file(decision(logic))), "d", variables)


@pytest.mark.parametrize(
    ("amount", "level"), [(1, "low"), (100, "mid"), (499.5, "mid"), (501, "high")]
)
def test_the_rule_that_fits_gives_the_answer(amount, level):
    assert decide(table(LEVELS), amount=amount).value == level


def test_no_hit_is_null():
    result = decide(table([(["1"], ["2"])]), amount=5)

    assert (result.value, result.rows, result.mapped("singleEntry")) == (None, (), None)


def test_a_null_input_meets_no_comparison_but_a_dash():
    assert decide(table([(["< 5"], ["1"]), (["-"], ["2"])]), amount=None).value == 2


def test_an_unknown_input_is_an_error_with_its_line():
    with pytest.raises(DecisionError) as caught:
        decide(table(LEVELS), amont=5)

    assert (caught.value.kind, caught.value.decision) == ("expression", "d")
    assert "amount" in str(caught.value)


def test_unique_refuses_two_hits():
    with pytest.raises(DecisionError) as caught:
        decide(table(OVERLAP), amount=20)

    assert caught.value.kind == "overlap"
    assert "1, 2" in str(caught.value)


@pytest.mark.parametrize(
    ("policy", "aggregation", "value"),
    [
        ("FIRST", "", 1),
        ("RULE ORDER", "", [1, 2]),
        ("COLLECT", "", [1, 2]),
        ("COLLECT", "SUM", 3),
        ("COLLECT", "MIN", 1),
        ("COLLECT", "MAX", 2),
        ("COLLECT", "COUNT", 2),
    ],
)
def test_the_hit_policy_decides_between_two_hits(policy, aggregation, value):
    logic = table(OVERLAP, policy=policy, aggregation=aggregation)

    assert decide(logic, amount=20).value == value


def test_collect_count_of_no_hit_is_zero():
    logic = table(OVERLAP, policy="COLLECT", aggregation="COUNT")

    assert decide(logic, amount=0).value == 0


def test_any_takes_equal_outputs():
    rows = [(["> 1"], ['"a"']), (["> 2"], ['"a"'])]

    assert decide(table(rows, policy="ANY"), amount=3).value == "a"


def test_any_refuses_different_outputs():
    with pytest.raises(DecisionError) as caught:
        decide(table(OVERLAP, policy="ANY"), amount=20)

    assert caught.value.kind == "conflict"


@pytest.mark.parametrize(("policy", "value"), [("PRIORITY", "x"), ("OUTPUT ORDER", ["x", "y"])])
def test_listed_output_values_give_the_rank(policy, value):
    rows = [(["> 1"], ['"y"']), (["> 2"], ['"x"'])]
    logic = table(rows, policy=policy, values='"x","y","z"')

    assert decide(logic, amount=3).value == value


def test_defaults_answer_where_no_rule_does():
    logic = table([(["1"], ['"a"'])], default='"none"')

    assert decide(logic, amount=5).mapped("singleEntry") == "none"


def test_several_outputs_make_a_context():
    rows = [(["-", '"x","y"'], ["1", "amount * 2"])]
    logic = table(rows, inputs=("amount", "kind"), outputs=("a", "b"))

    result = decide(logic, amount=4, kind="y")

    assert result.value == {"a": 1, "b": 8}
    assert result.mapped("singleResult") == {"a": 1, "b": 8}
    assert result.mapped() == [{"a": 1, "b": 8}]


def test_a_mapping_that_does_not_fit_is_an_error():
    result = decide(table(OVERLAP, policy="RULE ORDER"), amount=20)

    assert result.mapped("collectEntries") == [1, 2]
    with pytest.raises(DecisionError):
        result.mapped("singleEntry")


def test_required_decisions_are_made_first():
    sizes = decision(table(LEVELS), "size")
    final = table([(['"high"'], ["true"]), (['not("high")'], ["false"])], inputs=("size",))
    model = read(file(decision(final, "d", ["size"]), sizes))

    assert evaluate(model, "d", {"amount": 900}).value is True
    assert model.needed("d") == {"amount"}


def test_a_required_decision_is_known_by_its_output_as_well():
    model = read(file(decision(literal("level"), "d", ["size"]), decision(table(LEVELS), "size")))

    assert evaluate(model, "d", {"amount": 1}).value == "low"


def test_a_literal_expression_answers_under_its_variable():
    logic = literal("amount * 1.1")
    model = read(file(decision(logic, extra='<variable name="total"/>')))

    result = evaluate(model, "d", {"amount": 10})

    assert (result.value, result.mapped()) == (11, [{"total": 11}])


def test_a_date_column_reads_iso_texts():
    rows = [(['[date("2026-01-01")..date("2026-12-31")]'], ["2026"])]

    assert decide(table(rows, types=("date", "number")), amount="2026-05-01").value == 2026
    assert decide(table(rows, types=("date", "number")), amount=date(2026, 5, 1)).value == 2026


def test_an_input_of_the_wrong_type_is_an_error():
    with pytest.raises(DecisionError) as caught:
        decide(table(LEVELS, types=("number", "string")), amount="5")

    assert caught.value.kind == "type"


def test_an_output_that_is_not_allowed_is_an_error():
    with pytest.raises(DecisionError) as caught:
        decide(table(LEVELS, values='"low","mid"'), amount=900)

    assert caught.value.kind == "not_allowed"


def test_an_unknown_decision_is_an_error():
    with pytest.raises(DecisionError) as caught:
        evaluate(read(file(decision(literal("1")))), "other", {})

    assert caught.value.kind == "unknown"


def test_host_functions_work_in_cells():
    model = read(file(decision(literal('sla.days("X") + 1'))))

    assert evaluate(model, "d", {}, {"sla.days": lambda code: 4}).value == 5
