"""Says of each element whether it executes, is ignored, or is refused, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bpmn.lint.problem import FileReport
from bpmn.model import Definitions, Lane, Scope
from bpmn.texts import Text

EXECUTES, IGNORED, REFUSED = "executes", "ignored", "refused"
_RUNS = Text("", "")
_NOTES = Text("只作说明，不影响执行。", "It explains and changes nothing when run.")
_LANES = Text(
    "泳道划分职责，办理人由候选组决定。", "Lanes show duties; candidate groups decide who works."
)
_POOLS = Text("泳池之间的通信由消息事件完成。", "Message events do the talking between pools.")
_STORES = Text(
    "数据存储只作说明，数据在流程变量中。", "Data stores explain; data live in process variables."
)
_DRAWN = Text("所在流程不可执行，只作说明。", "Its process is not executable and only explains.")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of one element."""

    element: str
    name: str
    type: str
    line: int
    verdict: str
    why: Text

    def as_json(self, lang: str = "zh") -> dict[str, Any]:
        """Return the verdict as the command line prints it."""
        return {
            "element": self.element,
            "name": self.name or None,
            "type": self.type,
            "line": self.line,
            "verdict": self.verdict,
            "why": self.why.in_language(lang) or None,
        }


def verdicts(model: Definitions, report: FileReport) -> list[Verdict]:
    """Return the verdict on every element of a file, from its report."""
    refused = {one.element: one.message for one in reversed(report.errors) if one.element}
    found = [
        _judged(element, kind, why, refused)
        for element, kind, why in (*_inside(model), *_around(model))
        if element.id
    ]
    return sorted(found, key=lambda one: one.line)


def _judged(element: Any, kind: str, why: Text | None, refused: dict[str, Text]) -> Verdict:
    verdict, reason = (IGNORED, why) if why is not None else (EXECUTES, _RUNS)
    if element.id in refused:
        verdict, reason = REFUSED, refused[element.id]
    return Verdict(
        element=element.id,
        name=getattr(element, "name", ""),
        type=kind,
        line=element.line,
        verdict=verdict,
        why=reason,
    )


def _inside(model: Definitions) -> Iterator[tuple[Any, str, Text | None]]:
    runs = any(process.is_executable for process in model.processes)
    for process in model.processes:
        drawn = _DRAWN if runs and process.is_executable is False else None
        yield process, "process", drawn
        for scope in process.walk_scopes():
            for element in (*scope.nodes, *scope.flows):
                yield element, element.type, drawn
            yield from _surroundings(scope, drawn)


def _surroundings(scope: Scope, drawn: Text | None) -> Iterator[tuple[Any, str, Text | None]]:
    for datum in scope.data_objects:
        yield datum, "dataObject", drawn
    for picture in scope.data_references:
        is_store = picture.type == "dataStoreReference"
        yield picture, picture.type, _STORES if is_store else drawn
    for artifact in scope.artifacts:
        wires = artifact.type == "association" and _is_wiring(scope, artifact.source)
        yield artifact, artifact.type, drawn if wires else _NOTES
    for lane_set in scope.lane_sets:
        for lane in _lanes(lane_set.lanes):
            yield lane, "lane", _LANES


def _is_wiring(scope: Scope, source: str | None) -> bool:
    """Say whether an association leads from a compensation event to its handler."""
    node = scope.node_by_id.get(source or "")
    return node is not None and getattr(node, "trigger", "") == "compensate"


def _around(model: Definitions) -> Iterator[tuple[Any, str, Text | None]]:
    for collaboration in model.collaborations:
        for element in (*collaboration.participants, *collaboration.message_flows):
            yield element, element.type, _POOLS
        for artifact in collaboration.artifacts:
            yield artifact, artifact.type, _NOTES
    for store in model.data_stores:
        yield store, "dataStore", _STORES


def _lanes(lanes: tuple[Lane, ...]) -> Iterator[Lane]:
    for lane in lanes:
        yield lane
        yield from _lanes(lane.lanes)
