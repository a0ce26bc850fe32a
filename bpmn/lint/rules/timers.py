"""Times: ISO 8601 or FEEL, of the kind the timer says."""

import re
from collections.abc import Iterator
from datetime import datetime

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule
from bpmn.lint.rules.expressions import PROSE, invalid, is_prose, shortened
from bpmn.lint.sites import MARKED, timers
from bpmn.model import Activity, Event, Expression
from engine.kernel.feel import FeelSyntaxError, parse

_SPAN = re.compile(
    r"P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?"
    r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:[.,]\d+)?S)?)?",
    re.ASCII,
)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?", re.ASCII)
_CRON = re.compile(r"(\S+\s+){4,6}\S+")
_LOOKS_ISO = re.compile(r"[+-]?(P[\dT]|R\d*/|\d{4}-\d|\d{1,2}:\d|PT?$)")
_KINDS = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}
_EXAMPLES = {
    "date": "2026-12-31T18:00:00+08:00",
    "duration": "PT2H, P3D",
    "cycle": "R3/PT1H, R/P1D",
}

BAD_TIME = error(
    "timer-invalid",
    (
        "定时事件 {label} 的 {kind} 无法识别：{text}",
        "The {kind} of timer {label} cannot be read: {text}",
    ),
    (
        "不知道何时触发，流程会在此报错停住。",
        "Nobody knows when it fires; the process would stop with an incident.",
    ),
    (
        "按 ISO 8601 书写（{example}），或用 FEEL 表达式。",
        "Write ISO 8601 ({example}) or a FEEL expression.",
    ),
)
WRONG_KIND = error(
    "timer-wrong-kind",
    (
        "定时事件 {label} 的 {kind} 写的是{actual_zh}：{text}",
        "The {kind} of timer {label} holds a {actual}: {text}",
    ),
    ("种类不符，触发时间会完全不同。", "The kind decides when it fires."),
    ("改用 {wanted}，或写成 {example}。", "Use {wanted}, or write {example}."),
)
CRON = error(
    "unsupported-cron",
    (
        "定时事件 {label} 用 cron 表达式 {text}，不支持。",
        "Timer {label} uses the cron expression {text}, which is not supported.",
    ),
    ("各工具对 cron 的理解不同。", "Tools read cron differently."),
    (
        "改成 ISO 8601 循环，如 R/2026-01-01T09:00+08:00/P1D。",
        "Use an ISO 8601 cycle such as R/2026-01-01T09:00+08:00/P1D.",
    ),
)
BAD_DUE = error(
    "due-date-invalid",
    ("{label} 的 {kind} 无法识别：{text}", "The {kind} of {label} cannot be read: {text}"),
    ("任务没有期限，提醒和升级都不会发生。", "The task has no deadline; nobody is reminded."),
    (
        "按 ISO 8601 书写（{example}），或用 FEEL 表达式。",
        "Write ISO 8601 ({example}) or a FEEL expression.",
    ),
)
_ACTUAL = {
    "date": ("时间点", "moment"),
    "duration": ("时长", "duration"),
    "cycle": ("循环", "cycle"),
}


@rule
def timer_values(context: Context) -> Iterator[Problem]:
    """Each timer holds a time of its kind, or an expression for one."""
    for event, kind, value in timers(context):
        text = value.text
        facts = {"kind": _KINDS[kind], "text": shortened(text), "example": _EXAMPLES[kind]}
        actual = kind_of(text)
        if actual == kind or (kind == "cycle" and actual == "duration"):
            continue
        if actual in _ACTUAL:
            zh, en = _ACTUAL[actual]
            words = {**facts, "actual_zh": zh, "actual": en, "wanted": _KINDS[actual]}
            yield WRONG_KIND.at(event, words, line=value.line)
        elif actual == "cron" and kind == "cycle":
            yield CRON.at(event, facts, line=value.line)
        elif actual != "feel":
            yield BAD_TIME.at(event, facts, line=value.line)
        else:
            yield from _feel_problems(context, event, value, {**facts, "purpose": _KINDS[kind]})


def _feel_problems(
    context: Context, event: Event, value: Expression, facts: dict[str, str]
) -> Iterator[Problem]:
    try:
        found = parse(value.text)
    except FeelSyntaxError as reason:
        yield invalid(event, value.line, facts, reason)
        return
    if is_prose(context, found):
        yield PROSE.at(event, facts, line=value.line)


def kind_of(text: str) -> str:
    """Return date, duration, cycle, cron, feel or bad."""
    text = text.strip()
    if MARKED.match(text):
        return "feel"
    if _SPAN.fullmatch(text):
        return "duration"
    if _MOMENT.fullmatch(text):
        return "date" if is_moment(text) else "bad"
    if text.startswith("R") and "/" in text and re.match(r"R\d*/", text):
        return "cycle" if _is_cycle(text) else "bad"
    if _CRON.fullmatch(text) and not re.search(r"[()\"]|[A-Za-z_]{4,}", text):
        return "cron"
    return "bad" if _LOOKS_ISO.match(text) else "feel"


def is_moment(text: str) -> bool:
    """Say whether the text is a date or a date with a time of day."""
    plain = re.sub(r"@[\w/]+$|\[[\w/]+\]$", "", text.strip())
    try:
        datetime.fromisoformat(plain.replace(" ", "T", 1))
    except ValueError:
        return False
    return True


def _is_cycle(text: str) -> bool:
    times, _, rest = text.partition("/")
    first, _, second = rest.partition("/")
    every = second or first
    if times != "R" and int(times[1:]) == 0:
        return False
    if not _SPAN.fullmatch(every) or not re.search(r"[1-9]", every):
        # The standard also allows an end: R3/PT10M/2026-12-31.
        return False
    return not second or is_moment(first)


@rule
def due_dates(context: Context) -> Iterator[Problem]:
    """Due and follow-up dates are moments, durations or expressions."""
    for node in context.activities():
        for name in ("dueDate", "followUpDate"):
            text = node.camunda.get(name, "")
            if text:
                yield from _due_problems(node, name, text)


def _due_problems(node: Activity, name: str, text: str) -> Iterator[Problem]:
    facts = {"kind": name, "text": shortened(text), "example": "P3D, 2026-12-31T18:00+08:00"}
    kind = kind_of(text)
    if kind in ("date", "duration"):
        return
    if kind != "feel":
        yield BAD_DUE.at(node, facts)
        return
    try:
        parse(text)
    except FeelSyntaxError as reason:
        yield invalid(node, node.line, {**facts, "purpose": name}, reason)
