"""What several hits of a decision table mean together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from bpmn.dmn import model
from bpmn.dmn.model import DecisionTable, Rule
from bpmn.dmn.result import DecisionError, DecisionResult, Row
from engine.kernel.feel import FeelError, equals, ordering
from engine.kernel.feel.operators import arithmetic


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule whose tests all passed, with its outputs."""

    rule: Rule
    row: Row


def settle(table: DecisionTable, hits: Iterator[Hit], decision: str) -> DecisionResult | None:
    """Apply the table's hit policy; None when no rule was hit."""
    if table.hit_policy == model.FIRST:
        first = next(hits, None)
        return None if first is None else _one(first, decision)
    found = list(hits)
    if not found:
        return _nothing(table, decision)
    policy = _POLICIES.get(table.hit_policy)
    if policy is None:
        raise DecisionError("unreadable", f"unknown hit policy {table.hit_policy}", decision)
    return policy(table, found, decision)


def _nothing(table: DecisionTable, decision: str) -> DecisionResult | None:
    if table.aggregation == "COUNT" and not any(column.default for column in table.outputs):
        return DecisionResult(decision, ({table.outputs[0].name: 0},), 0)
    return None


def _plain(row: Row) -> Any:
    """Return a single output by itself, several as a context."""
    return next(iter(row.values())) if len(row) == 1 else row


def _one(hit: Hit, decision: str) -> DecisionResult:
    return DecisionResult(decision, (hit.row,), _plain(hit.row), (hit.rule.id,))


def _many(hits: list[Hit], decision: str) -> DecisionResult:
    rows = tuple(hit.row for hit in hits)
    rules = tuple(hit.rule.id for hit in hits)
    return DecisionResult(decision, rows, [_plain(row) for row in rows], rules)


def _numbers(hits: list[Hit]) -> str:
    return ", ".join(str(hit.rule.number) for hit in hits)


def _unique(table: DecisionTable, hits: list[Hit], decision: str) -> DecisionResult:
    if len(hits) > 1:
        message = f"UNIQUE allows one hit, but rules {_numbers(hits)} apply"
        raise DecisionError("overlap", message, decision, hits[1].rule.line)
    return _one(hits[0], decision)


def _any(table: DecisionTable, hits: list[Hit], decision: str) -> DecisionResult:
    for hit in hits[1:]:
        if not equals(hit.row, hits[0].row):
            message = f"ANY needs equal outputs, but rules {_numbers(hits)} differ"
            raise DecisionError("conflict", message, decision, hit.rule.line)
    return _one(hits[0], decision)


def _ranked(table: DecisionTable, hits: list[Hit]) -> list[Hit]:
    """Sort hits by the order in which the columns list their output values."""
    rankings = [
        (column.name, [value.evaluate({}) for value in column.ranking])
        for column in table.outputs
        if column.ranking
    ]

    def rank(hit: Hit) -> list[int]:
        return [_place(values, hit.row[name]) for name, values in rankings]

    return sorted(hits, key=rank)


def _place(values: list[Any], value: Any) -> int:
    places = [place for place, listed in enumerate(values) if equals(listed, value)]
    return places[0] if places else len(values)


def _priority(table: DecisionTable, hits: list[Hit], decision: str) -> DecisionResult:
    return _one(_ranked(table, hits)[0], decision)


def _output_order(table: DecisionTable, hits: list[Hit], decision: str) -> DecisionResult:
    return _many(_ranked(table, hits), decision)


def _rule_order(table: DecisionTable, hits: list[Hit], decision: str) -> DecisionResult:
    return _many(hits, decision)


def _collect(table: DecisionTable, hits: list[Hit], decision: str) -> DecisionResult:
    if table.aggregation is None:
        return _many(hits, decision)
    if len(table.outputs) != 1 or table.aggregation not in _AGGREGATIONS:
        raise DecisionError("unreadable", "the aggregation does not fit", decision, table.line)
    name = table.outputs[0].name
    try:
        value = _AGGREGATIONS[table.aggregation]([hit.row[name] for hit in hits])
    except FeelError as error:
        raise DecisionError("aggregation", error.message, decision, table.line) from error
    return DecisionResult(decision, ({name: value},), value, tuple(hit.rule.id for hit in hits))


def _total(values: list[Any]) -> Any:
    return reduce(lambda left, right: arithmetic("+", left, right), values)


def _smallest(values: list[Any]) -> Any:
    return reduce(lambda best, value: value if ordering(value, best) < 0 else best, values)


def _largest(values: list[Any]) -> Any:
    return reduce(lambda best, value: value if ordering(value, best) > 0 else best, values)


_AGGREGATIONS: dict[str, Callable[[list[Any]], Any]] = {
    "SUM": _total,
    "MIN": _smallest,
    "MAX": _largest,
    "COUNT": len,
}
_POLICIES: dict[str, Callable[[DecisionTable, list[Hit], str], DecisionResult]] = {
    model.UNIQUE: _unique,
    model.ANY: _any,
    model.PRIORITY: _priority,
    model.OUTPUT_ORDER: _output_order,
    model.RULE_ORDER: _rule_order,
    model.COLLECT: _collect,
}
