"""What an incident means and what to do about it, in both languages of the house."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.texts import Text
from engine.workflow.results import IncidentRecord

_DETAIL = Text("“{element}”出错：{detail}", "“{element}” failed: {detail}")

_TEXTS: Mapping[str, Text] = {
    "called-process-has-no-start": Text(
        "“{element}”调用的流程没有普通开始事件。请在被调用流程中添加一个。",
        "The process “{element}” calls has no none start event. Add one to it.",
    ),
    "called-process-unknown": Text(
        "“{element}”调用的流程 {process} 不存在。请先部署该流程。",
        "The process {process} that “{element}” calls does not exist. Deploy it first.",
    ),
    "collection-not-a-list": Text(
        "“{element}”的集合不是列表：{detail}",
        "The collection of “{element}” is no list: {detail}",
    ),
    "condition-not-boolean": Text(
        "“{element}”的条件 {expression} 的结果既不是真也不是假。",
        "The condition {expression} at “{element}” is neither true nor false.",
    ),
    "correlation-empty": Text(
        "“{element}”的关联键为空，消息无法找到该实例。请先设置相应变量。",
        "The correlation key of “{element}” is null; no message could find it. Set its variable.",
    ),
    "decision-failed": Text(
        "“{element}”的决策失败：{detail}", "The decision of “{element}” failed: {detail}"
    ),
    "decision-unknown": Text(
        "“{element}”使用的决策 {decision} 不存在。请一并部署 DMN 文件。",
        "The decision {decision} of “{element}” does not exist. Deploy its DMN file too.",
    ),
    "error-not-caught": Text(
        "“{element}”抛出错误 {error_code}，没有任何事件捕获它。请添加错误边界事件。",
        "“{element}” threw the error {error_code} and nothing catches it. Add an error event.",
    ),
    "expression-error": Text(
        "“{element}”的表达式无法计算：{detail}",
        "An expression of “{element}” cannot be evaluated: {detail}",
    ),
    "limit-call-depth": Text(
        "“{element}”：调用嵌套超过 {limit} 层。流程是否在调用自身？",
        "“{element}”: calls are nested more than {limit} deep. Does a process call itself?",
    ),
    "limit-memory": Text(
        "“{element}”需要的内存过多。", "“{element}” needs too much memory for one step."
    ),
    "limit-seconds": Text(
        "“{element}”处一次推进超过 {limit} 秒。请检查循环、集合的大小和表达式。",
        "The move took longer than {limit} seconds, at “{element}”. Check loops and collections.",
    ),
    "limit-state-size": Text(
        "实例数据超过 {limit} 字节。请把大文件存为附件，变量中只留编号。",
        "The data of the instance exceeds {limit} bytes. Keep documents elsewhere, ids here.",
    ),
    "limit-steps": Text(
        "“{element}”处一次推进超过 {limit} 个自动步骤。图中是否有没有等待的循环？",
        "More than {limit} automatic steps in one move, at “{element}”. Is it an endless loop?",
    ),
    "limit-tokens": Text(
        "“{element}”处同时打开的令牌超过 {limit} 个。",
        "More than {limit} tokens would be open at once, at “{element}”.",
    ),
    "no-flow-taken": Text(
        "“{element}”的出口条件都不满足，也没有默认路径。请添加默认路径或检查变量。",
        "No flow out of “{element}” has a true condition and none is default. Add a default flow.",
    ),
    "not-a-number-of-times": Text(
        "“{element}”的次数无效：{detail}", "The number of times of “{element}” is none: {detail}"
    ),
    "service-failed": Text(
        "“{element}”的服务调用失败：{detail}。可以重试。",
        "The service call of “{element}” failed: {detail}. It can be tried again.",
    ),
    "timer-invalid": Text(
        "“{element}”的定时值无效：{detail}", "The timer of “{element}” has no valid time: {detail}"
    ),
    "unknown-reference": Text(
        "“{element}”引用的 {kind} {key} 不存在。",
        "The {kind} {key} that “{element}” refers to does not exist.",
    ),
    "value-not-storable": Text(
        "“{element}”的结果无法保存：{detail}", "A value of “{element}” cannot be kept: {detail}"
    ),
}


def incident_text(record: IncidentRecord) -> Text:
    """Return what happened, where, and the way out."""
    facts = {
        **record.facts,
        "element": record.name or record.activity,
        "detail": record.message,
    }
    return _TEXTS.get(record.code, _DETAIL).filled(facts)
