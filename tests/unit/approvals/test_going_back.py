"""What lies ahead of a node, how far back a case may go, and what a node permits."""

from datetime import UTC, datetime, timedelta

import pytest

from bpmn.ahead import region
from bpmn.model import FlowNode, Process, SequenceFlow, SubProcess
from engine.approvals import rules

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


def _flows(pairs: str) -> tuple[SequenceFlow, ...]:
    ends = [pair.split(">") for pair in pairs.split()]
    return tuple(SequenceFlow(id=f"{a}_{b}", source=a, target=b) for a, b in ends)


def _nodes(names: str, gateways: str = "") -> tuple[FlowNode, ...]:
    tasks = [FlowNode(id=name, type="userTask") for name in names]
    joins = [FlowNode(id=name, type="parallelGateway") for name in gateways]
    return (*tasks, *joins)


# a, then b beside c and d, then z; from z a loop leads back to a.
BRANCHES = Process(
    id="p", nodes=_nodes("abcdz", "fj"), flows=_flows("a>f f>b f>c c>d b>j d>j j>z z>a")
)
INNER = SubProcess(id="s", nodes=_nodes("xy"), flows=_flows("x>y"))
NESTED = Process(id="p", nodes=(*_nodes("az"), INNER), flows=_flows("a>s s>z"))


@pytest.mark.parametrize(
    ("start", "ahead"),
    [("c", "cd"), ("b", "b"), ("a", "abcdfjz"), ("z", "abcdfjz")],
)
def test_nothing_behind_a_join_lies_ahead_of_a_single_branch(start: str, ahead: str) -> None:
    assert region(BRANCHES, start) == set(ahead)


@pytest.mark.parametrize(
    ("here", "done", "targets"),
    [
        ("d", "abc", ["a", "c"]),
        ("b", "acd", ["a"]),
        ("z", "abcd", ["a"]),
        ("a", "abcdz", ["z"]),
        ("c", "", []),
    ],
)
def test_a_case_goes_back_where_it_would_come_here_again(
    here: str, done: str, targets: list[str]
) -> None:
    assert rules.return_targets(BRANCHES, here, done) == targets


@pytest.mark.parametrize(
    ("here", "done", "targets"), [("y", "ax", ["a", "x"]), ("z", "axy", ["a"])]
)
def test_a_sub_process_is_left_but_never_entered(here: str, done: str, targets: list[str]) -> None:
    assert rules.return_targets(NESTED, here, done) == targets


@pytest.mark.parametrize(
    ("target", "here", "straight"), [("c", "d", True), ("a", "d", False), ("a", "z", False)]
)
def test_a_case_goes_straight_only_where_no_branch_is_missed(
    target: str, here: str, straight: bool
) -> None:
    assert rules.leads_straight(BRANCHES, target, here) is straight


@pytest.mark.parametrize(
    ("properties", "operation", "is_permitted"),
    [
        ({}, "return", True),
        ({"allow": "reassign,delegate,comment,addsign"}, "addSign", True),
        ({"allow": "reassign"}, "return", False),
        ({"allow": ""}, "reassign", False),
        ({"allow": ""}, "urge", True),
    ],
)
def test_a_node_permits_what_it_names(
    properties: dict[str, str], operation: str, is_permitted: bool
) -> None:
    assert (operation in rules.permitted(properties)) is is_permitted


@pytest.mark.parametrize(("hours", "may"), [(3.99, False), (4, True)])
def test_haste_is_asked_for_every_four_hours(hours: float, may: bool) -> None:
    assert rules.may_urge(NOW - timedelta(hours=hours), NOW) is may


def test_a_first_urging_needs_no_waiting() -> None:
    assert rules.may_urge(None, NOW)
