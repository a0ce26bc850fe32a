"""What a simulation tells people, in both languages of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpmn.texts import Text


@dataclass(frozen=True)
class Problem:
    """One finding, shaped like those of the linter."""

    severity: str
    code: str
    text: Text
    line: int | None = None
    element: str | None = None
    fix: Text | None = None

    @property
    def message(self) -> str:
        """Return what is wrong, in English."""
        return self.text.en

    def as_json(self, lang: str) -> dict[str, Any]:
        """Return the finding with the keys scripts rely on."""
        return {
            "severity": self.severity,
            "code": self.code,
            "line": self.line,
            "element": self.element,
            "name": None,
            "message": self.text.in_language(lang),
            "why": None,
            "fix": self.fix.in_language(lang) if self.fix else None,
            "quickfix": None,
        }


def problem(code: str, **facts: Any) -> Problem:
    """Return the error of that code with its facts filled in."""
    line = facts.get("line")
    return Problem("error", code, _filled(code, facts), line=line, fix=FIXES.get(code))


def warning(code: str, **facts: Any) -> Problem:
    """Return the warning of that code with its facts filled in."""
    return Problem("warning", code, _filled(code, facts), fix=FIXES.get(code))


def remark(code: str, **facts: Any) -> Problem:
    """Return something worth knowing about a run that went well."""
    text = _filled(code if code in TEXTS else "remark", {"note": code, **facts})
    return Problem("info", code, text, element=facts.get("activity"))


def reason(code: str, **facts: Any) -> Text:
    """Return why something could not be done."""
    return _filled(code, facts)


def _filled(code: str, facts: Mapping[str, Any]) -> Text:
    ours = {name: _in_chinese(str(fact)) for name, fact in facts.items() if name in OUR_WORDS}
    return Text(TEXTS[code].filled({**facts, **ours}).zh, TEXTS[code].filled(facts).en)


def _in_chinese(fact: str) -> str:
    if fact.startswith("step "):
        return f"第 {fact.removeprefix('step ')} 步"
    return CHINESE.get(fact, fact)


# The words the reader of scripts puts into its findings, by the facts that hold them.
OUR_WORDS = frozenset({"where", "wanted", "found", "status"})
CHINESE: Mapping[str, str] = {
    "the script": "脚本",
    "text": "文本",
    "empty text": "空文本",
    "list": "列表",
    "object": "对象",
    "number": "数",
    "null": "空值（null）",
    "true/false": "真假值",
    "completed": "已完成",
    "terminated": "已终止",
    "failed": "已失败",
}
TEXTS: Mapping[str, Text] = {
    "script-unreadable": Text(
        "读不到步骤脚本“{file}”：{detail}",
        "The step script {file} cannot be read: {detail}",
    ),
    "script-not-utf8": Text(
        "步骤脚本不是 UTF-8 文本（第 {position} 个字节处）",
        "The step script is not UTF-8 text (at byte {position})",
    ),
    "script-not-json": Text(
        "步骤脚本不是有效的 JSON：第 {line} 行第 {column} 列：{detail}",
        "The step script is not valid JSON: line {line}, column {column}: {detail}",
    ),
    "script-too-deep": Text("步骤脚本嵌套过深", "The step script is nested too deeply to be read"),
    "script-number": Text(
        "步骤脚本里的“{value}”不是数", "{value} in the step script is not a number"
    ),
    "script-doubled-key": Text(
        "步骤脚本里同一对象中“{key}”写了两次",
        "The key “{key}” is written twice in one object of the step script",
    ),
    "script-not-object": Text(
        "步骤脚本应是一个 JSON 对象，现在是：{found}",
        "The step script must be a JSON object, not: {found}",
    ),
    "script-missing": Text("{where}：缺少“{key}”", "{where}: “{key}” is missing"),
    "script-key": Text(
        "{where}：不认识“{key}”；可用的有：{known}",
        "{where}: unknown key “{key}”; known are: {known}",
    ),
    "script-type": Text(
        "{where}：“{key}”应为 {wanted}，现在是 {found}",
        "{where}: “{key}” must be {wanted}, not {found}",
    ),
    "script-step-type": Text(
        "{where}：一步应是一个对象，现在是 {found}",
        "{where}: a step must be an object, not {found}",
    ),
    "script-step-unknown": Text(
        "{where}：没有说做什么（只有：{found}）",
        "{where}: it does not say what to do (it has only: {found})",
    ),
    "script-step-ambiguous": Text(
        "{where}：一步只能做一件事，现在有：{found}",
        "{where}: a step does one thing, this one has: {found}",
    ),
    "script-duration": Text(
        "{where}：“{value}”不是 ISO 8601 时长", "{where}: “{value}” is not an ISO 8601 duration"
    ),
    "script-moment": Text(
        "{where}：“{value}”不是 ISO 8601 日期时间",
        "{where}: “{value}” is not an ISO 8601 date and time",
    ),
    "script-process": Text(
        "{where}：给出的文件里没有可执行的流程“{value}”；有：{known}",
        "{where}: the given files have no executable process “{value}”; they have: {known}",
    ),
    "script-too-long": Text(
        "步骤脚本有 {found} 步，最多 {limit} 步",
        "The step script has {found} steps, at most {limit} are run",
    ),
    "step-no-activity": Text(
        "没有正在等待完成的“{activity}”；正在等待的有：{open}",
        "No “{activity}” waits to be completed; waiting are: {open}",
    ),
    "step-no-instance": Text(
        "没有实例“{instance}”；有：{known}",
        "There is no instance “{instance}”; there are: {known}",
    ),
    "step-instance-taken": Text(
        "实例名“{instance}”已被占用", "The instance name “{instance}” is taken already"
    ),
    "step-instance-ended": Text(
        "实例“{instance}”已结束（{status}）",
        "The instance “{instance}” has already ended ({status})",
    ),
    "step-no-receiver": Text(
        "没有谁在等待消息“{name}”；正在等待的消息有：{open}",
        "Nobody waits for the message “{name}”; awaited are: {open}",
    ),
    "step-no-plain-start": Text(
        "流程“{process}”没有普通的开始事件，不能直接启动",
        "The process “{process}” has no plain start event and cannot be started directly",
    ),
    "step-beyond-calendar": Text(
        "推进 {value} 超出了日历范围", "Advancing by {value} leaves the calendar"
    ),
    "step-refused": Text("运行引擎拒绝：{detail}", "The runtime refused: {detail}"),
    "limit-moves": Text(
        "模拟超过了 {limit} 次推进的上限，已停止",
        "The simulation was stopped at its limit of {limit} moves",
    ),
    "limit-instances": Text(
        "模拟超过了 {limit} 个实例的上限，已停止",
        "The simulation was stopped at its limit of {limit} instances",
    ),
    "sla-natural-time": Text(
        "模拟里没有时限政策“{policy}”的数据，按自然时间 {span} 计算",
        "The simulation has no data of the policy “{policy}” and takes {span} of natural time",
    ),
    "timer-start": Text(
        "“{activity}”的定时开始时间无法确定：{detail}",
        "The start time of “{activity}” cannot be worked out: {detail}",
    ),
    "no-diagram": Text("没有给出 BPMN 文件", "No BPMN file was given"),
    "remark": Text("“{activity}”:{note}", "“{activity}”: {note}"),
    "internal-error": Text(
        "模拟器内部错误（{detail}）；请把文件和脚本交给开发者",
        "Internal error of the simulator ({detail}); please report it with the files",
    ),
}

FIXES: Mapping[str, Text] = {
    "script-step-unknown": Text(
        "每一步写 complete、message、signal、advance 或 start 之一",
        "Write one of complete, message, signal, advance or start in each step",
    ),
    "script-step-ambiguous": Text("把它拆成几步", "Split it into several steps"),
    "script-duration": Text("例如 PT2H、P1D、P1M", "Write for example PT2H, P1D or P1M"),
    "script-moment": Text(
        "例如 2026-11-02T09:00:00+08:00", "Write for example 2026-11-02T09:00:00+08:00"
    ),
    "script-missing": Text("补上它", "Add it"),
    "limit-moves": Text(
        "检查循环的定时器以及流程之间来回发送的消息和信号",
        "Look for cyclic timers and for messages or signals that processes send to each other",
    ),
    "limit-instances": Text(
        "检查互相启动的流程", "Look for processes that start each other without end"
    ),
}
