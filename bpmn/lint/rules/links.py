"""Link events: both ends of every link."""

from collections import defaultdict
from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.graph import link_name
from bpmn.lint.problem import Problem
from bpmn.lint.registry import Finding, error, rule
from bpmn.model import Event, Scope

UNNAMED = error(
    "link-unnamed",
    ("链接事件 {label} 没有链接名称。", "Link event {label} has no link name."),
    ("两端靠名称对上。", "The two ends find each other by name."),
    ("在两端填写相同的名称。", "Give both ends the same name."),
)
NO_CATCH = error(
    "link-without-catch",
    (
        "链接 {link} 从 {label} 出发，同一层中没有接收它的链接事件。",
        "Link {link} leaves from {label}, but no link event in the same scope catches it.",
    ),
    ("流程会在此消失。", "The process would vanish here."),
    (
        "在同一流程或子流程中加一个同名的链接捕获事件。",
        "Add a link catch event of that name in the same scope.",
    ),
)
NO_THROW = error(
    "link-without-throw",
    (
        "链接 {link} 在 {label} 接收，同一层中没有发出它的链接事件。",
        "Link {link} arrives at {label}, but no link event in the same scope throws it.",
    ),
    ("其后的步骤永远不会执行。", "What follows it never runs."),
    ("加一个同名的链接抛出事件，或删除它。", "Add a link throw event of that name, or delete it."),
)
CATCH_TWICE = error(
    "link-catch-duplicate",
    (
        "链接 {link} 有两个接收事件（{first} 和 {label}）。",
        "Link {link} is caught twice ({first} and {label}).",
    ),
    ("不清楚流程从哪里继续。", "It is unclear where the process goes on."),
    ("只保留一个接收事件。", "Keep one of them."),
)
THROW_OUTGOING = error(
    "link-throw-outgoing",
    ("链接抛出事件 {label} 有离开的连线。", "Link throw event {label} has an outgoing flow."),
    ("流程在对应的链接捕获事件处继续。", "The process continues at the matching catch event."),
    ("删除连线。", "Delete the flow."),
)
CATCH_INCOMING = error(
    "link-catch-incoming",
    ("链接捕获事件 {label} 有进入的连线。", "Link catch event {label} has an incoming flow."),
    ("它只由对应的链接抛出事件进入。", "Only the matching throw event leads to it."),
    ("删除连线。", "Delete the flow."),
)


@rule
def links(context: Context) -> Iterator[Problem]:
    """Each link has one catching and at least one throwing end in its scope."""
    for scope in context.scopes:
        yield from _scope_links(scope)


def _scope_links(scope: Scope) -> Iterator[Problem]:
    throws: dict[str, list[Event]] = defaultdict(list)
    catches: dict[str, list[Event]] = defaultdict(list)
    for node in scope.nodes:
        if not isinstance(node, Event) or node.trigger != "link":
            continue
        yield from _flow_problems(node)
        name = link_name(node)
        if not name:
            yield UNNAMED.at(node)
        elif node.kind in ("throw", "catch"):
            (throws if node.kind == "throw" else catches)[name].append(node)
    yield from _unpaired(throws, catches, NO_CATCH)
    yield from _unpaired(catches, throws, NO_THROW)
    for name, found in catches.items():
        for extra in found[1:]:
            yield CATCH_TWICE.at(extra, link=name, first=found[0].id)


def _unpaired(
    ends: dict[str, list[Event]], others: dict[str, list[Event]], finding: Finding
) -> Iterator[Problem]:
    for name, events in ends.items():
        if name not in others:
            yield from (finding.at(one, link=name) for one in events)


def _flow_problems(event: Event) -> Iterator[Problem]:
    if event.kind == "throw" and event.outgoing:
        yield THROW_OUTGOING.at(event)
    if event.kind == "catch" and event.incoming:
        yield CATCH_INCOMING.at(event)
