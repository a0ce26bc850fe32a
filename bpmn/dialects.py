"""Reads the extensions of the known makers into one camunda view and reports what it mapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from bpmn.extensions import CAMUNDA, EMPTY, Extensions, FormField, InOut, Mapped, Parameter
from bpmn.markup import BPMN, children, content, line, local, namespace

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
# These speak camunda's words in their own namespace.
COUSINS = {
    CAMUNDA: "camunda",
    "http://operaton.org/schema/1.0/bpmn": "operaton",
    "http://flowable.org/bpmn": "flowable",
    "http://activiti.org/bpmn": "activiti",
}
# The words on which GridFlow acts; others are kept but need no report.
UNDERSTOOD = frozenset(
    "assignee candidateUsers candidateGroups dueDate followUpDate priority formKey formRef topic"
    " type decisionRef resultVariable mapDecisionResult collection elementVariable"
    " calledElementBinding calledElementVersion".split()
)
_ROLE = re.compile(r"\s*(user|group)\(([^()]*)\)\s*")


@dataclass
class _View:
    """What is gathered while the extensions of one element are read."""

    camunda: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    inputs: list[Parameter] = field(default_factory=list)
    outputs: list[Parameter] = field(default_factory=list)
    calls: list[InOut] = field(default_factory=list)
    fields: list[FormField] = field(default_factory=list)
    listeners: list[str] = field(default_factory=list)
    mapped: list[Mapped] = field(default_factory=list)

    def take(self, dialect: str, source: str, target: str, value: str | None) -> None:
        """Note a value under its camunda name unless camunda itself already gave one."""
        if value is None or value == "":
            return
        self.mapped.append(Mapped(dialect=dialect, source=source, target=target, value=value))
        self.camunda.setdefault(target, value)


def read_extensions(element: etree._Element) -> Extensions:
    """Return what makers added to the element, raw and understood."""
    raw = _foreign_attributes(element)
    holders = children(element, "extensionElements")
    roles = children(element, "humanPerformer", "potentialOwner")
    if not raw and not holders and not roles:
        return EMPTY
    view = _View()
    _read_attributes(view, raw)
    foreign = [inner for holder in holders for inner in holder if isinstance(inner.tag, str)]
    for inner in foreign:
        _read_element(view, inner)
    for role in roles:
        _read_role(view, role)
    return Extensions(
        attributes=raw,
        elements=tuple((namespace(one), local(one), _markup(one)) for one in foreign),
        camunda=MappingProxyType(view.camunda),
        properties=MappingProxyType(view.properties),
        inputs=tuple(view.inputs),
        outputs=tuple(view.outputs),
        in_mappings=tuple(one for one in view.calls if one.direction == "in"),
        out_mappings=tuple(one for one in view.calls if one.direction == "out"),
        form_fields=tuple(view.fields),
        listeners=tuple(view.listeners),
        mapped=tuple(view.mapped),
    )


def _foreign_attributes(element: etree._Element) -> tuple[tuple[str, str, str], ...]:
    found = []
    for name, value in element.attrib.items():
        key = str(name)
        if key.startswith("{"):
            uri, _, word = key[1:].partition("}")
            found.append((uri, word, str(value)))
    return tuple(found)


def _markup(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def _read_attributes(view: _View, raw: tuple[tuple[str, str, str], ...]) -> None:
    for uri, name, value in raw:
        if uri == CAMUNDA:
            view.camunda[name] = value.strip()
    for uri, name, value in raw:
        dialect = COUSINS.get(uri)
        if dialect is None or uri == CAMUNDA:
            continue
        if name in UNDERSTOOD:
            view.take(dialect, name, name, value.strip())
        else:
            view.camunda.setdefault(name, value.strip())


def _read_element(view: _View, element: etree._Element) -> None:
    uri, name = namespace(element), local(element)
    if uri == ZEEBE:
        _read_zeebe(view, name, element)
    elif uri in COUSINS:
        reader = _COUSIN_READERS.get(name)
        if reader is not None:
            reader(view, element)


def _properties(view: _View, element: etree._Element) -> None:
    for inner in element:
        name, value = inner.get("name") or inner.get("id"), (inner.get("value") or "").strip()
        # A modeller's template writes every property it offers, also those left empty.
        if local(inner) == "property" and name and value:
            view.properties[name.strip()] = value


def _input_output(view: _View, element: etree._Element) -> None:
    for inner in element:
        if local(inner) == "inputParameter":
            view.inputs.append(_parameter(inner))
        elif local(inner) == "outputParameter":
            view.outputs.append(_parameter(inner))


def _parameter(element: etree._Element) -> Parameter:
    name = (element.get("name") or "").strip()
    inner = next((one for one in element if isinstance(one.tag, str)), None)
    if inner is None:
        return Parameter(name=name, text=content(element), line=line(element))
    kind = local(inner)
    items: tuple[tuple[str, str], ...] = ()
    if kind in ("list", "map"):
        items = tuple((one.get("key") or "", content(one)) for one in inner)
    return Parameter(
        name=name,
        text=content(inner) if kind == "script" else "",
        kind=kind,
        items=items,
        script_format=inner.get("scriptFormat"),
        line=line(element),
    )


def _in_out(view: _View, element: etree._Element) -> None:
    view.calls.append(
        InOut(
            direction=local(element),
            source=element.get("source"),
            source_expression=element.get("sourceExpression"),
            target=element.get("target"),
            variables=element.get("variables"),
            business_key=element.get("businessKey"),
            local=element.get("local") == "true",
            line=line(element),
        )
    )


def _form_data(view: _View, element: etree._Element) -> None:
    view.fields.extend(_form_field(one) for one in element if local(one) == "formField")


def _form_property(view: _View, element: etree._Element) -> None:
    view.fields.append(_form_field(element))


def _form_field(element: etree._Element) -> FormField:
    label = element.get("label") or element.get("name") or ""
    values = [one for one in element if local(one) == "value"]
    constraints = [one for one in element.iter() if local(one) == "constraint"]
    return FormField(
        id=(element.get("id") or "").strip(),
        label=label,
        type=element.get("type") or "string",
        default=element.get("defaultValue") or element.get("default"),
        values=tuple((one.get("id") or "", one.get("name") or "") for one in values),
        constraints=tuple((one.get("name") or "", one.get("config") or "") for one in constraints),
        line=line(element),
    )


def _listener(view: _View, element: etree._Element) -> None:
    view.listeners.append(f"{local(element)}:{element.get('event') or ''}")


def _cousin_field(view: _View, element: etree._Element) -> None:
    # Flowable names the decision of a service task of type dmn in a field.
    if element.get("name") == "decisionTableReferenceKey":
        dialect = COUSINS[namespace(element)]
        value = content(element) or element.get("stringValue")
        view.take(dialect, "decisionTableReferenceKey", "decisionRef", value)


_COUSIN_READERS: dict[str, Callable[[_View, etree._Element], None]] = {
    "properties": _properties,
    "inputOutput": _input_output,
    "in": _in_out,
    "out": _in_out,
    "formData": _form_data,
    "formProperty": _form_property,
    "executionListener": _listener,
    "taskListener": _listener,
    "field": _cousin_field,
}

# zeebe element -> attribute -> camunda word
_ZEEBE_WORDS: dict[str, dict[str, str]] = {
    "assignmentDefinition": {
        "assignee": "assignee",
        "candidateGroups": "candidateGroups",
        "candidateUsers": "candidateUsers",
    },
    "formDefinition": {
        "formId": "formRef",
        "formKey": "formKey",
        "externalReference": "formKey",
        "bindingType": "formRefBinding",
    },
    "taskSchedule": {"dueDate": "dueDate", "followUpDate": "followUpDate"},
    "priorityDefinition": {"priority": "priority"},
    "taskDefinition": {"type": "topic"},
    "calledElement": {"processId": "calledElement", "bindingType": "calledElementBinding"},
    "calledDecision": {"decisionId": "decisionRef", "resultVariable": "resultVariable"},
    "loopCharacteristics": {
        "inputCollection": "collection",
        "inputElement": "elementVariable",
        "outputCollection": "outputCollection",
        "outputElement": "outputElement",
    },
    "script": {"expression": "script", "resultVariable": "resultVariable"},
    "subscription": {"correlationKey": "correlationKey"},
}


def _read_zeebe(view: _View, name: str, element: etree._Element) -> None:
    for attribute, word in _ZEEBE_WORDS.get(name, {}).items():
        view.take("zeebe", f"{name}.{attribute}", word, element.get(attribute))
    if name == "properties":
        _properties(view, element)
    elif name == "ioMapping":
        _zeebe_mapping(view, element)
    elif name == "calledElement":
        _zeebe_propagation(view, element)
    elif name in ("executionListeners", "taskListeners"):
        view.listeners.extend(f"{local(one)}:{one.get('eventType') or ''}" for one in element)


def _zeebe_mapping(view: _View, element: etree._Element) -> None:
    for inner in element:
        source, target = inner.get("source") or "", inner.get("target") or ""
        made = Parameter(name=target, text=source, line=line(inner))
        (view.inputs if local(inner) == "input" else view.outputs).append(made)
        view.mapped.append(
            Mapped(dialect="zeebe", source=f"ioMapping.{local(inner)}",
                   target=f"inputOutput.{target}", value=source)
        )  # fmt: skip


def _zeebe_propagation(view: _View, element: etree._Element) -> None:
    # Zeebe hands all variables down, and all back unless told otherwise.
    for direction, attribute in (
        ("in", "propagateAllParentVariables"),
        ("out", "propagateAllChildVariables"),
    ):
        if (element.get(attribute) or "true") == "true":
            view.calls.append(InOut(direction=direction, variables="all", line=line(element)))


def _read_role(view: _View, role: etree._Element) -> None:
    text = content(role.find(f".//{{{BPMN}}}formalExpression"))
    if not text:
        return
    if local(role) == "humanPerformer":
        view.take("bpmn", "humanPerformer", "assignee", text)
        return
    users: list[str] = []
    groups: list[str] = []
    for part in text.split(","):
        match = _ROLE.fullmatch(part)
        kind, name = match.groups() if match else ("group", part.strip())
        (users if kind == "user" else groups).append(name)
    view.take("bpmn", "potentialOwner", "candidateUsers", ", ".join(users))
    view.take("bpmn", "potentialOwner", "candidateGroups", ", ".join(groups))
