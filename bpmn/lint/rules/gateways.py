"""How gateways split and join."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Gateway

CHOOSING = ("exclusiveGateway", "inclusiveGateway")

DIRECTION_WRONG = error(
    "gateway-direction-wrong",
    (
        "网关 {label} 声明为 {direction}，却有 {incoming} 条进入、{outgoing} 条离开的连线。",
        "Gateway {label} says {direction} but has {incoming} incoming and {outgoing} outgoing "
        "flows.",
    ),
    (
        "声明的方向与连线相反，图的含义不清。",
        "The direction contradicts the flows, so the meaning is unclear.",
    ),
    (
        "改正 gatewayDirection，或改成 Unspecified。",
        "Correct gatewayDirection, or set it to Unspecified.",
    ),
    "clear-gateway-direction",
)
DIRECTION_LOOSE = error(
    "gateway-direction-loose",
    (
        "网关 {label} 声明为 {direction}，但只有 {incoming} 条进入、{outgoing} 条离开的连线。",
        "Gateway {label} says {direction} but has only {incoming} incoming and {outgoing} "
        "outgoing flows.",
    ),
    ("可能少画了连线。", "A flow may be missing."),
    (
        "补上连线，或改成 Unspecified。",
        "Draw the missing flow, or set the direction to Unspecified.",
    ),
    "clear-gateway-direction",
)
DIRECTION_UNKNOWN = error(
    "gateway-direction-unknown",
    (
        "网关 {label} 的方向 {direction} 不是标准的取值。",
        "Gateway {label} has the direction {direction}, which the standard does not know.",
    ),
    (
        "只有 Unspecified、Converging、Diverging、Mixed 有意义。",
        "Only Unspecified, Converging, Diverging and Mixed have a meaning.",
    ),
    ("改成其中之一。", "Use one of these."),
    "clear-gateway-direction",
)
DEAD_END = error(
    "gateway-dead-end",
    ("网关 {label} 没有离开的连线。", "Gateway {label} has no outgoing flow."),
    (
        "网关必须合并或分开流程；流程会停在这里。",
        "A gateway must split or join; the process would stop here.",
    ),
    ("连到下一步或结束事件。", "Lead on to the next step or an end event."),
)
OPEN_JOIN = warning(
    "gateway-open-join",
    (
        "合并网关 {label} 之后没有元素，流程在此隐式结束。",
        "Nothing follows the joining gateway {label}; the path ends here implicitly.",
    ),
    ("读图的人不知道这是结束还是遗漏。", "Readers cannot tell an end from an omission."),
    ("连到结束事件。", "Lead on to an end event."),
)
NO_EFFECT = warning(
    "gateway-without-effect",
    (
        "网关 {label} 只有一进一出，不起作用。",
        "Gateway {label} has one flow in and one out and does nothing.",
    ),
    (
        "标准要求网关合并或分开流程；可能少画了分支。",
        "The standard wants gateways to split or join; a branch may be missing.",
    ),
    ("补上分支，或删除网关。", "Draw the missing branch, or delete the gateway."),
)


@rule
def directions(context: Context) -> Iterator[Problem]:
    """The declared direction fits the flows."""
    for gateway in _gateways(context):
        incoming, outgoing = len(gateway.incoming), len(gateway.outgoing)
        facts = {"direction": gateway.direction, "incoming": incoming, "outgoing": outgoing}
        if gateway.direction not in ("Unspecified", "Converging", "Diverging", "Mixed"):
            yield DIRECTION_UNKNOWN.at(gateway, facts)
        elif _contradicts(gateway.direction, incoming, outgoing):
            yield DIRECTION_WRONG.at(gateway, facts)
        elif _is_short(gateway.direction, incoming, outgoing):
            yield DIRECTION_LOOSE.at(gateway, facts)


def _contradicts(direction: str, incoming: int, outgoing: int) -> bool:
    return (direction == "Converging" and outgoing > 1) or (
        direction == "Diverging" and incoming > 1
    )


def _is_short(direction: str, incoming: int, outgoing: int) -> bool:
    needs = {"Converging": (2, 0), "Diverging": (0, 2), "Mixed": (2, 2)}.get(direction, (0, 0))
    return incoming < needs[0] or outgoing < needs[1]


@rule
def degrees(context: Context) -> Iterator[Problem]:
    """A gateway splits or joins."""
    for gateway in _gateways(context):
        incoming, outgoing = len(gateway.incoming), len(gateway.outgoing)
        if gateway.type == "eventBasedGateway":
            continue
        if outgoing == 0:
            yield (OPEN_JOIN if incoming > 1 else DEAD_END).at(gateway)
        elif incoming == 1 and outgoing == 1:
            yield NO_EFFECT.at(gateway)


def _gateways(context: Context) -> Iterator[Gateway]:
    for node in context.nodes:
        if isinstance(node, Gateway):
            yield node
