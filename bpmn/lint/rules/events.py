"""Which events may stand where, with which definitions (BPMN 2.0.2, table 10.93)."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Event, EventDefinition

_ANY = {"message", "timer", "conditional", "signal"}
_EVENT_SUB = _ANY | {"escalation", "error", "compensate"}
_THROWN = {"none", "message", "escalation", "compensate", "signal"}
# place -> what the standard allows there
ALLOWED: dict[str, set[str]] = {
    "start": _ANY | {"none"},
    "sub-start": {"none"},
    "event-sub-start": _EVENT_SUB,
    "event-sub-start-open": _ANY | {"escalation"},
    "catch": _ANY | {"link"},
    "boundary": _EVENT_SUB | {"cancel"},
    "boundary-open": _ANY | {"escalation"},
    "throw": _THROWN | {"link"},
    "end": _THROWN | {"error", "cancel", "terminate"},
}
_PLACES: dict[str, tuple[str, str]] = {
    "start": ("流程的开始事件", "a start event of a process"),
    "sub-start": ("子流程的开始事件", "a start event of a sub-process"),
    "event-sub-start": ("事件子流程的开始事件", "a start event of an event sub-process"),
    "event-sub-start-open": ("事件子流程的非中断开始事件", "a non-interrupting start event"),
    "catch": ("中间捕获事件", "an intermediate catch event"),
    "boundary": ("边界事件", "a boundary event"),
    "boundary-open": ("非中断边界事件", "a non-interrupting boundary event"),
    "throw": ("中间抛出事件", "an intermediate throw event"),
    "end": ("结束事件", "an end event"),
}

NOT_ALLOWED = error(
    "event-definition-not-allowed",
    (
        "{place_zh} {label} 不能是 {kind} 类型。",
        "{place} such as {label} cannot be of type {kind}.",
    ),
    (
        "标准（表 10.93）不允许，引擎无法解释。",
        "The standard (table 10.93) forbids it; no engine knows what it means.",
    ),
    ("此处允许：{allowed}。", "Allowed here: {allowed}."),
)
MISSING = error(
    "event-definition-missing",
    ("{place_zh} {label} 没有事件定义。", "{place}, {label}, has no event definition."),
    (
        "不知道它等待什么，流程会永远停在这里或永远不触发。",
        "Nobody knows what it waits for; it would wait for ever or never fire.",
    ),
    ("选择消息、定时、信号等类型。", "Choose message, timer, signal or another type."),
)
MULTIPLE = error(
    "unsupported-multiple-event",
    (
        "事件 {label} 有 {count} 个定义，不支持多重事件。",
        "Event {label} has {count} definitions; multiple events are not supported.",
    ),
    (
        "只执行其中一个会悄悄改变含义。",
        "Running only one of them would silently change the meaning.",
    ),
    ("每个触发条件单独画一个事件。", "Draw one event for each trigger."),
)
DEFINITION_UNKNOWN = error(
    "event-definition-unknown",
    (
        "事件 {label} 引用的事件定义 {ref} 不存在。",
        "Event {label} refers to the event definition {ref}, which does not exist.",
    ),
    ("不知道事件等待或抛出什么。", "Nobody knows what the event waits for or throws."),
    ("把定义直接画在事件里。", "Put the definition into the event itself."),
)
NO_OUTGOING = error(
    "event-without-outgoing",
    ("{place_zh} {label} 没有离开的连线。", "{place}, {label}, has no outgoing flow."),
    (
        "标准要求它引出一条路；流程到此不明不白地停下。",
        "The standard wants it to lead on; the path would stop here unexplained.",
    ),
    ("连到下一步，或改成结束事件。", "Lead on to the next step, or make it an end event."),
)
CANCEL_PLACE = error(
    "cancel-outside-transaction",
    ("取消事件 {label} 不在事务子流程中。", "Cancel event {label} is not in a transaction."),
    ("只有事务可以被取消。", "Only a transaction can be cancelled."),
    (
        "把所在子流程改成事务，或改用错误或终止事件。",
        "Make its sub-process a transaction, or use an error or terminate event.",
    ),
)
TIMER_COUNT = error(
    "timer-not-one",
    (
        "定时事件 {label} 有 {count} 个时间定义，必须恰好一个。",
        "Timer event {label} has {count} times; it needs exactly one.",
    ),
    ("不知道何时触发。", "Nobody knows when it fires."),
    (
        "只填 timeDate、timeDuration、timeCycle 之一。",
        "Give one of timeDate, timeDuration and timeCycle.",
    ),
)
CONDITION_MISSING = error(
    "event-condition-missing",
    ("条件事件 {label} 没有条件。", "Conditional event {label} has no condition."),
    ("它永远不会触发。", "It would never fire."),
    ("写上条件，如 amount > 1000。", "Write a condition such as amount > 1000."),
)
INTERRUPTING_IGNORED = warning(
    "interrupting-ignored",
    (
        "流程的开始事件 {label} 写有 isInterrupting=false，没有意义。",
        "Start event {label} of a process says isInterrupting=false, which means nothing.",
    ),
    ("该属性只用于事件子流程。", "The attribute counts in event sub-processes only."),
    ("删除该属性。", "Delete the attribute."),
)


@rule
def definitions_fit(context: Context) -> Iterator[Problem]:
    """Each event carries a definition that is allowed at its place."""
    for event in context.events():
        for ref in event.definition_refs:
            if not any(one.id == ref for one in context.model.event_definitions):
                yield DEFINITION_UNKNOWN.at(event, ref=ref)
        place = place_of(context, event)
        place_zh, place_en = _PLACES[place]
        names = {"place_zh": place_zh, "place": place_en.capitalize()}
        allowed = ALLOWED[place]
        if len(event.definitions) > 1:
            yield MULTIPLE.at(event, count=len(event.definitions))
        if not event.definitions and "none" not in allowed and not event.definition_refs:
            yield MISSING.at(event, names)
        for one in event.definitions:
            if one.type not in allowed:
                yield NOT_ALLOWED.at(
                    event, names, kind=one.type, allowed=", ".join(sorted(allowed))
                )


def place_of(context: Context, event: Event) -> str:
    """Return which column of the standard's table the event belongs to."""
    if event.kind == "boundary":
        return "boundary" if event.cancel_activity else "boundary-open"
    if event.kind != "start":
        return event.kind
    if context.is_event_sub_process(event.scope_id):
        return "event-sub-start" if event.is_interrupting else "event-sub-start-open"
    return "start" if context.model.process(event.scope_id) else "sub-start"


