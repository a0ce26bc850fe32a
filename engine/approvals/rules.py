"""Pure rules of approval operations: what a node permits, how far back a case may go."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from bpmn.ahead import PARALLEL_GATEWAYS, leads_from, place_in, region, scopes_around
from bpmn.model import Activity, Process, Scope

REASSIGN = "reassign"
DELEGATE = "delegate"
ADD_SIGN = "addSign"
RETURN = "return"
WITHDRAW = "withdraw"
URGE = "urge"
CC = "cc"
CIRCULATE = "circulate"
RESOLVE = "resolve"
REMOVE_SIGN = "removeSign"
# What a node permits that says nothing about it.
DEFAULT = frozenset({REASSIGN, DELEGATE, ADD_SIGN, RETURN, WITHDRAW})
# What disturbs nobody's decision is permitted everywhere.
HARMLESS = frozenset({URGE, CC, CIRCULATE})
URGE_EVERY = timedelta(hours=4)
# Work of machines that cannot be taken back by taking a step back; notices can stand.
LASTING = frozenset({"serviceTask", "sendTask", "callActivity"})
NOTICES = frozenset({"notify.send"})
# Where a case can wait without a task of its own.
WAITS = frozenset(
    {"callActivity", "eventBasedGateway", "intermediateCatchEvent", "receiveTask", "subProcess"}
)


def permitted(properties: Mapping[str, str]) -> frozenset[str]:
    """Return what a node permits: its property `allow`, or the usual."""
    text = properties.get("allow")
    if text is None:
        return DEFAULT | HARMLESS
    named = {word.strip().lower() for word in text.split(",")}
    return HARMLESS | {word for word in DEFAULT if word.lower() in named}


def may_urge(last: datetime | None, now: datetime) -> bool:
    """Tell whether enough time has gone by since a task was urged last."""
    return last is None or now - last >= URGE_EVERY


def through_joins(
    scope: Scope, start: str, fired: Collection[str], since: Collection[str], ever: Collection[str]
) -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Return what lies ahead of a done step behind the joins it has helped to pass, and these.

    `fired` are the joins that have gone on since, `since` and `ever` what was done since and at
    any time. Each join comes with the flows over which the other branches had come to it.
    """
    ours = {start, *since}
    passed: dict[str, tuple[str, ...]] = {}
    reached = region(scope, start)
    waiting = [one for one in fired if one in scope.node_by_id and one not in reached]
    while found := [one for one in waiting if _sources(scope, one) & reached & ours]:
        for join in found:
            others = [
                flow.id
                for flow in scope.flows
                if flow.target == join and flow.source not in reached & ours and flow.source in ever
            ]
            passed[join] = tuple(others)
        waiting = [one for one in waiting if one not in passed]
        reached = region(scope, start, passed)
    return reached, passed


def fed_joins(scope: Scope, region: Collection[str]) -> frozenset[str]:
    """Return the joins behind a region to which something in it leads."""
    joins = {node.id for node in scope.nodes if node.type in PARALLEL_GATEWAYS} - set(region)
    return frozenset(one for one in joins if _sources(scope, one) & set(region))


def _sources(scope: Scope, target: str) -> set[str]:
    return {flow.source for flow in scope.flows if flow.target == target}


def return_targets(process: Process, activity_id: str, completed: Iterable[str]) -> list[str]:
    """Return to which completed activities an activity may be sent back, in their order.

    Those from which the case would come here again whatever the other branches do, in the
    same scope or around it; a sub-process is never entered from outside.
    """
    scopes = scopes_around(process, activity_id)
    found = []
    for one in dict.fromkeys(completed):
        scope = next((scope for scope in scopes if one in scope.node_by_id), None)
        if scope is None or one == activity_id:
            continue
        if place_in(scope, activity_id) in region(scope, one) - {one}:
            found.append(one)
    return found


def leads_straight(process: Process, target: str, activity_id: str) -> bool:
    """Tell whether a case may go straight from where it was sent back to who sent it.

    Both stand in one scope, the target is done once, and no split lies between them: a
    branch that was swept away would be missed at its join.
    """
    scope = scopes_around(process, activity_id)[0]
    node = scope.node_by_id.get(target)
    if node is None or (isinstance(node, Activity) and node.loop is not None):
        return False
    between = region(scope, target) & _behind(scope, activity_id)
    return not any(scope.node_by_id[one].type in PARALLEL_GATEWAYS for one in between)


def _behind(scope: Scope, activity_id: str) -> set[str]:
    leads = leads_from(scope)
    reached = {activity_id}
    size = 0
    while size != len(reached):
        size = len(reached)
        reached |= {source for source, targets in leads.items() if targets & reached}
    return reached
