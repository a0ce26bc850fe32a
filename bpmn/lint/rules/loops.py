"""Loops and multi-instance activities."""

import re
from collections.abc import Iterator

from bpmn.dialects import COUSINS
from bpmn.extensions import CAMUNDA
from bpmn.lint.context import Context
from bpmn.lint.problem import WARNING, Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.lint.rules.data import DATA
from bpmn.model import Activity, Loop

NO_COUNT = error(
    "multi-instance-without-count",
    (
        "多实例 {label} 既没有次数，也没有集合。",
        "Multi-instance {label} has neither a number nor a collection.",
    ),
    ("不知道执行几次。", "Nobody knows how often it runs."),
    ("填写 loopCardinality 或 camunda:collection。", "Give loopCardinality or camunda:collection."),
)
TWO_COUNTS = warning(
    "multi-instance-two-counts",
    (
        "多实例 {label} 同时有次数和集合。",
        "Multi-instance {label} has both a number and a collection.",
    ),
    ("以集合为准，次数被忽略。", "The collection decides; the number is ignored."),
    ("只保留一个。", "Keep one of them."),
)
BAD_COUNT = error(
    "multi-instance-count-invalid",
    (
        "多实例 {label} 的次数 {value} 不是非负整数。",
        "The number {value} of multi-instance {label} is no whole number from 0 up.",
    ),
    ("无法按这个次数执行。", "It cannot run that often."),
    ("填写整数或算出整数的表达式。", "Give a whole number or an expression for one."),
)
NO_VARIABLE = warning(
    "multi-instance-without-variable",
    (
        "多实例 {label} 有集合，却没有元素变量。",
        "Multi-instance {label} has a collection but no element variable.",
    ),
    ("每个实例拿不到自己的那一项。", "An instance cannot see its own item."),
    ("填写 camunda:elementVariable。", "Give camunda:elementVariable."),
)
BEHAVIOR = error(
    "unsupported-multi-instance-behavior",
    (
        "多实例 {label} 的 behavior={value} 不支持。",
        "behavior={value} of multi-instance {label} is not supported.",
    ),
    (
        "完成时抛出事件的多实例不执行。",
        "Multi-instances that throw events on completion are not run.",
    ),
    ("用默认的 All，并在其后抛出事件。", "Use the default All and throw the event afterwards."),
)
DATA_UNKNOWN = error(
    "multi-instance-data-unknown",
    (
        "多实例 {label} 的 {attribute} 指向的 {ref} 不是数据。",
        "{attribute} of multi-instance {label} points to {ref}, which is no datum.",
    ),
    ("没有可以遍历的数据。", "There are no data to go through."),
    ("选择存在的数据输入或数据对象。", "Choose an existing data input or data object."),
)
ENDLESS = error(
    "loop-without-condition",
    (
        "循环 {label} 没有条件，也没有最大次数。",
        "Loop {label} has neither a condition nor a maximum.",
    ),
    ("它永远不会结束。", "It would never end."),
    ("填写 loopCondition 或 loopMaximum。", "Give loopCondition or loopMaximum."),
)
BAD_MAXIMUM = error(
    "loop-maximum-invalid",
    (
        "循环 {label} 的最大次数 {value} 不是正整数。",
        "The maximum {value} of loop {label} is no whole number from 1 up.",
    ),
    ("无法按这个次数循环。", "It cannot loop that often."),
    ("填写正整数，或删除 loopMaximum。", "Give a whole number, or remove loopMaximum."),
)
TWO_LOOPS = error(
    "loop-and-multi-instance",
    ("活动 {label} 有多个循环标记。", "Activity {label} has several loop markers."),
    ("只能是循环或多实例之一。", "It can be a loop or a multi-instance, not both."),
    ("只保留一个。", "Keep one of them."),
)


@rule
def loops(context: Context) -> Iterator[Problem]:
    """Each loop knows when to stop, each multi-instance how often to run."""
    for node in context.activities():
        if node.loop is None:
            continue
        if node.loop.kind == "standard":
            yield from _standard(node, node.loop)
        else:
            yield from _multi(context, node, node.loop)


def _standard(node: Activity, loop: Loop) -> Iterator[Problem]:
    has_condition = loop.loop_condition is not None and loop.loop_condition.text
    if not has_condition and not loop.loop_maximum:
        yield ENDLESS.at(node, line=loop.line)
    if loop.loop_maximum is not None and not re.fullmatch(r"\+?0*[1-9]\d*", loop.loop_maximum):
        yield BAD_MAXIMUM.at(node, line=loop.line, value=loop.loop_maximum)


def _multi(context: Context, node: Activity, loop: Loop) -> Iterator[Problem]:
    count = loop.cardinality.text if loop.cardinality else ""
    listed = loop.collection or loop.data_input_ref
    if not count and not listed:
        yield NO_COUNT.at(node, line=loop.line)
    if count and listed:
        yield TWO_COUNTS.at(node, line=loop.line)
    if re.fullmatch(r"[+-]?[\d.]+", count) and not re.fullmatch(r"\+?\d+", count):
        yield BAD_COUNT.at(node, line=loop.line, value=count)
    if loop.collection and not loop.element_variable and loop.input_item is None:
        yield NO_VARIABLE.at(node, line=loop.line)
    if loop.behavior != "All":
        yield BEHAVIOR.at(node, line=loop.line, value=loop.behavior)
    refs = {"loopDataInputRef": loop.data_input_ref, "loopDataOutputRef": loop.data_output_ref}
    for name, ref in refs.items():
        if ref is not None and context.kinds.get(ref) not in DATA:
            # Activiti and Flowable write the name of a variable here.
            names_variable = ref not in context.kinds and _speaks_cousin(context)
            severity = WARNING if names_variable else None
            facts = {"attribute": name, "ref": ref}
            yield DATA_UNKNOWN.at(node, facts, line=loop.line, severity=severity)


def _speaks_cousin(context: Context) -> bool:
    return any(uri in COUSINS and uri != CAMUNDA for uri in context.root.nsmap.values())


@rule
def one_loop(context: Context) -> Iterator[Problem]:
    """No activity has two markers."""
    tags = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
    for element in context.root.iter("{*}" + tags[0]):
        parent = element.getparent()
        if parent is not None and parent.find("{*}" + tags[1]) is not None:
            node = context.node_by_id.get(parent.get("id", ""))
            if node is not None:
                yield TWO_LOOPS.at(node)
