"""Reads a BPMN 2.0 file into the model, and refuses hostile or broken ones in plain words."""

from typing import Any

from lxml import etree

from bpmn.annotations import DataStore
from bpmn.elements import Unknown
from bpmn.markup import (
    BPMN,
    BPMNDI,
    attribute,
    children,
    flag,
    is_bpmn,
    line,
    local,
    maybe_flag,
    reference,
    unknown,
)
from bpmn.model import (
    Collaboration,
    Definitions,
    ItemDefinition,
    MessageFlow,
    Participant,
    Process,
    RootElement,
)
from bpmn.read_data import artifact, data_item, io_specification, resource_roles
from bpmn.read_drawing import diagrams
from bpmn.read_events import DEFINITION_TYPES, event_definition
from bpmn.read_flow import SUB_PROCESSES, Wiring, common, scope_parts
from bpmn.safe_xml import ReadError, parse
from bpmn.texts import Text

__all__ = ["MAX_ELEMENTS", "MAX_SCOPE_DEPTH", "ReadError", "read", "read_tree"]

MAX_ELEMENTS = 5_000
MAX_SCOPE_DEPTH = 40
_CODES = {"error": "errorCode", "escalation": "escalationCode"}
_ROOTS = frozenset(
    "message signal error escalation interface resource category endPoint correlationProperty"
    " globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask"
    " partnerEntity partnerRole".split()
)
_SKIPPED = frozenset(("import", "extension", "documentation", "extensionElements", "relationship"))


def read(data: bytes, file: str) -> Definitions:
    """Return the model of the file, or raise ReadError with line and column."""
    return read_tree(parse(data), data, file)


def read_tree(root: etree._Element, data: bytes, file: str) -> Definitions:
    """Return the model of a document that is already parsed."""
    _refuse_strangers(root)
    _refuse_giants(root)
    return _definitions(root, data, file)


def _refuse_strangers(root: etree._Element) -> None:
    if root.tag == f"{{{BPMN}}}definitions":
        return
    raise ReadError(
        "not-bpmn",
        Text("根元素是 <{tag}>，不是 BPMN 2.0 的 <definitions>（命名空间 {ns}）。",
             "The root is <{tag}>, not <definitions> of BPMN 2.0 (namespace {ns}).",
             ).filled({"tag": root.tag, "ns": BPMN}),
        Text("从建模工具导出为“BPMN 2.0 XML”。", "Export the diagram as “BPMN 2.0 XML”."),
        line(root) or 1,
    )  # fmt: skip


def _refuse_giants(root: etree._Element) -> None:
    count = sum(1 for one in root.iter(f"{{{BPMN}}}*") if attribute(one, "id"))
    if count > 2 * MAX_ELEMENTS:
        raise _too_many(count)
    # Sub-processes are read one call inside the other.
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if is_bpmn(element) and local(element) in SUB_PROCESSES:
            depth += 1 if event == "start" else -1
        if depth > MAX_SCOPE_DEPTH:
            raise ReadError(
                "nesting-too-deep",
                Text(f"子流程嵌套超过 {MAX_SCOPE_DEPTH} 层。",
                     f"Sub-processes are nested more than {MAX_SCOPE_DEPTH} deep."),
                Text("用调用活动代替层层嵌套的子流程。",
                     "Use call activities instead of deep nesting."),
                line(element),
            )  # fmt: skip


def _too_many(count: int) -> ReadError:
    return ReadError(
        "too-many-elements",
        Text(f"文件有 {count} 个元素，超过 {2 * MAX_ELEMENTS} 个。",
             f"The file has {count} elements, more than {2 * MAX_ELEMENTS}."),
        Text("把流程拆成几个文件，用调用活动连接。",
             "Split the process into several files and join them with call activities."),
    )  # fmt: skip


