"""References to messages, signals, errors and the like."""

from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from bpmn.lint.context import Context
from bpmn.lint.problem import WARNING, Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.lint.rules.documents import Spot
from bpmn.lint.vocabulary import POINTERS
from bpmn.markup import BPMN, attribute, content, line, local
from bpmn.model import Activity, Event, EventDefinition, Task

_NAMED = {"message": "消息", "signal": "信号", "error": "错误", "escalation": "升级"}
_SENDS = ("throw", "end")

UNKNOWN = error(
    "reference-unknown",
    (
        "{label} 的 {attribute} 指向 {ref}，文件中没有它。",
        "{attribute} of {label} points to {ref}, which the file does not have.",
    ),
    (
        "断开的引用让事件永远等不到或发不出。",
        "A broken reference makes the event wait or throw in vain.",
    ),
    ("选择已有的元素，或补上定义。", "Choose one that exists, or add its definition."),
)
WRONG_TYPE = error(
    "reference-wrong-type",
    (
        "{label} 的 {attribute} 指向 {ref}，它是 {kind}，应为 {wanted}。",
        "{attribute} of {label} points to {ref}, which is a {kind} instead of a {wanted}.",
    ),
    ("类型不符的引用无法执行。", "A reference of the wrong type cannot be run."),
    ("选择类型正确的元素。", "Choose an element of the right type."),
)
MISSING = error(
    "reference-missing",
    ("{label} 没有指定{what_zh}。", "{label} does not say which {what}."),
    (
        "可执行的流程必须写明，否则事件永远等不到或发不出。",
        "An executable process must say so, or the event waits or throws in vain.",
    ),
    ("选择或新建一个{what_zh}。", "Choose or create a {what}."),
)
UNNAMED = warning(
    "root-unnamed",
    ("{what_zh} {label} 没有名称。", "The {what} {label} has no name."),
    (
        "跨流程收发靠名称对上；没有名称时只能用 id。",
        "Instances find each other by name; without one only the id is left.",
    ),
    ("填写名称。", "Give it a name."),
)
NO_CODE = warning(
    "code-missing",
    ("{what_zh} {label} 没有代码。", "The {what} {label} has no code."),
    ("捕获时按代码匹配。", "Catchers match by code."),
    ("填写 {what}Code。", "Fill in its {what}Code."),
)
SAME_NAME = warning(
    "root-duplicate-name",
    ("{what_zh} {label} 与 {first} 同名。", "The {what} {label} has the same name as {first}."),
    ("收发按名称匹配，两者实际上是同一个。", "Names decide, so the two are in fact one."),
    ("合并成一个，或改名。", "Merge them, or rename one."),
)


@rule
def event_references(context: Context) -> Iterator[Problem]:
    """Each event names an existing message, signal, error or escalation where it must."""
    for event in context.events():
        for one in event.definitions:
            if one.type in _NAMED:
                yield from _definition_problems(context, event, one)
            if one.type == "compensate" and one.activity_ref is not None:
                yield from _activity_problems(context, event, one.activity_ref)


def _definition_problems(
    context: Context, event: Event, definition: EventDefinition
) -> Iterator[Problem]:
    if definition.ref:
        yield from _target(context, event, f"{definition.type}Ref", definition.ref, definition.type)
        return
    if definition.type in ("error", "escalation") and event.kind not in _SENDS:
        return  # without a reference they catch everything
    words = {**event.camunda, **definition.extensions.camunda}
    if definition.type == "message" and event.kind in _SENDS and "topic" in words:
        return  # somebody outside sends it
    yield MISSING.at(
        event, line=definition.line, what=definition.type, what_zh=_NAMED[definition.type]
    )


def _activity_problems(context: Context, event: Event, ref: str) -> Iterator[Problem]:
    kind = context.kinds.get(ref)
    if kind is None:
        yield UNKNOWN.at(event, attribute="activityRef", ref=ref)
    elif not isinstance(context.node_by_id.get(ref), Activity):
        yield WRONG_TYPE.at(event, attribute="activityRef", ref=ref, kind=kind, wanted="activity")


def _target(
    context: Context, place: Event | Task, attribute: str, ref: str, wanted: str
) -> Iterator[Problem]:
    kind = context.kinds.get(ref)
    if kind is None:
        yield UNKNOWN.at(place, attribute=attribute, ref=ref)
    elif kind != wanted:
        yield WRONG_TYPE.at(place, attribute=attribute, ref=ref, kind=kind, wanted=wanted)


@rule
def task_references(context: Context) -> Iterator[Problem]:
    """Send and receive tasks name their message; operations exist."""
    for node in context.nodes:
        if not isinstance(node, Task):
            continue
        if node.message_ref:
            yield from _target(context, node, "messageRef", node.message_ref, "message")
        elif node.type == "receiveTask":
            yield MISSING.at(node, what="message", what_zh="消息")
        elif node.type == "sendTask" and not _sent_outside(node):
            # The standard lets a send task keep silent about its message.
            yield MISSING.at(node, what="message", what_zh="消息", severity=WARNING)
        if node.operation_ref:
            yield from _target(context, node, "operationRef", node.operation_ref, "operation")


def _sent_outside(node: Task) -> bool:
    words = ("topic", "class", "delegateExpression", "expression", "type")
    return any(word in node.camunda for word in words) or node.operation_ref is not None


@rule
def pointers(context: Context) -> Iterator[Problem]:
    """Whatever else points to an element of this file finds it."""
    for element in context.root.iter(f"{{{BPMN}}}*"):
        found = [(name, element.get(name)) for name in POINTERS if element.get(name)]
        if local(element) in POINTERS:
            found.append((local(element), content(element)))
        for name, value in found:
            # A name with a prefix may belong to another file.
            if value and ":" not in value:
                yield from _pointer_problems(context, element, name, value.strip())


def _pointer_problems(
    context: Context, element: etree._Element, name: str, ref: str
) -> Iterator[Problem]:
    place = Spot(attribute(element, "id"), line(element), attribute(element, "name"))
    kind = context.kinds.get(ref)
    if kind is None:
        yield UNKNOWN.at(place, attribute=name, ref=ref)
    elif kind not in POINTERS[name]:
        wanted = ", ".join(sorted(POINTERS[name]))
        yield WRONG_TYPE.at(place, attribute=name, ref=ref, kind=kind, wanted=wanted)


@rule
def roots(context: Context) -> Iterator[Problem]:
    """Messages and signals have names of their own, thrown errors a code."""
    used = {one.ref for event in context.events() for one in event.definitions}
    used |= {node.message_ref for node in context.nodes if isinstance(node, Task)}
    thrown = {one.ref for event in context.events(*_SENDS) for one in event.definitions}
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for root in context.model.roots:
        words = {"what": root.type, "what_zh": _NAMED.get(root.type, root.type)}
        if root.type in ("message", "signal"):
            if not root.name and root.id in used:
                yield UNNAMED.at(root, words)
            elif root.name and names[root.type, root.name]:
                yield SAME_NAME.at(root, words, first=names[root.type, root.name][0])
            names[root.type, root.name].append(root.id)
        elif root.type in ("error", "escalation") and not root.code and root.id in thrown:
            yield NO_CODE.at(root, words)
