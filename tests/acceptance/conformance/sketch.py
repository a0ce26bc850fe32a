"""Diagrams in shorthand: one line per element, indentation for what lies inside, BPMN XML out.

    process P
      start s -> A
      user A -> g
      xor g -> B if x > 1 | C else
      user B -> e
      user C -> e
      end e
      boundary b on=A duration=PT1H nonint -> R

A line is `kind id [key=value | flag]… [-> target [if condition | else] | …]`. A line
`raw <xml/>` is taken as it is. Messages, signals, errors and escalations are declared by being
named.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent",
    "task": "task",
    "user": "userTask",
    "manual": "manualTask",
    "script": "scriptTask",
    "service": "serviceTask",
    "send": "sendTask",
    "receive": "receiveTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
    "sub": "subProcess",
    "txn": "transaction",
    "evsub": "subProcess",
    "adhoc": "adHocSubProcess",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "complex": "complexGateway",
}
ROOTS = ("message", "signal", "error", "escalation")
TIMERS = {"duration": "timeDuration", "date": "timeDate", "cycle": "timeCycle"}
OTHERS = {"link": "name", "terminate": "", "cancel": "", "compensate": "activityRef"}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' id="definitions" targetNamespace="urn:sketch">\n'
)
FORMAL = 'xsi:type="bpmn:tFormalExpression"'


@dataclass
class Node:
    """One line of a sketch with what lies inside it."""

    kind: str
    id: str
    words: dict[str, str] = field(default_factory=dict)
    targets: list[tuple[str, str | None, bool]] = field(default_factory=list)
    inside: list[Node] = field(default_factory=list)
    raw: str = ""


def bpmn(sketch: str) -> bytes:
    """Return the BPMN file a sketch stands for."""
    roots = parse(sketch)
    body = "".join(_process(node) for node in roots if node.kind == "process")
    raw = "".join(node.raw + "\n" for node in roots if node.kind == "raw")
    return (HEAD + _declarations(roots) + raw + body + "</bpmn:definitions>\n").encode()


def parse(sketch: str) -> list[Node]:
    """Return the tree of a sketch."""
    top = Node("top", "")
    stack: list[tuple[int, Node]] = [(-1, top)]
    for line in sketch.splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        depth = len(line) - len(line.lstrip())
        while stack[-1][0] >= depth:
            stack.pop()
        node = _node(text)
        stack[-1][1].inside.append(node)
        stack.append((depth, node))
    return top.inside


def _node(text: str) -> Node:
    if text.startswith("raw "):
        return Node("raw", "", raw=text[4:])
    left, _, right = text.partition(" -> ")
    kind, *rest = shlex.split(left)
    name = rest[0] if rest else ""
    words = {key: value for key, _, value in (word.partition("=") for word in rest[1:])}
    return Node(kind, name, words, [_target(part) for part in right.split("|") if part.strip()])


def _target(text: str) -> tuple[str, str | None, bool]:
    plain = text.strip().removesuffix(" else")
    target, _, condition = plain.partition(" if ")
    return target.strip(), condition.strip() or None, plain != text.strip()


def _walk(nodes: list[Node]) -> list[Node]:
    return [found for node in nodes for found in (node, *_walk(node.inside))]


def _declarations(roots: list[Node]) -> str:
    lines = []
    for kind in ROOTS:
        names = {node.words[kind] for node in _walk(roots) if node.words.get(kind)}
        code = f"{kind}Code" if kind in ("error", "escalation") else ""
        for name in sorted(names - {"*"}):
            extra = f" {code}={quoteattr(name)}" if code else ""
            lines.append(f'<bpmn:{kind} id="{kind}_{name}" name={quoteattr(name)}{extra}/>\n')
    return "".join(lines)


def _process(node: Node) -> str:
    name = node.words.get("name", node.id)
    return (
        f'<bpmn:process id="{node.id}" name={quoteattr(name)} isExecutable="true">\n'
        + _contents(node)
        + "</bpmn:process>\n"
    )


def _contents(scope: Node) -> str:
    flows: list[tuple[str, str, str, str | None]] = []
    defaults: dict[str, str] = {}
    for node in scope.inside:
        for target, condition, is_default in node.targets:
            flow = f"{scope.id}_f{len(flows) + 1}"
            flows.append((flow, node.id, target, condition))
            if is_default:
                defaults[node.id] = flow
    nodes = "".join(_element(node, flows, defaults.get(node.id)) for node in scope.inside)
    return nodes + "".join(_flow(*flow) for flow in flows)


def _flow(flow: str, source: str, target: str, condition: str | None) -> str:
    head = f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}"'
    if condition is None:
        return head + "/>\n"
    inner = f"<bpmn:conditionExpression {FORMAL}>{escape(condition)}</bpmn:conditionExpression>"
    return f"{head}>{inner}</bpmn:sequenceFlow>\n"


def _element(node: Node, flows: list[tuple[str, str, str, str | None]], default: str | None) -> str:
    if node.kind == "raw":
        return node.raw + "\n"
    tag = KINDS[node.kind]
    attributes = {"id": node.id, "name": node.words.get("name", node.id), **_attributes(node)}
    if default:
        attributes["default"] = default
    head = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
    ends = "".join(f"<bpmn:incoming>{f[0]}</bpmn:incoming>" for f in flows if f[2] == node.id)
    ends += "".join(f"<bpmn:outgoing>{f[0]}</bpmn:outgoing>" for f in flows if f[1] == node.id)
    inner = _extensions(node) + ends + _loop(node) + _definition(node) + _special(node)
    body = _contents(node) if node.inside else ""
    return f"<bpmn:{tag} {head}>{inner}{body}</bpmn:{tag}>\n"


NAMES = {
    "on": "attachedToRef",
    "groups": "camunda:candidateGroups",
    "assignee": "camunda:assignee",
    "due": "camunda:dueDate",
    "form": "camunda:formKey",
    "topic": "camunda:topic",
    "calls": "calledElement",
    "decision": "camunda:decisionRef",
    "map": "camunda:mapDecisionResult",
    "result": "camunda:resultVariable",
}


def _attributes(node: Node) -> dict[str, str]:
    words = node.words
    found = {NAMES[key]: value for key, value in words.items() if key in NAMES}
    if "topic" in words:
        found["camunda:type"] = "external"
    if "nonint" in words:
        key = "cancelActivity" if node.kind == "boundary" else "isInterrupting"
        found[key] = "false"
    if node.kind == "evsub":
        found["triggeredByEvent"] = "true"
    if node.kind == "script":
        found["scriptFormat"] = "feel"
    if node.kind in ("send", "receive") and "message" in words:
        found["messageRef"] = f"message_{words['message']}"
    if "instantiate" in words:
        found["instantiate"] = "true"
    if "forcomp" in words:
        found["isForCompensation"] = "true"
    return found


def _extensions(node: Node) -> str:
    words, parts = node.words, ""
    for key in ("in", "out"):
        for pair in filter(None, words.get(key, "").split(",")):
            source, _, target = pair.partition(":")
            kind = "sourceExpression" if source.startswith("=") else "source"
            source = quoteattr(source.lstrip("="))
            parts += f'<camunda:{key} {kind}={source} target="{target or source}"/>'
        if f"{key}all" in words:
            parts += f'<camunda:{key} variables="all"/>'
    if "key" in words:
        parts += f"<camunda:in businessKey={quoteattr(words['key'])}/>"
    return f"<bpmn:extensionElements>{parts}</bpmn:extensionElements>" if parts else ""


def _loop(node: Node) -> str:
    words = node.words
    if "loop" in words:
        before = ' testBefore="true"' if "before" in words else ""
        most = f' loopMaximum="{words["max"]}"' if "max" in words else ""
        condition = _formal("loopCondition", words["loop"])
        inner = f"<bpmn:standardLoopCharacteristics{before}{most}>{condition}"
        return inner + "</bpmn:standardLoopCharacteristics>"
    if "mi" not in words:
        return ""
    attributes = f' isSequential="{str(words["mi"] == "seq").lower()}"'
    if "coll" in words:
        attributes += f" camunda:collection={quoteattr(words['coll'])}"
    if "elem" in words:
        attributes += f' camunda:elementVariable="{words["elem"]}"'
    inner = _formal("loopCardinality", words["card"]) if "card" in words else ""
    inner += _formal("completionCondition", words["done"]) if "done" in words else ""
    tag = "bpmn:multiInstanceLoopCharacteristics"
    return f"<{tag}{attributes}>{inner}</{tag}>"


def _definition(node: Node) -> str:
    if node.kind not in ("start", "end", "catch", "throw", "boundary"):
        return ""
    found = (made for maker in (_root_event, _timed_event, _other_event) if (made := maker(node)))
    return next(found, "")


def _root_event(node: Node) -> str:
    for kind in ROOTS:
        name = node.words.get(kind)
        if name:
            ref = "" if name == "*" else f' {kind}Ref="{kind}_{name}"'
            return f'<bpmn:{kind}EventDefinition id="{node.id}_def"{ref}/>'
    return ""


def _timed_event(node: Node) -> str:
    for key, tag in TIMERS.items():
        if key in node.words:
            return _wrap(node, "timer", _formal(tag, node.words[key]))
    if "cond" in node.words:
        return _wrap(node, "conditional", _formal("condition", node.words["cond"]))
    return ""


def _other_event(node: Node) -> str:
    for kind, attribute in OTHERS.items():
        if kind in node.words:
            value = node.words[kind]
            extra = f' {attribute}="{value}"' if attribute and value else ""
            return f'<bpmn:{kind}EventDefinition id="{node.id}_def"{extra}/>'
    return ""


def _special(node: Node) -> str:
    words = node.words
    if node.kind == "script":
        return f"<bpmn:script>{escape(words['feel'])}</bpmn:script>"
    return ""


def _wrap(node: Node, kind: str, inner: str) -> str:
    tag = f"bpmn:{kind}EventDefinition"
    return f'<{tag} id="{node.id}_def">{inner}</{tag}>'


def _formal(tag: str, text: str) -> str:
    return f"<bpmn:{tag} {FORMAL}>{escape(text)}</bpmn:{tag}>"
