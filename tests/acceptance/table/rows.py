"""The rows of the table of approval features, by the names they bear in the domain reference."""

from collections.abc import Callable
from typing import TypeVar

ROWS = (
    "会签",
    "或签",
    "依次审批 顺序会签",
    "票签",
    "随机/抢办 认领",
    "加签 前",
    "加签 后",
    "并加签",
    "加签 规则",
    "减签",
    "转办",
    "委派",
    "驳回到发起人 / 上一步 / 任意节点 / 终止",
    "驳回后重新提交",
    "撤回",
    "撤销",
    "终止 / 作废 / 跳转 / 唤醒",
    "催办",
    "抄送",
    "传阅",
    "已读/已阅",
    "代理/委托授权",
    "离职转办",
    "审批人去重",
    "审批人=发起人",
    "审批人为空",
    "发起人/上一步自选",
    "连续多级主管",
    "意见常用语",
    "手写签名/签章",
    "打印单",
    "流程图跟踪",
    "字段权限",
    "暂存/草稿/重新发起",
    "父子流程/并行/包容/路由/延时/触发器",
    "办理时限/超时动作",
    "黄/红灯预警",
    "督办",
    "挂起计时",
    "工作日历",
    "多终端",
)
Test = TypeVar("Test", bound=Callable[..., None])


def row(name: str) -> Callable[[Test], Test]:
    """Say which row of the table a test proves; raise `ValueError` for a name that is none."""
    if name not in ROWS:
        raise ValueError(f"{name} is no row of the table")
    return lambda test: test
