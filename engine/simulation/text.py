"""The answer of a simulation as lines for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "result": "结果",
        "completed": "完成",
        "waiting": "等待中",
        "terminated": "已终止",
        "failed": "失败",
        "refused": "被拒绝",
        "entered": "进入",
        "cancelled": "取消",
        "error": "错误",
        "warning": "警告",
        "info": "提示",
        "problems": "问题",
        "steps": "步骤",
        "trace": "经过",
        "open": "待办",
        "timers": "定时器",
        "variables": "变量",
        "incident": "事故",
        "line": "第 {line} 行",
        "ok": "完成",
        "due": "期限",
        "fix": "怎样改",
    },
    "en": {
        "result": "Result",
        "entered": "entered",
        "problems": "Problems",
        "steps": "Steps",
        "trace": "Trace",
        "open": "Open",
        "timers": "Timers",
        "variables": "Variables",
        "incident": "Incident",
        "line": "line {line}",
        "ok": "done",
        "due": "due",
        "fix": "fix",
    },
}


def as_text(answer: Mapping[str, Any], lang: str) -> str:
    """Return the whole answer, the result first."""
    words = WORDS[lang]
    parts = {
        "problems": _problems(answer["problems"], words),
        "steps": _steps(answer["steps"], words),
        "trace": _trace(answer["trace"], words),
        "open": _open(answer["open"], words),
        "timers": (f"{item['activity']}  {item['due']}" for item in answer["timers"]),
        "variables": _variables(answer["variables"]),
        "incident": _incident(answer["incident"]),
    }
    lines = [f"{words['result']}: {_said(answer['result'], words)}"]
    for name, found in parts.items():
        told = [f"  {line}" for line in found]
        if told:
            lines += ["", f"{words[name]}:", *told]
    return "\n".join(lines)


def _said(word: str, words: Mapping[str, str]) -> str:
    return words.get(word, word)


def _problems(found: list[dict[str, Any]], words: Mapping[str, str]) -> Iterator[str]:
    for item in found:
        place = words["line"].format(line=item["line"]) + " " if item["line"] else ""
        element = f"{item['element']}: " if item["element"] else ""
        head = f"{_said(item['severity'], words)} [{item['code']}] "
        yield f"{head}{place}{element}{item['message']}"
        if item["fix"]:
            yield f"  {words['fix']}: {item['fix']}"


def _steps(steps: list[dict[str, Any]], words: Mapping[str, str]) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        yield f"{number}. {words['ok'] if step['ok'] else step['error']}"


def _trace(trace: list[dict[str, Any]], words: Mapping[str, str]) -> Iterator[str]:
    for item in trace:
        event = _said(item["event"], words)
        yield f"{item['at']}  {item['instance']}  {item['type']} {item['activity']}  {event}"


def _open(found: list[dict[str, Any]], words: Mapping[str, str]) -> Iterator[str]:
    for item in found:
        who = f"  [{', '.join(item['candidates'])}]" if item["candidates"] else ""
        due = f"  {words['due']} {item['due']}" if item["due"] else ""
        name = f" {item['name']}" if item["name"] != item["activity"] else ""
        yield f"{item['activity']}{name}{who}{due}"


def _variables(variables: Mapping[str, Any]) -> Iterator[str]:
    for name, value in variables.items():
        yield f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _incident(incident: Mapping[str, Any] | None) -> Iterator[str]:
    if incident is not None:
        where = f"{incident['activity']}: " if incident["activity"] else ""
        yield f"[{incident['code']}] {where}{incident['message']}"
