"""What is wrong with a DMN file as a whole: ids, circles, types."""

from collections.abc import Iterator

from lxml import etree

from bpmn.dmn import problem
from bpmn.dmn.cells import Cells
from bpmn.dmn.markup import attribute, is_dmn
from bpmn.dmn.model import Decision, DecisionTable, Model, Rule
from bpmn.dmn.overlaps import check_overlaps
from bpmn.dmn.problem import DmnProblem
from bpmn.dmn.tables import cell_place
from bpmn.dmn.types import resolve
from bpmn.texts import Text
from engine.kernel.feel import kind_of
from engine.kernel.feel.tree import Literal, Name, Node


def check_ids(root: etree._Element, cells: Cells) -> None:
    """Note every id that is used twice."""
    seen: set[str] = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or not is_dmn(element):
            continue
        found = attribute(element, "id")
        if found and found in seen:
            cells.note(problem.DUPLICATE_ID, element, id=found)
        seen.add(found)


def check_cycles(model: Model) -> Iterator[DmnProblem]:
    """Yield the circles of decisions that require each other."""
    done: set[str] = set()
    for start in model.decisions:
        trail = _circle(model, start, done)
        if trail:
            decision = model.decisions[trail[-1]]
            yield problem.CYCLE.at(decision.line, decision.id, path=" → ".join(trail))


def _circle(model: Model, start: str, done: set[str]) -> list[str]:
    """Return a way that leads back to where it began, walking without recursion."""
    waiting: list[tuple[str, bool]] = [(start, True)]
    trail: list[str] = []
    passing: set[str] = set()
    while waiting:
        current, entering = waiting.pop()
        if not entering:
            passing.discard(trail.pop())
            done.add(current)
        elif current in passing:
            done.update(trail)
            return [*trail[trail.index(current) :], current]
        elif current not in done:
            trail.append(current)
            passing.add(current)
            waiting.append((current, False))
            waiting += [(one, True) for one in model.decisions[current].required_decisions]
    return []


def check_types(model: Model) -> Iterator[DmnProblem]:
    """Yield unknown types, and cells that can never be of their column's type."""
    for decision in model.decisions.values():
        yield from _unknown(model, decision)
        if decision.table:
            yield from _cells(model, decision.table)
            yield from check_overlaps(decision.table)


def _unknown(model: Model, decision: Decision) -> Iterator[DmnProblem]:
    used = [(decision.type_ref, decision.line, decision.id)]
    if decision.table:
        used += [(column.type_ref, column.line, column.id) for column in decision.table.inputs]
        used += [(column.type_ref, column.line, column.id) for column in decision.table.outputs]
    for name, line, element in used:
        if name and resolve(model.types, name) is None:
            yield problem.UNKNOWN_TYPE.at(line, element or None, type=name)


def _cells(model: Model, table: DecisionTable) -> Iterator[DmnProblem]:
    known = _known(model, table)
    for rule, where, node, type_ref in _entries(table):
        if isinstance(node, Literal) and _strange(model, type_ref, node.value):
            yield problem.CELL_TYPE.at(rule.line, rule.id, where=where, type=type_ref)
        elif isinstance(node, Name) and node.name not in known:
            yield problem.BARE_NAME.at(rule.line, rule.id, where=where, name=node.name)


def _entries(table: DecisionTable) -> Iterator[tuple[Rule, Text, Node, str | None]]:
    """Yield each value in a cell with its rule, its place and its column's type."""
    for rule in table.rules:
        for place, (test, column) in enumerate(zip(rule.tests, table.inputs, strict=False), 1):
            where = cell_place(rule.number, "输入", "input", place)
            for node in test.tree.tests if test else ():
                yield rule, where, node, column.type_ref
        for place, (entry, output) in enumerate(zip(rule.entries, table.outputs, strict=False), 1):
            where = cell_place(rule.number, "输出", "output", place)
            if entry:
                yield rule, where, entry.tree, output.type_ref


def _known(model: Model, table: DecisionTable) -> set[str]:
    """Return the names a cell may use as far as the file tells."""
    known = {item.name for item in model.inputs.values()} | {"?"}
    for one in model.decisions.values():
        known |= {one.id, one.name, one.variable}
        known |= {column.name for column in one.table.outputs} if one.table else set()
    for column in table.inputs:
        known |= {column.variable or "?"}
        known |= column.expression.names if column.expression else set()
    return known


def _strange(model: Model, type_ref: str | None, value: object) -> bool:
    """Tell whether a written value can never be of a type."""
    wanted = resolve(model.types, type_ref) if type_ref else None
    if wanted is None or value is None or wanted.kind == "Any":
        return False
    # Dates may be written as texts; they are read when the decision is evaluated.
    if wanted.is_temporal and isinstance(value, str):
        return False
    return kind_of(value) not in (wanted.kind, wanted.item_kind)
