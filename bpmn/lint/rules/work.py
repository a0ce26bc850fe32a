"""What tasks use: topics of services, decisions, forms, listeners."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import ERROR, Problem
from bpmn.lint.registry import error, info, rule, warning
from bpmn.lint.rules.calls import is_computed
from bpmn.model import Activity, Element, Task

_SETTINGS = ("asyncBefore", "asyncAfter", "exclusive", "jobPriority", "async")
_JAVA = ("class", "delegateExpression", "expression", "resource")
_RESULTS = ("singleEntry", "singleResult", "collectEntries", "resultList")

TOPIC_UNKNOWN = warning(
    "topic-unknown",
    (
        "服务任务 {label} 的主题 {topic} 没有处理程序。",
        "No handler serves the topic {topic} of service task {label}.",
    ),
    ("部署后没有人执行它。", "Nobody would do it after deployment."),
    ("改成已有的主题，或改用人工任务。", "Use an existing topic, or a user task."),
)
TOPIC_MISSING = warning(
    "topic-missing",
    ("服务任务 {label} 没有主题。", "Service task {label} has no topic."),
    ("不知道由哪个程序执行。", "Nobody knows which program does it."),
    ("填写 camunda:topic。", "Give camunda:topic."),
)
JAVA = warning(
    "delegate-not-run",
    (
        "{label} 的 camunda:{word} 指向 Java 代码，不会运行。",
        "camunda:{word} of {label} names Java code, which is not run.",
    ),
    ("GridFlow 按主题找处理程序。", "GridFlow finds handlers by topic."),
    ("改用 camunda:topic。", "Use camunda:topic."),
)
LISTENER = warning(
    "listener-ignored",
    ("{label} 的监听器 {listener} 不会运行。", "The listener {listener} of {label} is not run."),
    ("监听器是其他引擎的代码。", "Listeners are code of another engine."),
    ("改画成服务任务或通知属性。", "Draw a service task, or use the notify property."),
)
SETTING = info(
    "setting-ignored",
    ("{label} 的 {words} 不起作用。", "{words} of {label} has no effect."),
    (
        "GridFlow 每一步都在一个事务内完成；外部调用本来就由带重试的作业执行。",
        "GridFlow makes each move in one transaction; calls to the outside always go through"
        " jobs with retries.",
    ),
    ("可以删去该属性。", "The attribute may be removed."),
)
DECISION_MISSING = error(
    "decision-missing",
    (
        "业务规则任务 {label} 没有指定决策。",
        "Business rule task {label} does not say which decision to take.",
    ),
    ("没有可执行的规则。", "There are no rules to run."),
    ("填写 camunda:decisionRef。", "Give camunda:decisionRef."),
)
DECISION_NOT_HERE = warning(
    "decision-not-here",
    (
        "业务规则任务 {label} 的决策 {ref} 不在这些文件中。",
        "Decision {ref} of {label} is not among these files.",
    ),
    ("部署时必须能找到它。", "It must be found at deployment."),
    ("一并提供它的 .dmn 文件。", "Hand in its .dmn file too."),
)
DECISION_RESULT = error(
    "decision-result-invalid",
    (
        "{label} 的 mapDecisionResult={value} 无效。",
        "mapDecisionResult={value} of {label} is not valid.",
    ),
    ("不知道怎样取决策的结果。", "Nobody knows how to take the result."),
    (
        "使用 singleEntry、singleResult、collectEntries 或 resultList。",
        "Use singleEntry, singleResult, collectEntries or resultList.",
    ),
)
DECISION_LOST = warning(
    "decision-result-unused",
    (
        "业务规则任务 {label} 没有 camunda:resultVariable，结果会丢失。",
        "Business rule task {label} has no camunda:resultVariable; its result is lost.",
    ),
    ("后面的网关拿不到结果。", "Later gateways cannot see the result."),
    ("填写 camunda:resultVariable。", "Give camunda:resultVariable."),
)
FORM_NOT_HERE = warning(
    "form-not-here",
    ("{label} 的表单 {ref} 不在这些文件中。", "Form {ref} of {label} is not among these files."),
    ("部署时必须能找到它。", "It must be found at deployment."),
    ("一并提供它的 .form 文件。", "Hand in its .form file too."),
)


@rule
def services(context: Context) -> Iterator[Problem]:
    """Service tasks name a topic somebody serves."""
    topics = context.options.known_topics
    for node in context.nodes:
        if not isinstance(node, Task):
            continue
        topic = node.camunda.get("topic", "")
        java = next((word for word in _JAVA if node.camunda.get(word)), "")
        if java and not topic and node.type != "scriptTask":
            yield JAVA.at(node, word=java, severity=None if topics is None else ERROR)
        elif node.type == "serviceTask" and not topic:
            yield TOPIC_MISSING.at(node, severity=None if topics is None else ERROR)
        if topic and topics is not None and topic not in topics and not is_computed(topic):
            yield TOPIC_UNKNOWN.at(node, topic=topic, severity=ERROR)


@rule
def listeners(context: Context) -> Iterator[Problem]:
    """Listeners of other engines are reported."""
    for element in (*context.model.processes, *context.nodes, *context.flows):
        for one in element.extensions.listeners:
            yield LISTENER.at(element, listener=one)


@rule
def settings(context: Context) -> Iterator[Problem]:
    """What tells other engines how to run their jobs is named, so that nobody relies on it."""
    for element in (*context.model.processes, *context.nodes):
        words = [f"camunda:{word}" for word in _SETTINGS if word in element.extensions.camunda]
        if words:
            yield SETTING.at(element, words=", ".join(words))


@rule
def decisions(context: Context) -> Iterator[Problem]:
    """Business rule tasks name a decision that exists and keep its result."""
    for node in context.nodes:
        if isinstance(node, Task) and node.type == "businessRuleTask":
            yield from _decision_problems(context, node)


def _decision_problems(context: Context, node: Task) -> Iterator[Problem]:
    ref = node.camunda.get("decisionRef", "")
    if not ref:
        if not any(node.camunda.get(word) for word in ("topic", *_JAVA)):
            yield DECISION_MISSING.at(node)
        return
    mapping = node.camunda.get("mapDecisionResult")
    if mapping and mapping not in _RESULTS:
        yield DECISION_RESULT.at(node, value=mapping)
    if not node.camunda.get("resultVariable"):
        yield DECISION_LOST.at(node)
    known = context.around.decisions | (context.options.known_decisions or frozenset())
    if ref not in known and not is_computed(ref):
        sure = context.options.complete or context.options.known_decisions is not None
        yield DECISION_NOT_HERE.at(node, ref=ref, severity=ERROR if sure else None)


@rule
def forms(context: Context) -> Iterator[Problem]:
    """Forms that are named exist."""
    for node in context.nodes:
        if isinstance(node, Activity) or node.type == "startEvent":
            yield from _form_problems(context, node)


def _form_problems(context: Context, node: Element) -> Iterator[Problem]:
    ref = form_of(node)
    known = {*context.around.forms, *(context.options.known_forms or ())}
    if ref and ref not in known and not is_computed(ref):
        sure = context.options.complete or context.options.known_forms is not None
        yield FORM_NOT_HERE.at(node, ref=ref, severity=ERROR if sure else None)


def form_of(node: Element) -> str:
    """Return the id of the form a task or start event shows, empty when none."""
    ref = node.camunda.get("formKey") or node.camunda.get("formRef") or ""
    # Camunda 7 writes camunda-forms:deployment:name.form for its own forms.
    return ref.rsplit(":", 1)[-1].removesuffix(".form") if ":" in ref else ref
