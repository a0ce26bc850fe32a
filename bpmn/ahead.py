"""What lies ahead of an element of a diagram, in the scope it stands in."""

from collections import defaultdict
from collections.abc import Collection

from bpmn.model import Event, Process, Scope, SubProcess

PARALLEL_GATEWAYS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


def scopes_around(process: Process, activity_id: str) -> list[Scope]:
    """Return the scopes that hold an element, the nearest first."""
    holder = {node.id: scope for scope in process.walk_scopes() for node in scope.nodes}
    found: list[Scope] = []
    here = holder.get(activity_id)
    while here is not None:
        found.append(here)
        here = holder.get(here.id)
    return found


def place_in(scope: Scope, activity_id: str) -> str:
    """Return the element of a scope that is the activity or holds it; nothing when none does."""
    for node in scope.nodes:
        if node.id == activity_id:
            return node.id
        if isinstance(node, SubProcess) and any(n.id == activity_id for n in node.walk_nodes()):
            return node.id
    return ""


def region(scope: Scope, start: str, passed: Collection[str] = ()) -> frozenset[str]:
    """Return what lies ahead of an element, itself included, as far as it alone leads.

    A parallel or inclusive join is ahead only when all its branches are: from within one
    branch nothing behind the join is reached, for the other branches lead there too. The
    joins that were `passed` do not hold back.
    """
    leads = leads_from(scope)
    into: dict[str, set[str]] = defaultdict(set)
    for source, targets in leads.items():
        for target in targets:
            into[target].add(source)
    joins = {n.id for n in scope.nodes if n.type in PARALLEL_GATEWAYS and len(into[n.id]) > 1}
    reached = {start}
    growing = True
    while growing:
        ahead = {target for source in reached for target in leads.get(source, ())} - reached
        new = {one for one in ahead if one not in joins or one in passed or into[one] <= reached}
        reached |= new
        growing = bool(new)
    return frozenset(reached)


def leads_from(scope: Scope) -> dict[str, set[str]]:
    """Return where each element of a scope leads, over flows and the events attached to it."""
    leads: dict[str, set[str]] = defaultdict(set)
    for flow in scope.flows:
        leads[flow.source].add(flow.target)
    for node in scope.nodes:
        if isinstance(node, Event) and node.attached_to:
            leads[node.attached_to].add(node.id)
    return leads
