"""Boundary events at their activities."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Activity, Event, SubProcess

UNATTACHED = error(
    "boundary-unattached",
    (
        "边界事件 {label} 没有附在任何活动上（attachedToRef={ref}）。",
        "Boundary event {label} is attached to nothing (attachedToRef={ref}).",
    ),
    ("它永远不会触发。", "It can never fire."),
    (
        "把它拖到活动的边上，或改成中间捕获事件。",
        "Drag it onto an activity, or use an intermediate catch event.",
    ),
)
WRONG_HOST = error(
    "boundary-wrong-host",
    (
        "边界事件 {label} 附在 {ref}（{kind}）上，只能附在活动上。",
        "Boundary event {label} is attached to {ref} ({kind}); only activities can carry one.",
    ),
    (
        "只有任务、子流程和调用活动可以被中断。",
        "Only tasks, sub-processes and call activities can be interrupted.",
    ),
    ("把它附到一个活动上。", "Attach it to an activity."),
)
OTHER_SCOPE = error(
    "boundary-other-scope",
    (
        "边界事件 {label} 与所附的活动 {ref} 不在同一层。",
        "Boundary event {label} and its activity {ref} are in different scopes.",
    ),
    ("它的出线无法接到活动所在的流程中。", "Its flow cannot continue where the activity is."),
    ("把边界事件移到活动所在的流程或子流程中。", "Move the event into the scope of the activity."),
)
EVENT_SUB_HOST = error(
    "boundary-at-event-subprocess",
    (
        "边界事件 {label} 附在事件子流程 {ref} 上。",
        "Boundary event {label} is attached to the event sub-process {ref}.",
    ),
    ("事件子流程不能带边界事件。", "Event sub-processes have no boundary events."),
    ("把事件附在外层子流程上。", "Attach it to the sub-process around it."),
)
NO_OUTGOING = error(
    "boundary-without-outgoing",
    ("边界事件 {label} 没有离开的连线。", "Boundary event {label} has no outgoing flow."),
    ("标准要求它引出一条路。", "The standard wants it to lead somewhere."),
    ("连到处理步骤或结束事件。", "Lead on to a step or an end event."),
)
CANCEL_HOST = error(
    "cancel-boundary-not-at-transaction",
    (
        "取消边界事件 {label} 附在 {ref} 上，它不是事务。",
        "Cancel boundary event {label} is attached to {ref}, which is no transaction.",
    ),
    ("只有事务可以被取消。", "Only a transaction can be cancelled."),
    (
        "把 {ref} 改成事务，或改用错误边界事件。",
        "Make {ref} a transaction, or use an error boundary event.",
    ),
)
ALWAYS_INTERRUPTS = error(
    "boundary-must-interrupt",
    (
        "{kind} 边界事件 {label} 写有 cancelActivity=false。",
        "The {kind} boundary event {label} says cancelActivity=false.",
    ),
    (
        "错误和取消总是中断活动，标准不允许其他写法。",
        "Errors and cancels always interrupt; the standard allows nothing else.",
    ),
    ("删除 cancelActivity=false。", "Remove cancelActivity=false."),
    "interrupt",
)
TWINS = warning(
    "boundary-duplicate",
    (
        "活动 {host} 上有两个相同的 {kind} 边界事件（{first} 和 {label}）。",
        "Activity {host} has two equal {kind} boundary events ({first} and {label}).",
    ),
    ("不清楚由哪一个处理。", "It is unclear which of them catches."),
    ("删除一个，或区分错误码。", "Delete one, or tell them apart by their codes."),
)
PAIR_MISSING = warning(
    "cancel-without-counterpart",
    (
        "事务 {label} 的取消结束事件与取消边界事件没有成对出现。",
        "Transaction {label} has a cancel end event without a cancel boundary event, or the "
        "reverse.",
    ),
    (
        "取消之后没有去处，或边界事件永远不触发。",
        "The cancel leads nowhere, or the boundary event never fires.",
    ),
    ("两者都画上。", "Draw both."),
)


@rule
def hosts(context: Context) -> Iterator[Problem]:
    """Each boundary event sits on an activity of its own scope."""
    for event in context.events("boundary"):
        ref = event.attached_to or ""
        host = context.node_by_id.get(ref)
        if host is None and ref not in context.kinds:
            yield UNATTACHED.at(event, ref=ref)
        elif not isinstance(host, Activity):
            yield WRONG_HOST.at(event, ref=ref, kind=context.kinds.get(ref, "?"))
        elif isinstance(host, SubProcess) and host.triggered_by_event:
            yield EVENT_SUB_HOST.at(event, ref=ref)
        elif host.scope_id != event.scope_id:
            yield OTHER_SCOPE.at(event, ref=ref)
        elif event.trigger == "cancel" and not getattr(host, "transaction", False):
            yield CANCEL_HOST.at(event, ref=ref)


@rule
def boundary_flows(context: Context) -> Iterator[Problem]:
    """A boundary event leads on; errors and cancels interrupt."""
    for event in context.events("boundary"):
        if not event.outgoing and event.trigger != "compensate":
            yield NO_OUTGOING.at(event)
        if not event.cancel_activity and event.trigger in ("error", "cancel"):
            yield ALWAYS_INTERRUPTS.at(event, kind=event.trigger)


@rule
def boundary_twins(context: Context) -> Iterator[Problem]:
    """One activity does not catch the same thing twice."""
    for host, events in context.boundaries.items():
        seen: dict[tuple[str, str], Event] = {}
        for event in events:
            if event.trigger not in ("error", "escalation", "cancel"):
                continue
            key = (event.trigger, event.definitions[0].ref or "")
            if key in seen:
                yield TWINS.at(event, host=host, kind=event.trigger, first=seen[key].id)
            seen.setdefault(key, event)


@rule
def transactions(context: Context) -> Iterator[Problem]:
    """A transaction that cancels also says what follows."""
    for scope in context.scopes:
        if not isinstance(scope, SubProcess) or not scope.transaction:
            continue
        ends = any(isinstance(one, Event) and one.kind == "end" and one.trigger == "cancel"
                   for one in scope.nodes)  # fmt: skip
        catches = any(one.trigger == "cancel" for one in context.boundaries.get(scope.id, ()))
        if ends != catches:
            yield PAIR_MISSING.at(scope)
