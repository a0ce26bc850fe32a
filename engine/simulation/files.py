"""The files of a simulation: judged by the linter, then made ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn import dmn
from bpmn.reader import read
from engine.simulation.documents import DECISIONS, is_diagram, judge
from engine.simulation.problems import Problem, reason
from engine.workflow import Definition, compile_definition


@dataclass(frozen=True)
class Loaded:
    """What the files hold; when they are refused, only their problems."""

    refused: bool
    problems: list[dict[str, Any]]
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    decisions: Mapping[str, Any] = field(default_factory=dict)


def load_files(files: Mapping[str, bytes], lang: str) -> Loaded:
    """Lint all files together; compile their executable processes unless one has an error."""
    reports = judge(files)
    problems = [found.as_json(lang) for report in reports for found in report.problems]
    diagrams = [name for name in files if is_diagram(name)]
    if not diagrams:
        problems.append(Problem("error", "no-diagram", reason("no-diagram")).as_json(lang))
    if not diagrams or not all(report.executable for report in reports):
        return Loaded(True, problems)
    return Loaded(False, problems, _definitions(files, diagrams), _decisions(files))


def _definitions(files: Mapping[str, bytes], diagrams: list[str]) -> dict[str, Definition]:
    return {
        process.id: compile_definition(files, process.id)
        for name in diagrams
        for process in read(files[name], name).processes
        if process.is_executable
    }


def _decisions(files: Mapping[str, bytes]) -> dict[str, Any]:
    models = [dmn.read(files[name], name) for name in files if name.lower().endswith(DECISIONS)]
    return {decision: model for model in models for decision in model.decisions}
