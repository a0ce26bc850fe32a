"""Reading decision tables."""

from lxml import etree

from bpmn.dmn import problem
from bpmn.dmn.cells import Cells
from bpmn.dmn.markup import attribute, camunda, child, children, line, text_of
from bpmn.dmn.model import (
    AGGREGATIONS,
    COLLECT,
    HIT_POLICIES,
    OUTPUT_ORDER,
    PRIORITY,
    UNIQUE,
    DecisionTable,
    InputColumn,
    OutputColumn,
    Rule,
)
from bpmn.texts import Text
from engine.kernel.feel import Expression, UnaryTests
from engine.kernel.feel.tree import Test


def read_table(element: etree._Element, variable: str, cells: Cells) -> DecisionTable:
    """Read a decision table; `variable` names the result of a single unnamed output."""
    inputs = tuple(
        _input(column, number, cells) for number, column in enumerate(children(element, "input"), 1)
    )
    outputs = tuple(
        _output(column, number, variable, cells)
        for number, column in enumerate(children(element, "output"), 1)
    )
    rules = tuple(
        _rule(row, number, len(inputs), len(outputs), cells)
        for number, row in enumerate(children(element, "rule"), 1)
    )
    table = DecisionTable(
        id=attribute(element, "id"),
        line=line(element),
        hit_policy=attribute(element, "hitPolicy").upper() or UNIQUE,
        aggregation=attribute(element, "aggregation").upper() or None,
        inputs=inputs,
        outputs=outputs,
        rules=rules,
    )
    _check_policy(element, table, cells)
    _check_outputs(element, table, cells)
    return table


def _input(element: etree._Element, number: int, cells: Cells) -> InputColumn:
    inner = child(element, "inputExpression")
    label = attribute(element, "label") or text_of(inner).strip() or str(number)
    expression = None
    if inner is None or not text_of(inner).strip():
        cells.note(problem.NO_INPUT_EXPRESSION, element, label=label)
    else:
        expression = cells.expression(inner, Text(f"输入 {number} ", f"input {number}"))
    values = child(element, "inputValues")
    return InputColumn(
        id=attribute(element, "id"),
        label=label,
        line=line(element),
        expression=expression,
        type_ref=None if inner is None else attribute(inner, "typeRef") or None,
        allowed=_allowed(values, _values("输入", "input", number), cells),
        variable=camunda(element, "inputVariable") or None,
    )


def _values(zh: str, en: str, number: int) -> Text:
    return Text(f"{zh} {number} 取值", f"the values of {en} {number}")


def cell_place(rule: int, zh: str, en: str, column: int) -> Text:
    """Name a cell in both languages."""
    return Text(f"规则 {rule} {zh} {column} ", f"rule {rule}, {en} {column}")


def _allowed(values: etree._Element | None, where: Text, cells: Cells) -> UnaryTests | None:
    if values is None or not text_of(values).strip():
        return None
    return cells.tests(values, where)


def _output(element: etree._Element, number: int, variable: str, cells: Cells) -> OutputColumn:
    values = child(element, "outputValues")
    allowed = _allowed(values, _values("输出", "output", number), cells)
    default = child(element, "defaultOutputEntry")
    where = Text(f"输出 {number} 默认值", f"the default of output {number}")
    has_default = default is not None and text_of(default).strip()
    return OutputColumn(
        id=attribute(element, "id"),
        name=attribute(element, "name") or variable,
        label=attribute(element, "label"),
        line=line(element),
        type_ref=attribute(element, "typeRef") or None,
        allowed=allowed,
        ranking=_ranking(allowed),
        default=cells.entry(default, where) if has_default else None,
    )


def _ranking(allowed: UnaryTests | None) -> tuple[Expression, ...]:
    """Return the listed output values in their order, none if they are not plain values."""
    if allowed is None or allowed.tree.negated:
        return ()
    tests = allowed.tree.tests
    if any(isinstance(test, Test) for test in tests):
        return ()
    return tuple(Expression(allowed.source, test) for test in tests)


def _rule(row: etree._Element, number: int, inputs: int, outputs: int, cells: Cells) -> Rule:
    ins, outs = list(children(row, "inputEntry")), list(children(row, "outputEntry"))
    for found, wanted, kind in (
        (len(ins), inputs, Text("输入", "input")),
        (len(outs), outputs, Text("输出", "output")),
    ):
        if found != wanted:
            facts = {"rule": number, "found": found, "wanted": wanted, "column": kind}
            cells.note(problem.ENTRY_COUNT, row, **facts)
    places = [cell_place(number, "输入", "input", place) for place in range(1, len(ins) + 1)]
    results = [cell_place(number, "输出", "output", place) for place in range(1, len(outs) + 1)]
    description = child(row, "description")
    return Rule(
        id=attribute(row, "id"),
        line=line(row),
        number=number,
        tests=tuple(map(cells.tests, ins, places)),
        entries=tuple(map(cells.entry, outs, results)),
        description="" if description is None else (description.text or "").strip(),
    )


def _check_policy(element: etree._Element, table: DecisionTable, cells: Cells) -> None:
    if table.hit_policy not in HIT_POLICIES:
        known = ", ".join(HIT_POLICIES)
        cells.note(problem.HIT_POLICY, element, policy=table.hit_policy, known=known)
    if table.aggregation is None:
        return
    fits = table.hit_policy == COLLECT and table.aggregation in AGGREGATIONS
    if not fits or len(table.outputs) != 1:
        cells.note(problem.AGGREGATION, element, aggregation=table.aggregation)


def _check_outputs(element: etree._Element, table: DecisionTable, cells: Cells) -> None:
    if not table.outputs:
        cells.note(problem.NO_OUTPUT, element)
    if len({output.name for output in table.outputs}) < len(table.outputs):
        cells.note(problem.OUTPUT_NAMES, element)
    ranked = any(output.ranking for output in table.outputs)
    if table.hit_policy in (PRIORITY, OUTPUT_ORDER) and not ranked:
        cells.note(problem.NO_RANKING, element, policy=table.hit_policy)