def _definitions(root: etree._Element, data: bytes, file: str) -> Definitions:
    wiring = Wiring()
    for arrow in root.iter(f"{{{BPMN}}}sequenceFlow"):
        wiring.note(arrow)
    shared = tuple(event_definition(one) for one in children(root, *DEFINITION_TYPES))
    wiring.definitions = {one.id: one for one in shared if one.id}
    return Definitions(
        **common(root),
        file=file,
        source=data,
        target_namespace=attribute(root, "targetNamespace"),
        exporter=attribute(root, "exporter"),
        expression_language=attribute(root, "expressionLanguage"),
        processes=tuple(_process(one, wiring) for one in children(root, "process")),
        collaborations=tuple(map(_collaboration, children(root, "collaboration"))),
        roots=tuple(map(_root_element, children(root, *_ROOTS))),
        item_definitions=tuple(map(_item_definition, children(root, "itemDefinition"))),
        data_stores=tuple(map(_data_store, children(root, "dataStore"))),
        event_definitions=shared,
        diagrams=diagrams(root),
        unknown=_unknown(root),
        ids=_ids(root),
    )


_MODELLED = frozenset(
    ("process", "collaboration", "itemDefinition", "dataStore", *_ROOTS, *DEFINITION_TYPES)
)


def _unknown(root: etree._Element) -> tuple[Unknown, ...]:
    known = _MODELLED | _SKIPPED
    return tuple(
        unknown(one)
        for one in root
        if not (is_bpmn(one) and local(one) in known) and one.tag != f"{{{BPMNDI}}}BPMNDiagram"
    )


def _ids(root: etree._Element) -> tuple[tuple[str, str, int], ...]:
    """Return (id, tag, line) of every element of the standard and of the drawing."""
    return tuple(
        (str(one.get("id")), local(one), line(one))
        for one in root.iter(f"{{{BPMN}}}*", f"{{{BPMNDI}}}*")
        if one.get("id") is not None
    )


def _process(element: etree._Element, wiring: Wiring) -> Process:
    return Process(
        **common(element),
        **scope_parts(element, wiring),
        is_executable=maybe_flag(element, "isExecutable"),
        process_type=element.get("processType"),
        is_closed=flag(element, "isClosed"),
        io=io_specification(element),
        process_properties=tuple(map(data_item, children(element, "property"))),
        resources=resource_roles(element),
    )


_POOL_PARTS = frozenset(
    "participant messageFlow textAnnotation group association documentation extensionElements"
    " conversationNode conversation subConversation callConversation conversationAssociation"
    " participantAssociation messageFlowAssociation correlationKey choreographyRef"
    " conversationLink".split()
)


def _collaboration(element: etree._Element) -> Collaboration:
    return Collaboration(
        **common(element),
        participants=tuple(map(_participant, children(element, "participant"))),
        message_flows=tuple(map(_message_flow, children(element, "messageFlow"))),
        artifacts=tuple(map(artifact, children(element, "textAnnotation", "group", "association"))),
        unknown=tuple(
            unknown(one) for one in element if not is_bpmn(one) or local(one) not in _POOL_PARTS
        ),
    )


def _participant(element: etree._Element) -> Participant:
    many = children(element, "participantMultiplicity")
    return Participant(
        **common(element),
        process_ref=reference(element, "processRef"),
        multiplicity=(many[0].get("minimum", "0"), many[0].get("maximum", "1")) if many else None,
    )


def _message_flow(element: etree._Element) -> MessageFlow:
    return MessageFlow(
        **common(element),
        source=reference(element, "sourceRef") or "",
        target=reference(element, "targetRef") or "",
        message_ref=reference(element, "messageRef"),
    )


def _root_element(element: etree._Element) -> RootElement:
    parts: dict[str, Any] = common(element)
    code = attribute(element, _CODES.get(parts["type"], "name"))
    return RootElement(
        **parts,
        code=code if code and parts["type"] in _CODES else None,
        item_ref=reference(element, "itemRef") or reference(element, "structureRef"),
        correlation_key=parts["extensions"].camunda.get("correlationKey"),
    )


def _item_definition(element: etree._Element) -> ItemDefinition:
    return ItemDefinition(
        **common(element),
        structure=element.get("structureRef"),
        is_collection=flag(element, "isCollection"),
        item_kind=attribute(element, "itemKind") or "Information",
    )


def _data_store(element: etree._Element) -> DataStore:
    return DataStore(
        id=attribute(element, "id"),
        name=attribute(element, "name"),
        line=line(element),
        item_ref=reference(element, "itemSubjectRef"),
    )
