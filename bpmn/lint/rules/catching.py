"""Errors that are thrown are caught, and catchers have something to catch."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import rule, warning
from bpmn.model import CallActivity, Event, SubProcess, Task

UNCAUGHT = warning(
    "error-uncaught",
    (
        "错误结束事件 {label} 抛出的错误没有人捕获。",
        "Nobody catches the error that end event {label} throws.",
    ),
    (
        "流程会在此停住并报错（被调用时由调用方捕获除外）。",
        "The process stops here with an incident, unless a caller catches it.",
    ),
    (
        "在外层加错误边界事件或错误事件子流程，或改用普通结束事件。",
        "Catch it by a boundary event or event sub-process around, or use a plain end event.",
    ),
)
IDLE = warning(
    "catcher-never-triggered",
    (
        "{kind} 边界事件 {label} 永远不会触发：{host} 里没有什么抛出它。",
        "The {kind} boundary event {label} never fires: nothing in {host} throws it.",
    ),
    ("其后的步骤永远不会执行。", "What follows it never runs."),
    ("核对代码是否一致，或删除它。", "Check that the codes agree, or delete it."),
)


@rule
def errors_are_caught(context: Context) -> Iterator[Problem]:
    """An error end event has a catcher around it."""
    for event in context.events("end"):
        if event.trigger == "error" and not _is_caught(context, event):
            yield UNCAUGHT.at(event)


def _is_caught(context: Context, event: Event) -> bool:
    for scope in context.scopes_around(event.scope_id):
        starts = (
            start
            for node in scope.nodes
            if isinstance(node, SubProcess) and node.triggered_by_event
            for start in node.nodes
            if isinstance(start, Event) and start.kind == "start"
        )
        catchers = (*starts, *context.boundaries.get(scope.id, ()))
        if any(_matches(context, event, one) for one in catchers):
            return True
    return False


def _matches(context: Context, thrown: Event, catcher: Event) -> bool:
    if catcher.trigger != thrown.trigger:
        return False
    wanted = catcher.definitions[0].ref
    return not wanted or _code(context, wanted) == _code(context, thrown.definitions[0].ref or "")


def _code(context: Context, ref: str) -> str:
    root = context.model.errors.get(ref) or context.model.escalations.get(ref)
    return root.code or root.id if root is not None else ref


@rule
def catchers_have_something(context: Context) -> Iterator[Problem]:
    """What is caught at a sub-process can happen in it."""
    for event in context.events("boundary"):
        host = context.node_by_id.get(event.attached_to or "")
        if event.trigger not in ("error", "escalation") or not isinstance(host, SubProcess):
            continue
        inside = list(host.walk_nodes())
        # Services, scripts and called processes may throw what the diagram does not show.
        if any(isinstance(node, CallActivity) or _is_code(node) for node in inside):
            continue
        thrown = (one for one in inside if isinstance(one, Event) and one.kind in ("end", "throw"))
        if not any(_matches(context, one, event) for one in thrown):
            yield IDLE.at(event, kind=event.trigger, host=host.id)


def _is_code(node: object) -> bool:
    """Say whether the node can fail or escalate by itself."""
    return isinstance(node, Task) and node.type not in ("task", "manualTask")
