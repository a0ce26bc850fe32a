"""Call activities: what they call, and that calls do not go round in circles."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import ERROR, Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import CallActivity

MISSING = error(
    "called-element-missing",
    ("调用活动 {label} 没有指定要调用的流程。", "Call activity {label} does not say what to call."),
    ("没有可调用的流程。", "There is no process to call."),
    ("选择一个流程。", "Choose a process."),
)
NOT_HERE = warning(
    "called-element-not-here",
    (
        "调用活动 {label} 调用的流程 {ref} 不在这些文件中。",
        "Process {ref}, called by {label}, is not among these files.",
    ),
    ("部署时必须能找到它。", "It must be found at deployment."),
    (
        "一并提供它的文件，或确认它已部署。",
        "Hand in its file too, or make sure that it is deployed.",
    ),
)
NOT_PROCESS = error(
    "called-element-wrong-type",
    (
        "调用活动 {label} 调用的 {ref} 是 {kind}，不是流程。",
        "{ref}, called by {label}, is a {kind}, not a process.",
    ),
    ("只能调用流程。", "Only processes can be called."),
    (
        "选择一个流程，或把内容移到单独的流程中。",
        "Choose a process, or move the steps into a process of their own.",
    ),
)
NOT_EXECUTABLE = error(
    "called-process-not-executable",
    (
        "调用活动 {label} 调用的流程 {ref} 不可执行。",
        "Process {ref}, called by {label}, is not executable.",
    ),
    ("调用会失败。", "The call would fail."),
    ('给它设置 isExecutable="true"。', 'Set isExecutable="true" on it.'),
)
CYCLE = error(
    "call-cycle",
    ("流程调用成环：{path}。", "Processes call each other in a circle: {path}."),
    ("每次调用又开始下一次，直到资源耗尽。", "Each call starts the next until nothing is left."),
    ("用循环或多实例代替递归调用。", "Use a loop or multi-instance instead of recursion."),
)
BINDING = error(
    "call-binding-invalid",
    (
        "调用活动 {label} 的版本绑定 {value} 无效。",
        "The binding {value} of call activity {label} is not valid.",
    ),
    ("不知道调用哪个版本。", "Nobody knows which version to call."),
    (
        "使用 latest、deployment 或 version（并给出版本号）。",
        "Use latest, deployment or version (with a version number).",
    ),
)


@rule
def called_elements(context: Context) -> Iterator[Problem]:
    """Each call names a process that exists and runs."""
    for node in context.nodes:
        if isinstance(node, CallActivity):
            yield from _call_problems(context, node)
            yield from _binding_problems(node)


def _call_problems(context: Context, node: CallActivity) -> Iterator[Problem]:
    ref = node.called_element
    if not ref:
        yield MISSING.at(node)
        return
    if is_computed(ref):
        return
    found = context.around.processes.get(ref)
    kind = context.kinds.get(ref)
    if found:
        if not any(process.is_executable for _, process in found):
            yield NOT_EXECUTABLE.at(node, ref=ref)
    elif kind is not None and kind != "process" and not kind.startswith("global"):
        yield NOT_PROCESS.at(node, ref=ref, kind=kind)
    elif kind is None and ref not in (context.options.known_processes or ()):
        sure = context.options.complete or context.options.known_processes is not None
        yield NOT_HERE.at(node, ref=ref, severity=ERROR if sure else None)


def _binding_problems(node: CallActivity) -> Iterator[Problem]:
    binding = node.camunda.get("calledElementBinding", "latest")
    version = node.camunda.get("calledElementVersion")
    if binding not in ("latest", "deployment", "version", "versionTag"):
        yield BINDING.at(node, value=binding)
    elif binding == "version" and not version:
        yield BINDING.at(node, value=binding)


def is_computed(ref: str) -> bool:
    """Say whether a reference is worked out at run time."""
    return ref.startswith(("${", "#{", "="))


@rule
def call_cycles(context: Context) -> Iterator[Problem]:
    """No process calls itself, directly or through others."""
    calls = _calls(context)
    for node in context.nodes:
        if not isinstance(node, CallActivity) or not node.called_element:
            continue
        own = context.process_of[node.id].id
        path = _path(calls, node.called_element, own)
        if path:
            yield CYCLE.at(node, path=" → ".join((own, *path)))


def _calls(context: Context) -> dict[str, list[str]]:
    """Return what each process of all files calls."""
    return {
        key: list(
            dict.fromkeys(
                node.called_element
                for _, process in found
                for node in process.walk_nodes()
                if isinstance(node, CallActivity) and node.called_element
            )
        )
        for key, found in context.around.processes.items()
    }


def _path(calls: dict[str, list[str]], start: str, goal: str) -> tuple[str, ...]:
    """Return the shortest chain of calls from one process to another, empty when none."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for path in waiting:
        if path[-1] == goal:
            return path
        for called in calls.get(path[-1], ()):
            if called not in seen:
                seen.add(called)
                waiting.append((*path, called))
    return ()
