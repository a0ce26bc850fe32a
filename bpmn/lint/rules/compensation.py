"""Compensation: boundary events, their handlers, and what throws."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Activity, Collaboration, Event, Scope

NO_HANDLER = error(
    "compensation-without-handler",
    (
        "补偿边界事件 {label} 没有用关联连到补偿活动。",
        "Compensation boundary event {label} is not associated with a handler.",
    ),
    ("不知道怎样补偿。", "Nobody knows how to compensate."),
    ("用关联线连到一个标为补偿的活动。", "Associate it with an activity marked for compensation."),
)
MANY_HANDLERS = error(
    "compensation-several-handlers",
    (
        "补偿边界事件 {label} 连着 {count} 个补偿活动，只能有一个。",
        "Compensation boundary event {label} has {count} handlers; it can have one.",
    ),
    ("标准只允许一个。", "The standard allows one."),
    ("放进一个补偿子流程。", "Put them into one sub-process."),
)
NOT_MARKED = error(
    "compensation-handler-unmarked",
    (
        "{label} 是补偿活动，却没有 isForCompensation=true。",
        "{label} handles a compensation but lacks isForCompensation=true.",
    ),
    ("它会被当成普通步骤。", "It would be taken for an ordinary step."),
    ("标为补偿活动。", "Mark it for compensation."),
)
NOT_ACTIVITY = error(
    "compensation-handler-wrong-type",
    (
        "补偿边界事件 {event} 连到 {label}，它不是活动。",
        "Compensation boundary event {event} leads to {label}, which is no activity.",
    ),
    ("只有活动能补偿。", "Only activities can compensate."),
    ("连到一个补偿活动。", "Associate it with an activity."),
)
HANDLER_FLOW = error(
    "compensation-handler-in-flow",
    ("补偿活动 {label} 连着顺序流。", "Compensation handler {label} is joined by sequence flows."),
    ("补偿活动在正常流程之外。", "Handlers stand outside the normal flow."),
    ("删除这些连线。", "Delete the flows."),
)
BOUNDARY_FLOW = error(
    "compensation-boundary-flow",
    ("补偿边界事件 {label} 有顺序流。", "Compensation boundary event {label} has a sequence flow."),
    ("标准要求用关联线。", "The standard wants an association."),
    ("改成关联线。", "Use an association."),
)
ORPHAN = error(
    "compensation-handler-orphan",
    (
        "补偿活动 {label} 没有补偿边界事件连到它。",
        "No compensation boundary event leads to handler {label}.",
    ),
    ("它永远不会执行。", "It never runs."),
    ("用关联线连上补偿边界事件。", "Associate a compensation boundary event with it."),
)
NOTHING = warning(
    "compensation-nothing-to-do",
    (
        "补偿事件 {label} 触发时没有可补偿的活动。",
        "Nothing can be compensated when {label} throws.",
    ),
    ("事件不起作用。", "The event does nothing."),
    (
        "给活动加补偿边界事件，或删除它。",
        "Give activities compensation boundary events, or delete it.",
    ),
)


@rule
def boundaries(context: Context) -> Iterator[Problem]:
    """Each compensation boundary event has one handler and no flow."""
    for event in context.events("boundary"):
        if event.trigger != "compensate":
            continue
        if event.outgoing:
            yield BOUNDARY_FLOW.at(event)
        handlers = handlers_of(context, event)
        if not handlers:
            yield NO_HANDLER.at(event)
        elif len(handlers) > 1:
            yield MANY_HANDLERS.at(event, count=len(handlers))
        for ref in handlers:
            node = context.node_by_id[ref]
            if not isinstance(node, Activity):
                yield NOT_ACTIVITY.at(node, event=event.id)
            elif not node.is_for_compensation:
                yield NOT_MARKED.at(node)


def handlers_of(context: Context, event: Event) -> list[str]:
    """Return the flow nodes associated with a compensation boundary event."""
    holders: list[Scope | Collaboration] = [*context.scopes, *context.model.collaborations]
    artifacts = [one for holder in holders for one in holder.artifacts if one.type == "association"]
    found: list[str | None] = [one.target for one in artifacts if one.source == event.id]
    found += [one.source for one in artifacts if one.target == event.id]
    return [ref for ref in dict.fromkeys(found) if ref and ref in context.node_by_id]


@rule
def handlers(context: Context) -> Iterator[Problem]:
    """Each handler stands outside the flow and belongs to a boundary event."""
    used = {
        ref
        for event in context.events("boundary")
        if event.trigger == "compensate"
        for ref in handlers_of(context, event)
    }
    for node in context.activities():
        if not node.is_for_compensation:
            continue
        if node.incoming or node.outgoing:
            yield HANDLER_FLOW.at(node)
        if node.id not in used and not getattr(node, "triggered_by_event", False):
            yield ORPHAN.at(node)


@rule
def throws(context: Context) -> Iterator[Problem]:
    """What throws a compensation finds something to compensate."""
    able = any(event.trigger == "compensate" for event in context.events("boundary", "start"))
    for event in context.events("throw", "end"):
        if event.trigger == "compensate" and not able:
            yield NOTHING.at(event)
