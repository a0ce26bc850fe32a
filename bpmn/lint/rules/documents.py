"""The file as a whole: ids, executable processes, what is not run at all."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, info, rule, warning
from bpmn.markup import BPMN

MAX_NODES = 3_000
_NCNAME = re.compile(r"[^\W\d][\w.\-·]*")
# Elements of the standard that draw something GridFlow never runs.
_UNSUPPORTED = {
    "choreography": ("编排（choreography）", "choreography"),
    "globalChoreographyTask": ("全局编排任务", "global choreography task"),
    "choreographyTask": ("编排任务", "choreography task"),
    "subChoreography": ("子编排", "sub-choreography"),
    "callChoreography": ("调用编排", "call choreography"),
}


@dataclass(frozen=True)
class Spot:
    """A place that is no element of the model."""

    id: str
    line: int
    name: str = ""


NO_PROCESS = error(
    "no-process",
    ("文件中没有流程。", "The file has no process."),
    (
        "只有协作、会话或编排的图无法执行。",
        "A drawing of collaborations, conversations or choreographies alone cannot run.",
    ),
    ("画一个流程，或检查导出设置。", "Draw a process, or check the export settings."),
)
NOT_EXECUTABLE = error(
    "not-executable",
    (
        "流程 {label} 没有标为可执行（isExecutable={value}）。",
        "Process {label} is not marked as executable (isExecutable={value}).",
    ),
    (
        "未标为可执行的图只是文档，GridFlow 不会运行它。",
        "A drawing that is not executable is documentation; GridFlow does not run it.",
    ),
    (
        '设置 isExecutable="true"（gridflow lint --executable 可自动完成）。',
        'Set isExecutable="true" (gridflow lint --executable does it).',
    ),
    "set-executable",
)
ONLY_DRAWN = warning(
    "process-ignored",
    (
        "流程 {label} 标为不可执行，只作说明，不会运行。",
        "Process {label} is marked as not executable; it is shown but not run.",
    ),
    ("同一文件中的其他流程会运行。", "Other processes of the file do run."),
    ('需要运行它时设置 isExecutable="true"。', 'Set isExecutable="true" if it should run.'),
    "set-executable",
)
DUPLICATE_ID = error(
    "duplicate-id",
    (
        "id {label} 用了不止一次（第 {first} 行和第 {second} 行）。",
        "The id {label} is used more than once (lines {first} and {second}).",
    ),
    (
        "按 id 查找时只会找到其中一个，其余悄悄丢失。",
        "Looking up an id finds one of them; the other is silently lost.",
    ),
    ("给每个元素一个唯一的 id。", "Give each element an id of its own."),
    "rename-duplicate-id",
)
INVALID_ID = error(
    "invalid-id",
    (
        "id “{label}” 不合规则：须以字母或下划线开头，只含字母、数字、点、横线和下划线。",
        "The id “{label}” is not allowed: it must begin with a letter or underscore and have "
        "only letters, digits, dots, hyphens and underscores.",
    ),
    ("不合规则的 id 无法被引用。", "An id that breaks the rules cannot be referred to."),
    ("改正 id。", "Correct the id."),
)
MISSING_ID = error(
    "missing-id",
    ("{kind} {label} 没有 id。", "The {kind} {label} has no id."),
    ("任务、历史和连线都靠 id 指认元素。", "Tasks, history and flows name elements by their id."),
    ("给它一个唯一的 id。", "Give it an id of its own."),
    "add-id",
)
DUPLICATE_PROCESS = error(
    "duplicate-process-id",
    ("流程 {label} 也定义在 {others} 中。", "Process {label} is also defined in {others}."),
    ("同一次部署中流程 id 必须唯一。", "A process id must be unique among the files of one call."),
    ("改名，或只提供其中一个文件。", "Rename one, or hand in one of the files only."),
)
UNSUPPORTED = error(
    "unsupported-choreography",
    ("不支持{what_zh} {label}。", "The {what} {label} is not supported."),
    (
        "编排描述各方之间的约定，没有谁来执行它。",
        "A choreography is an agreement between parties; nobody runs it.",
    ),
    ("改画成协作中的流程。", "Draw it as processes of a collaboration."),
)
GLOBAL_TASK = error(
    "unsupported-global-task",
    ("不支持全局任务 {label}（{kind}）。", "Global task {label} ({kind}) is not supported."),
    ("GridFlow 只能调用流程。", "GridFlow calls processes only."),
    ("改成只含一个任务的流程。", "Make it a process with one task."),
)
CORRELATION = error(
    "unsupported-correlation-subscription",
    ("不支持关联订阅 {label}（correlationSubscription）。",
     "The correlation subscription {label} is not supported."),
    ("GridFlow 按业务编号或 correlationKey 属性关联消息；忽略关联订阅会让消息送错流程。",
     "Messages are correlated by business key or by the property correlationKey; without this"
     " subscription a message would reach the wrong case."),
    ("删除它，并在消息事件上设置 camunda:property correlationKey。",
     "Delete it, and set the camunda:property correlationKey on the message events."),
)  # fmt: skip
TOO_MANY = error(
    "too-many-elements",
    (
        "文件有 {count} 个流程元素，超过 {limit} 个。",
        "The file has {count} flow elements, more than {limit}.",
    ),
    (
        "这么大的图没有人能读懂，也跑不动。",
        "Nobody can read a diagram this large, and it runs slowly.",
    ),
    (
        "拆成几个流程，用调用活动连接。",
        "Split it into several processes joined by call activities.",
    ),
)
MAPPED = info(
    "mapped-dialect",
    (
        "{label}：{dialect} 的 {source}=“{value}” 按 camunda:{target} 理解。",
        "{label}: {source}=“{value}” of {dialect} is understood as camunda:{target}.",
    ),
    (
        "文件来自其他引擎；GridFlow 读懂了这一项，原文不变。",
        "The file comes from another engine; GridFlow understands this part and leaves the text "
        "alone.",
    ),
    ("核对含义；无需修改。", "Check the meaning; nothing needs to change."),
)


@rule
def has_processes(context: Context) -> Iterator[Problem]:
    """There is a process, not too large, and it may be executed."""
    processes = context.model.processes
    if not processes:
        yield NO_PROCESS.at(Spot("", context.model.line))
    if len(context.nodes) > MAX_NODES:
        yield TOO_MANY.at(Spot("", context.model.line), count=len(context.nodes), limit=MAX_NODES)
    for process in processes:
        if context.is_only_drawn(process):
            yield ONLY_DRAWN.at(process)
        elif not process.is_executable:
            value = {None: "缺省 (missing)", False: "false"}[process.is_executable]
            yield NOT_EXECUTABLE.at(process, value=value)


@rule
def ids_are_unique(context: Context) -> Iterator[Problem]:
    """No id is used twice, and each may be referred to."""
    first: dict[str, int] = {}
    for found, _, line in context.model.ids:
        if found in first:
            yield DUPLICATE_ID.at(Spot(found, line), first=first[found], second=line)
        elif not _NCNAME.fullmatch(found):
            yield INVALID_ID.at(Spot(found, line))
        first.setdefault(found, line)


@rule
def ids_are_there(context: Context) -> Iterator[Problem]:
    """What runs has an id."""
    for element in (*context.model.processes, *context.nodes, *context.flows):
        if not element.id:
            yield MISSING_ID.at(element, kind=element.type)


@rule
def processes_are_unique(context: Context) -> Iterator[Problem]:
    """No other file of the call has the same process."""
    for process in context.model.processes:
        files = Counter(file for file, _ in context.around.processes.get(process.id, ()))
        others = [file for file in files if file != context.model.file]
        if process.id and others:
            yield DUPLICATE_PROCESS.at(process, others=", ".join(others))


@rule
def nothing_unsupported(context: Context) -> Iterator[Problem]:
    """Choreographies and global tasks are refused."""
    for one in context.model.unknown:
        if one.tag in _UNSUPPORTED:
            zh, en = _UNSUPPORTED[one.tag]
            yield UNSUPPORTED.at(Spot(one.id, one.line), what=en, what_zh=zh)
    for found in context.root.iter(f"{{{BPMN}}}correlationSubscription"):
        yield CORRELATION.at(Spot(found.get("id") or "", found.sourceline or 0))
    for root in context.model.roots:
        if root.type.startswith("global"):
            yield GLOBAL_TASK.at(root, kind=root.type)


@rule
def dialects(context: Context) -> Iterator[Problem]:
    """What other makers wrote and GridFlow understands is reported."""
    for element in (*context.model.processes, *context.nodes, *context.model.roots):
        for one in element.extensions.mapped:
            yield MAPPED.at(element, dialect=one.dialect, source=one.source, target=one.target,
                            value=one.value)  # fmt: skip
    for node in context.activities():
        for one in node.loop.extensions.mapped if node.loop else ():
            yield MAPPED.at(node, dialect=one.dialect, source=one.source, target=one.target,
                            value=one.value)  # fmt: skip
