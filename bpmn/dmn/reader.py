"""Reading DMN files."""

from collections.abc import Iterable, Mapping

from lxml import etree

from bpmn.dmn import problem
from bpmn.dmn.cells import Cells
from bpmn.dmn.checks import check_cycles, check_ids, check_types
from bpmn.dmn.markup import attribute, child, children, is_dmn, line, local, text_of
from bpmn.dmn.model import Decision, DecisionTable, InputData, Model, TypeDefinition
from bpmn.dmn.tables import read_table
from bpmn.safe_xml import ReadError, parse
from bpmn.texts import Text
from engine.kernel.feel import Expression

MAX_CELLS = 50_000
_LOGIC = frozenset(
    {
        "context",
        "invocation",
        "relation",
        "list",
        "functionDefinition",
        "conditional",
        "for",
        "every",
        "some",
        "filter",
    }
)


def read(data: bytes, file: str = "") -> Model:
    """Read a DMN file; raise ReadError if it is none, else list in `problems` what is wrong."""
    root = parse(data)
    if local(root) != "definitions" or not is_dmn(root):
        _refuse(problem.NOT_DMN, line(root))
    count = sum(1 for _ in root.iter("{*}inputEntry", "{*}outputEntry"))
    if count > MAX_CELLS:
        _refuse(problem.TOO_LARGE, line(root), cells=count, limit=MAX_CELLS)
    return _model(root, file)


def _refuse(kind: problem.Kind, where: int, **facts: object) -> None:
    message, fix = kind.message.filled(facts), kind.fix.filled(facts)
    raise ReadError(kind.code, message, fix, where)


def _model(root: etree._Element, file: str) -> Model:
    cells = Cells(_known_names(root))
    cells.speaks_feel(root)
    check_ids(root, cells)
    types = [_type(element, cells) for element in children(root, "itemDefinition")]
    inputs = [_input(element) for element in children(root, "inputData")]
    known = {kind: _ids(root, kind) for kind in ("decision", "inputData")}
    decisions = [_decision(element, known, cells) for element in children(root, "decision")]
    if not decisions:
        cells.note(problem.NO_DECISION, root)
    model = Model(
        id=attribute(root, "id"),
        name=attribute(root, "name"),
        file=file,
        decisions={decision.id: decision for decision in decisions},
        inputs={item.id: item for item in inputs},
        types={item.name: item for item in types},
    )
    found = [*cells.problems, *check_cycles(model), *check_types(model)]
    ordered = tuple(sorted(found, key=lambda item: item.line or 0))
    return Model(
        id=model.id,
        name=model.name,
        file=file,
        decisions=model.decisions,
        inputs=model.inputs,
        types=model.types,
        problems=ordered,
    )


def _known_names(root: etree._Element) -> frozenset[str]:
    """Return the names expressions may use, so that those with signs in them can be read."""
    elements = [*children(root, "inputData"), *children(root, "decision")]
    variables = [child(element, "variable") for element in elements]
    found = [*elements, *(variable for variable in variables if variable is not None)]
    return frozenset(" ".join(attribute(element, "name").split()) for element in found) - {""}


def _type(element: etree._Element, cells: Cells) -> TypeDefinition:
    base = child(element, "typeRef")
    values = child(element, "allowedValues")
    allowed = None
    if values is not None and text_of(values).strip():
        allowed = cells.tests(values, _type_values(attribute(element, "name")))
    structured = child(element, "itemComponent") is not None
    return TypeDefinition(
        name=attribute(element, "name"),
        base="context" if structured else (base.text or "").strip() if base is not None else None,
        is_collection=attribute(element, "isCollection") == "true",
        allowed=allowed,
    )


def _type_values(name: str) -> Text:
    return Text(f"类型 {name} 取值", f"the values of type {name}")


def _variable(element: etree._Element) -> tuple[str, str | None]:
    """Return name and type of an element's variable; the element's own name stands in."""
    variable = child(element, "variable")
    name = attribute(element, "name") or attribute(element, "id")
    if variable is None:
        return name, None
    return attribute(variable, "name") or name, attribute(variable, "typeRef") or None


def _input(element: etree._Element) -> InputData:
    name, type_ref = _variable(element)
    return InputData(id=attribute(element, "id"), name=name, line=line(element), type_ref=type_ref)


def _ids(root: etree._Element, kind: str) -> frozenset[str]:
    return frozenset(attribute(one, "id") for one in children(root, kind))


def _decision(
    element: etree._Element, known: Mapping[str, frozenset[str]], cells: Cells
) -> Decision:
    if not attribute(element, "id"):
        cells.note(problem.MISSING_ID, element)
    for one in children(element, "knowledgeRequirement"):
        cells.note(problem.KNOWLEDGE, one)
    variable, type_ref = _variable(element)
    table, literal = _logic(element, variable, cells)
    return Decision(
        id=attribute(element, "id"),
        name=attribute(element, "name"),
        line=line(element),
        variable=variable,
        type_ref=type_ref,
        required_decisions=_required(element, "requiredDecision", known["decision"], cells),
        required_inputs=_required(element, "requiredInput", known["inputData"], cells),
        table=table,
        literal=literal,
    )


def _logic(
    element: etree._Element, variable: str, cells: Cells
) -> tuple[DecisionTable | None, Expression | None]:
    table = child(element, "decisionTable")
    if table is not None:
        return read_table(table, variable, cells), None
    literal = child(element, "literalExpression")
    if literal is not None:
        if text_of(literal).strip():
            return None, cells.expression(literal, Text(variable, variable))
        cells.note(problem.NO_LOGIC, element)
        return None, None
    other = _first_of(element, _LOGIC)
    if other is None:
        cells.note(problem.NO_LOGIC, element)
    else:
        cells.note(problem.UNSUPPORTED, other, logic=local(other))
    return None, None


def _first_of(element: etree._Element, names: Iterable[str]) -> etree._Element | None:
    for one in element:
        if isinstance(one.tag, str) and is_dmn(one) and local(one) in names:
            return one
    return None


def _required(
    element: etree._Element, tag: str, known: frozenset[str], cells: Cells
) -> tuple[str, ...]:
    found: list[str] = []
    for requirement in children(element, "informationRequirement"):
        for reference in children(requirement, tag):
            href = attribute(reference, "href")
            if href.removeprefix("#") in known:
                found.append(href.removeprefix("#"))
            else:
                cells.note(problem.REFERENCE, reference, href=href)
    return tuple(found)
