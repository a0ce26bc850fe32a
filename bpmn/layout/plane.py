"""Draws whole files: pools and lanes around their processes, message flows between them."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.layout.routes import tidy
from bpmn.layout.scope import Bands, ScopePlanner
from bpmn.layout.shapes import Box, Plan, Point
from bpmn.model import Collaboration, Definitions, Lane, MessageFlow, Process

HEAD = 30.0
MARGIN = 80.0
POOL_GAP = 60.0
BLACK_BOX = 60.0
LEAST_WIDTH = 400.0


def planes(model: Definitions) -> list[tuple[str, Plan]]:
    """Return what each drawing shows and where everything is on it."""
    made: list[tuple[str, Plan]] = []
    shown: set[str] = set()
    for collaboration in model.collaborations:
        if collaboration.participants:
            made.append((collaboration.id, _pools(model, collaboration)))
            shown |= {one.process_ref or "" for one in collaboration.participants}
    for process in model.processes:
        if process.id not in shown:
            plan = Plan()
            plan.include(_process(process), MARGIN, MARGIN)
            made.append((process.id, plan))
    return made


def _pools(model: Definitions, collaboration: Collaboration) -> Plan:
    plan = Plan()
    inner = {
        pool.id: _process(process)
        for pool in collaboration.participants
        if pool.process_ref and (process := model.process(pool.process_ref)) is not None
    }
    width = max((one.width for one in inner.values()), default=0.0)
    width = max(width, LEAST_WIDTH) + HEAD
    y = MARGIN
    for pool in collaboration.participants:
        found = inner.get(pool.id)
        height = found.height if found else BLACK_BOX
        plan.boxes[pool.id] = Box(MARGIN, y, width, height)
        plan.flat.add(pool.id)
        if found:
            plan.include(found, MARGIN + HEAD, y)
            _widen(plan, model, pool.process_ref or "", MARGIN + width)
        y += height + POOL_GAP
    for flow in collaboration.message_flows:
        line = _message_line(plan, flow)
        if line:
            plan.lines[flow.id] = line
    return plan


def _widen(plan: Plan, model: Definitions, process_id: str, right: float) -> None:
    """Let the lanes of a process reach the right edge of its pool."""
    process = model.process(process_id)
    for lane_set in process.lane_sets if process else ():
        for lane in _all(lane_set.lanes):
            box = plan.boxes.get(lane.id)
            if box is not None:
                plan.boxes[lane.id] = Box(box.x, box.y, right - box.x, box.height)


def _process(process: Process) -> Plan:
    """Return the plan of a process with its lanes."""
    lanes = process.lane_sets[0].lanes if process.lane_sets else ()
    leaves = [lane for lane in _all(lanes) if not lane.lanes]
    bands = {ref: number for number, lane in enumerate(leaves) for ref in lane.node_refs}
    planner = ScopePlanner(process, bands, max(1, len(leaves)))
    inner = planner.make()
    if not leaves:
        return inner
    depth = max(_depths(lanes))
    plan = Plan()
    plan.width, plan.height = inner.width + depth * HEAD, inner.height
    shift = depth * HEAD
    _draw_lanes(plan, lanes, planner.bands, leaves, 0)
    plan.include(inner, shift, 0)
    return plan


def _draw_lanes(
    plan: Plan, lanes: tuple[Lane, ...], bands: Bands, leaves: list[Lane], level: int
) -> None:
    for lane in lanes:
        own = [number for number, leaf in enumerate(leaves) if leaf in (lane, *_all(lane.lanes))]
        top, bottom = bands.edges[own[0]][0], bands.edges[own[-1]][1]
        x = level * HEAD
        plan.boxes[lane.id] = Box(x, top, plan.width - x, bottom - top)
        plan.flat.add(lane.id)
        _draw_lanes(plan, lane.lanes, bands, leaves, level + 1)


def _all(lanes: tuple[Lane, ...]) -> Iterator[Lane]:
    for lane in lanes:
        yield lane
        yield from _all(lane.lanes)


def _depths(lanes: tuple[Lane, ...], level: int = 1) -> Iterator[int]:
    for lane in lanes:
        yield level
        yield from _depths(lane.lanes, level + 1)


def _message_line(plan: Plan, flow: MessageFlow) -> list[Point]:
    start, end = plan.boxes.get(flow.source), plan.boxes.get(flow.target)
    if start is None or end is None:
        return []
    x1, x2 = start.middle[0], end.middle[0]
    # A pool is met where the other end stands.
    if start.height >= BLACK_BOX and start.width >= LEAST_WIDTH:
        x1 = x2
    elif end.height >= BLACK_BOX and end.width >= LEAST_WIDTH:
        x2 = x1
    down = start.middle[1] <= end.middle[1]
    y1, y2 = (start.bottom, end.y) if down else (start.y, end.bottom)
    half = (y1 + y2) / 2
    return tidy([(x1, y1), (x1, half), (x2, half), (x2, y2)])