@rule
def definitions_are_complete(context: Context) -> Iterator[Problem]:
    """Timers have one time, conditional events a condition."""
    for event in context.events():
        for one in event.definitions:
            yield from _completeness(event, one)


def _completeness(event: Event, definition: EventDefinition) -> Iterator[Problem]:
    if definition.type == "timer":
        filled = [value for _, value in definition.timer_values if value.text]
        if len(filled) != 1:
            yield TIMER_COUNT.at(event, line=definition.line, count=len(filled))
    if definition.type == "conditional":
        condition = definition.expression
        if condition is None or not condition.text:
            yield CONDITION_MISSING.at(event, line=definition.line)


@rule
def events_lead_on(context: Context) -> Iterator[Problem]:
    """Start and intermediate events are followed by something."""
    for event in context.events("start", "catch", "throw"):
        link_throw = event.kind == "throw" and event.trigger == "link"
        if not event.outgoing and not link_throw:
            place_zh, place_en = _PLACES[place_of(context, event)]
            yield NO_OUTGOING.at(event, place_zh=place_zh, place=place_en.capitalize())


@rule
def cancels_have_a_transaction(context: Context) -> Iterator[Problem]:
    """A cancel end event stands in a transaction."""
    for event in context.events("end"):
        scope = context.scope_by_id.get(event.scope_id)
        if event.trigger == "cancel" and not getattr(scope, "transaction", False):
            yield CANCEL_PLACE.at(event)


@rule
def interrupting_means_something(context: Context) -> Iterator[Problem]:
    """Only event sub-processes have non-interrupting starts."""
    for event in context.events("start"):
        if not event.is_interrupting and not context.is_event_sub_process(event.scope_id):
            yield INTERRUPTING_IGNORED.at(event)
