"""Conditions, scripts and other expressions can be read."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import Place, error, info, rule, warning
from bpmn.lint.sites import FEEL_FORMATS, MARKED, Site, runs_feel, sites
from bpmn.model import Task
from engine.kernel.feel import Expression, FeelError, FeelSyntaxError, parse
from engine.kernel.feel.present import PRESENT_FUNCTIONS
from engine.kernel.feel.tree import Arithmetic, ContextOf, For, Interval, ListOf, Negation

_NEVER_BOOLEAN = (Arithmetic, ContextOf, For, Interval, ListOf, Negation)
HOST_FUNCTIONS = PRESENT_FUNCTIONS | {"sla.due", "sla.warn", "org.leaders"}
INVALID = error(
    "expression-invalid",
    (
        "{label} 的 {purpose} 不是合法的 FEEL 表达式：{text} —— {reason_zh}",
        "The {purpose} of {label} is no FEEL expression: {text} — {reason}",
    ),
    (
        "无法计算，流程会在此报错停住。",
        "It cannot be evaluated; the process would stop with an incident.",
    ),
    (
        '按 FEEL 书写，如 amount >= 500000 and result = "agree"。',
        'Write FEEL such as amount >= 500000 and result = "agree".',
    ),
)
NOT_BOOLEAN = error(
    "condition-not-boolean",
    (
        "{label} 的 {purpose} 的结果不是真或假：{text}",
        "The {purpose} of {label} is neither true nor false: {text}",
    ),
    ("条件必须得出 true 或 false。", "A condition must give true or false."),
    ('写成比较，如 result = "agree"。', 'Write a comparison such as result = "agree".'),
)
CONSTANT = warning(
    "condition-constant",
    ("{label} 的 {purpose} 总是 {text}。", "The {purpose} of {label} is always {text}."),
    (
        "条件不起作用，也许只是临时填写的。",
        "The condition decides nothing; it may be a placeholder.",
    ),
    ("写上真正的条件。", "Write the real condition."),
)
PROSE = error(
    "expression-is-prose",
    (
        "{label} 的 {purpose} 是一句话，不是表达式：{text}",
        "The {purpose} of {label} is prose, not an expression: {text}",
    ),
    (
        "FEEL 会把它当成一个变量名，而没有这个变量。",
        "FEEL takes it for the name of a variable, which nobody sets.",
    ),
    (
        '写成表达式，如 customer_class = "VIP"。',
        'Write an expression such as customer_class = "VIP".',
    ),
)
FUNCTION = error(
    "function-unknown",
    (
        "{label} 的 {purpose} 调用了不存在的函数 {function}：{text}",
        "The {purpose} of {label} calls {function}, which does not exist: {text}",
    ),
    ("运行到这里会报错停住。", "The process would stop here with an incident."),
    (
        "改用 FEEL 的函数，或 sla.due(…)、sla.warn(…)、now()、today()。",
        "Use a function of FEEL, or sla.due(…), sla.warn(…), now() or today().",
    ),
)
LANGUAGE = error(
    "unsupported-expression-language",
    (
        "{label} 的 {purpose} 用 {language} 书写，只支持 FEEL。",
        "The {purpose} of {label} is written in {language}; only FEEL is supported.",
    ),
    (
        "其他语言会执行任意代码，GridFlow 不运行。",
        "Other languages can run any code; GridFlow does not run them.",
    ),
    ("改写成 FEEL，并删除 language。", "Rewrite it in FEEL and remove the language."),
)
JUEL = info(
    "mapped-expression",
    (
        "{label} 的 {purpose} 是 JUEL 表达式 {text}，按 FEEL 理解。",
        "The {purpose} of {label} is the JUEL expression {text}, read as FEEL.",
    ),
    (
        "文件来自其他引擎；GridFlow 读懂了这一项，原文不变。",
        "The file comes from another engine; GridFlow understands this part and leaves the text "
        "alone.",
    ),
    ("核对含义；无需修改。", "Check the meaning; nothing needs to change."),
)
SCRIPT_FORMAT = error(
    "unsupported-script-format",
    (
        "脚本任务 {label} 的语言是 {language}，只支持 feel。",
        "The script of {label} is written in {language}; only feel is supported.",
    ),
    (
        "其他语言会执行任意代码，GridFlow 不运行。",
        "Other languages can run any code; GridFlow does not run them.",
    ),
    (
        '改写成 FEEL（scriptFormat="feel"），或改用服务任务。',
        'Rewrite it in FEEL (scriptFormat="feel"), or use a service task.',
    ),
)
SCRIPT_MISSING = error(
    "script-missing",
    ("脚本任务 {label} 没有脚本。", "Script task {label} has no script."),
    ("没有可执行的内容。", "There is nothing to run."),
    ("写上 FEEL 脚本。", "Write its FEEL script."),
)
SCRIPT_LOST = warning(
    "script-result-unused",
    (
        "脚本任务 {label} 没有 camunda:resultVariable，结果会丢失。",
        "Script task {label} has no camunda:resultVariable; its result is lost.",
    ),
    (
        "FEEL 脚本只算出一个值，不会改变变量。",
        "A FEEL script gives a value and changes no variable.",
    ),
    ("填写 camunda:resultVariable。", "Give camunda:resultVariable."),
)


@rule
def expressions(context: Context) -> Iterator[Problem]:
    """Each expression is FEEL, and conditions are true or false."""
    for site in sites(context):
        if not site.text:
            continue
        facts = {"purpose": site.purpose, "text": shortened(site.text)}
        if not _is_feel(site):
            yield LANGUAGE.at(site.place, facts, line=site.line, language=site.language)
            continue
        try:
            found = parse(site.text)
        except FeelSyntaxError as reason:
            yield invalid(site.place, site.line, facts, reason)
            continue
        yield from _calls(site, found, facts)
        if site.text.lstrip()[:2] in ("${", "#{"):
            yield JUEL.at(site.place, facts, line=site.line)
        if is_prose(context, found):
            yield PROSE.at(site.place, facts, line=site.line)
        elif site.is_condition:
            yield from _condition(site, found, facts)


def invalid(place: Place, line: int, facts: dict[str, str], reason: FeelSyntaxError) -> Problem:
    """Return the problem of a text that cannot be read."""
    texts = {"reason": reason.message, "reason_zh": reason.message_zh}
    return INVALID.at(place, {**facts, **texts}, line=line)


def _calls(site: Site, found: Expression, facts: dict[str, str]) -> Iterator[Problem]:
    for name in sorted(found.functions - HOST_FUNCTIONS):
        yield FUNCTION.at(site.place, facts, line=site.line, function=f"{name}()")


def _condition(site: Site, found: Expression, facts: dict[str, str]) -> Iterator[Problem]:
    if isinstance(found.tree, _NEVER_BOOLEAN):
        yield NOT_BOOLEAN.at(site.place, facts, line=site.line)
    if not found.is_literal:
        return
    try:
        value = found.evaluate({})
    except FeelError:
        return
    if not isinstance(value, bool):
        yield NOT_BOOLEAN.at(site.place, facts, line=site.line)
    else:
        yield CONSTANT.at(site.place, facts, line=site.line)


def is_prose(context: Context, found: Expression) -> bool:
    """Say whether the whole text is one name with blanks that no datum has."""
    text = " ".join(found.source.split())
    if " " not in text or found.names != {text}:
        return False
    data = {one.name for scope in context.scopes for one in scope.data_objects}
    return text not in data


def _is_feel(site: Site) -> bool:
    language = (site.language or "").lower()
    if not language or "feel" in language or language.endswith("juel"):
        return True
    # Several tools name XPath, the standard's default, whatever is written.
    return "xpath" in language and bool(MARKED.match(site.text))


@rule
def scripts(context: Context) -> Iterator[Problem]:
    """Script tasks have a FEEL script whose result goes somewhere."""
    for node in context.nodes:
        if not isinstance(node, Task) or node.type != "scriptTask":
            continue
        language = (node.script_format or "").strip()
        if not node.script:
            yield SCRIPT_MISSING.at(node)
        elif language.lower() not in FEEL_FORMATS:
            yield SCRIPT_FORMAT.at(node, line=node.script_line, language=language or "（未写明）")
        elif runs_feel(node) and not node.camunda.get("resultVariable"):
            yield SCRIPT_LOST.at(node)


def shortened(text: str) -> str:
    """Return the text on one line, cut when it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:79] + "…"
