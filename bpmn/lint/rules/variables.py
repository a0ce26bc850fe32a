"""Variables: what conditions read is set somewhere before."""

import re
from collections.abc import Iterator

from bpmn.lint.context import Context, Names
from bpmn.lint.problem import Problem
from bpmn.lint.registry import rule, warning
from bpmn.lint.rules.work import form_of
from bpmn.lint.sites import sites
from bpmn.model import Activity, Event, FlowNode, Process, SubProcess
from engine.kernel.feel import FeelSyntaxError, parse

# What the runtime sets by itself.
_GIVEN = frozenset(
    "nrOfInstances nrOfActiveInstances nrOfCompletedInstances loopCounter starter initiator"
    " businessKey execution task".split()
)
_OPEN_TASKS = ("serviceTask", "sendTask", "receiveTask", "callActivity", "businessRuleTask")

NEVER_SET = warning(
    "variable-never-set",
    (
        "{label} 的 {purpose} 用到变量 {variable}，流程中没有哪一步设置它。",
        "The {purpose} of {label} reads {variable}, which no step of the process sets.",
    ),
    (
        "变量不存在时，流程会在此报错停住。",
        "When it is not there, the process stops with an incident.",
    ),
    (
        "核对拼写，或在表单、脚本或映射中设置它。",
        "Check its spelling, or set it in a form, script or mapping.",
    ),
)

VALUE_UNKNOWN = warning(
    "condition-value-unknown",
    (
        "{label} 的条件把 {variable} 与“{value}”比较，而表单只能给出：{allowed}。",
        "The condition of {label} compares {variable} with “{value}”, but its form offers only "
        "{allowed}.",
    ),
    ("这条路永远不会走。", "This way is never taken."),
    (
        "改成表单能给出的值，或在表单中加上它。",
        "Use a value the form offers, or add it to the form.",
    ),
)
_EQUALS = re.compile(r"([A-Za-z_][\w.]*)\s*==?\s*[\"']([^\"']*)[\"']")


@rule
def variables_are_set(context: Context) -> Iterator[Problem]:
    """What an expression reads comes from a form, script, decision or mapping."""
    closed = {one.id: _written(context, one) for one in context.model.processes}
    for site in sites(context):
        process = context.process_of.get(site.scope_id)
        written = closed.get(process.id) if process else None
        if written is None:
            continue
        try:
            names = parse(site.text).names
        except FeelSyntaxError:
            continue
        for name in sorted(names - written - _GIVEN):
            yield NEVER_SET.at(site.place, line=site.line, purpose=site.purpose, variable=name)


def _written(context: Context, process: Process) -> set[str] | None:
    """Return all variables the process can have; None when anything may come in."""
    written: set[str] = set()
    has_start_form = False
    for scope in process.walk_scopes():
        written |= {one.name or one.id for one in scope.data_objects}
        for node in scope.nodes:
            found = _node_writes(context, node)
            if found is None:
                return None
            written |= found
            is_first = isinstance(node, Event) and node.kind == "start" and scope is process
            has_start_form = has_start_form or (is_first and bool(found))
    # Without a start form the starter may hand in anything.
    return written if has_start_form else None


def _node_writes(context: Context, node: FlowNode) -> set[str] | None:
    if isinstance(node, Event) and any(
        one.type in ("message", "signal", "error", "escalation") for one in node.definitions
    ):
        return None
    if node.type in _OPEN_TASKS and not node.camunda.get("resultVariable"):
        return None
    written = {field.id for field in node.extensions.form_fields}
    ref = form_of(node)
    if ref and ref not in context.around.forms:
        return None
    written |= {key.split(".")[0] for key in context.around.forms.get(ref, ())}
    if node.type == "userTask" and not ref and not written:
        return None
    return written | (_activity_writes(node) if isinstance(node, Activity) else set())


def _activity_writes(node: Activity) -> set[str]:
    written = {one.name for one in (*node.extensions.inputs, *node.extensions.outputs)}
    written |= {one.target for one in node.extensions.out_mappings if one.target}
    words = [node.camunda.get("resultVariable"), node.properties.get("outputCollection")]
    if node.loop is not None:
        loop = node.loop
        words += [loop.element_variable, loop.output_collection]
        words += [item.name for item in (loop.input_item, loop.output_item) if item]
    if isinstance(node, SubProcess):
        words += [one.name for one in node.process_properties]
    return written | {word for word in words if word}


@rule
def values_are_offered(context: Context) -> Iterator[Problem]:
    """Conditions compare fields with values their forms can give."""
    offered = {one.id: _offered(context, one) for one in context.model.processes}
    for site in sites(context):
        process = context.process_of.get(site.scope_id)
        if process is None or not site.is_condition:
            continue
        choices = offered[process.id]
        for variable, value in _EQUALS.findall(site.text):
            allowed = choices.get(variable)
            if allowed is not None and value not in allowed:
                facts = {
                    "variable": variable,
                    "value": value,
                    "allowed": ", ".join(sorted(allowed)),
                }
                yield VALUE_UNKNOWN.at(site.place, facts, line=site.line)


def _offered(context: Context, process: Process) -> dict[str, Names | None]:
    """Return the values each field can have, over all forms; None when something else sets it."""
    found: dict[str, Names | None] = {}
    for node in process.walk_nodes():
        for key, values in context.around.forms.get(form_of(node), {}).items():
            known = found.get(key, frozenset())
            found[key] = None if values is None or known is None else known | values
        if isinstance(node, Activity):
            found.update(dict.fromkeys(_activity_writes(node)))
    return found
