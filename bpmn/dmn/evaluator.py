"""Making decisions: required ones first, then the table or expression itself."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bpmn.dmn.hits import Hit, settle
from bpmn.dmn.model import Decision, DecisionTable, InputColumn, Model, OutputColumn, Rule
from bpmn.dmn.result import DecisionError, DecisionResult, Row
from bpmn.dmn.types import fitted, resolve
from engine.kernel.feel import FeelError

Variables = Mapping[str, Any]
Functions = Mapping[str, Callable[..., Any]]


def evaluate(
    model: Model, decision_id: str, variables: Variables, functions: Functions | None = None
) -> DecisionResult:
    """Make a decision with these variables, or raise DecisionError."""
    try:
        return _Run(model, variables, functions or {}).decide(decision_id)
    except RecursionError:
        message = "the decisions require each other too deeply"
        raise DecisionError("unreadable", message, decision_id) from None


class _Run:
    """One evaluation: each decision is made once, however many others require it."""

    def __init__(self, model: Model, variables: Variables, functions: Functions) -> None:
        self.model = model
        self.variables = variables
        self.functions = functions
        self.made: dict[str, DecisionResult | None] = {}

    def decide(self, decision_id: str) -> DecisionResult:
        decision = self.model.decisions.get(decision_id)
        if decision is None:
            raise DecisionError("unknown", "the decision does not exist", decision_id)
        known = self.made.get(decision_id)
        if known is not None:
            return known
        if decision_id in self.made:
            raise DecisionError("unreadable", "the decision requires itself", decision_id)
        self.made[decision_id] = None
        scope: Row = dict(self.variables)
        for required in decision.required_decisions:
            scope.update(_bindings(self.model.decisions[required], self.decide(required)))
        result = self._answer(decision, scope)
        self.made[decision_id] = result
        return result

    def _answer(self, decision: Decision, scope: Row) -> DecisionResult:
        if decision.table:
            return _Table(self.model, decision, decision.table, scope, self.functions).answer()
        if decision.literal is None:
            raise DecisionError("unreadable", "the decision cannot be read", decision.id)
        with blaming(decision.id, decision.line):
            value = decision.literal.evaluate(scope, self.functions)
            value = _typed(self.model, decision.type_ref, value)
        return DecisionResult(decision.id, ({decision.variable: value},), value)


def _bindings(decision: Decision, result: DecisionResult) -> Row:
    """Return the names under which a decision's answer is known to those that require it.

    The standard names it after the decision; Camunda 7 after its outputs, so both work.
    """
    bound: Row = {}
    outputs = {key for row in result.rows for key in row}
    for key in outputs:
        values = [row.get(key) for row in result.rows]
        bound[key] = values[0] if len(values) == 1 else values
    names = (decision.id, decision.name, decision.variable)
    return bound | {name: result.value for name in names if name}


class _Table:
    """One look into a decision table."""

    def __init__(
        self,
        model: Model,
        decision: Decision,
        table: DecisionTable,
        scope: Row,
        functions: Functions,
    ) -> None:
        self.model = model
        self.decision = decision
        self.table = table
        self.scope = scope
        self.functions = functions

    def answer(self) -> DecisionResult:
        values = [self._input(column) for column in self.table.inputs]
        hits = (
            Hit(rule, self._outputs(rule)) for rule in self.table.rules if self._hit(rule, values)
        )
        settled = settle(self.table, hits, self.decision.id)
        if settled is None:
            return self._default()
        return settled

    def _input(self, column: InputColumn) -> Any:
        if column.expression is None:
            raise DecisionError(
                "unreadable", "an input cannot be read", self.decision.id, column.line
            )
        with blaming(self.decision.id, column.line):
            value = column.expression.evaluate(self.scope, self.functions)
            value = _typed(self.model, column.type_ref, value)
            fits = value is None or column.allowed is None
            if not fits and column.allowed and not column.allowed.matches(value, self.scope):
                raise DecisionError(
                    "not_allowed",
                    f"the input “{column.label}” has a value that is not allowed",
                    self.decision.id,
                    column.line,
                )
        if column.variable:
            self.scope[column.variable] = value
        return value

    def _hit(self, rule: Rule, values: list[Any]) -> bool:
        if len(rule.tests) != len(values) or None in rule.tests:
            raise DecisionError("unreadable", "a rule cannot be read", self.decision.id, rule.line)
        with blaming(self.decision.id, rule.line):
            pairs = zip(rule.tests, values, strict=True)
            return all(
                test is not None and test.matches(value, self.scope, self.functions)
                for test, value in pairs
            )

    def _outputs(self, rule: Rule) -> Row:
        if len(rule.entries) != len(self.table.outputs):
            raise DecisionError("unreadable", "a rule cannot be read", self.decision.id, rule.line)
        row: Row = {}
        with blaming(self.decision.id, rule.line):
            for entry, column in zip(rule.entries, self.table.outputs, strict=True):
                if entry is None:
                    raise FeelError("argument", "an output cannot be read")
                row[column.name] = self._output(column, entry.evaluate(self.scope, self.functions))
        return row

    def _output(self, column: OutputColumn, value: Any) -> Any:
        value = _typed(self.model, column.type_ref, value)
        allowed = column.allowed
        if value is not None and allowed and not allowed.matches(value, self.scope):
            raise DecisionError(
                "not_allowed",
                f"the output “{column.name}” has a value that is not allowed",
                self.decision.id,
                column.line,
            )
        return value

    def _default(self) -> DecisionResult:
        if not any(column.default for column in self.table.outputs):
            return DecisionResult(self.decision.id, (), None)
        row: Row = {}
        for column in self.table.outputs:
            with blaming(self.decision.id, column.line):
                found = column.default
                value = found.evaluate(self.scope, self.functions) if found else None
                row[column.name] = self._output(column, value)
        value = next(iter(row.values())) if len(row) == 1 else row
        return DecisionResult(self.decision.id, (row,), value)


def _typed(model: Model, type_ref: str | None, value: Any) -> Any:
    wanted = resolve(model.types, type_ref) if type_ref else None
    return value if wanted is None else fitted(wanted, value)


@contextmanager
def blaming(decision: str, line: int) -> Iterator[None]:
    """Turn an error of an expression into one of the decision, with its line."""
    try:
        yield
    except FeelError as error:
        kind = "type" if error.kind == "type" else "expression"
        raise DecisionError(kind, error.message, decision, line) from error
