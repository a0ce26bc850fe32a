"""What an incident means, in Chinese; the runtime's own words are English."""

from __future__ import annotations

from collections.abc import Mapping

HEADS: Mapping[str, str] = {
    "called-process-has-no-start": "被调用的流程没有可用的开始事件",
    "called-process-unknown": "找不到被调用的流程",
    "cancel-outside-transaction": "取消事件不在事务中",
    "collection-not-a-list": "多实例的集合不是列表",
    "condition-not-boolean": "条件的结果既不是真也不是假",
    "correlation-empty": "消息的关联键为空",
    "decision-failed": "决策无法得出结果",
    "decision-unknown": "找不到决策",
    "due-date-invalid": "到期时间无法识别",
    "error-not-caught": "错误没有被任何事件捕获",
    "expression-error": "表达式无法求值",
    "limit-call-depth": "调用层数超过上限",
    "limit-memory": "这一步需要的内存过多",
    "limit-seconds": "一次推进的时间超过上限",
    "limit-state-size": "实例的数据超过上限",
    "limit-steps": "一次推进的自动步数超过上限，可能是死循环",
    "limit-tokens": "令牌数超过上限",
    "link-without-target": "链接事件没有对应的捕获事件",
    "no-flow-taken": "没有一条出口的条件成立，也没有默认出口",
    "not-a-number-of-times": "重复次数不是整数",
    "priority-invalid": "优先级不是整数",
    "service-failed": "服务调用失败",
    "timer-invalid": "定时时间无法识别",
    "timer-out-of-range": "定时时间超出日历范围",
    "value-not-storable": "变量的值无法保存",
}


def told(code: str, message: str, lang: str) -> str:
    """Return the message of an incident, in Chinese with the runtime's words behind."""
    head = HEADS.get(code)
    return message if lang.startswith("en") or head is None else f"{head}：{message}"
