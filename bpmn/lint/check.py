"""Checks files: reads them, applies every rule and sorts what was found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from bpmn.lint import rules
from bpmn.lint.context import Context, FormKeys, Options, Surroundings
from bpmn.lint.problem import ERROR, RANK, WARNING, FileReport, Problem
from bpmn.lint.registry import RULES, Rule, error
from bpmn.model import Definitions, Process
from bpmn.reader import ReadError, read_tree
from bpmn.safe_xml import parse
from bpmn.texts import Text

# Importing the package fills the list of rules.
assert rules

# Of one kind of mistake nobody reads more.
MAX_FINDINGS = 500
CHECK_FAILED = error(
    "check-failed",
    (
        "检查此文件时出现内部问题（{reason}），无法保证它能正确运行。",
        "Checking this file met an internal problem ({reason}); it cannot be vouched for.",
    ),
    ("没有查清的图不应运行。", "What was not checked should not be run."),
    ("请把文件交给管理员，并附上此信息。", "Give the file and this message to the administrator."),
)


@dataclass(frozen=True)
class _Opened:
    """A file after reading: its model, or the reason why there is none."""

    file: str
    root: etree._Element | None = None
    model: Definitions | None = None
    problem: Problem | None = None


def check(files: Mapping[str, bytes], options: Options | None = None) -> list[FileReport]:
    """Return a report for every BPMN file; the other files only resolve references."""
    opened = [_open(name, data) for name, data in files.items() if _is_diagram(name, data)]
    around = _surroundings(files, opened, options or Options())
    return [_report(one, around) for one in opened]


def _is_diagram(name: str, data: bytes) -> bool:
    if name.lower().endswith((".form", ".json", ".dmn")):
        return False
    return name.lower().endswith((".bpmn", ".xml", ".bpmn20.xml")) or data.lstrip()[:1] != b"{"


def _open(file: str, data: bytes) -> _Opened:
    try:
        root = parse(data)
        return _Opened(file, root, read_tree(root, data, file))
    except ReadError as reason:
        return _Opened(file, problem=_unreadable(reason))


def _unreadable(reason: ReadError) -> Problem:
    return Problem(
        severity=ERROR,
        code=reason.code,
        message=reason.text,
        why=Text("读不出来的文件不能运行。", "A file that cannot be read cannot be run."),
        fix=reason.fix,
        line=reason.line,
        column=reason.column,
    )


def _surroundings(
    files: Mapping[str, bytes], opened: list[_Opened], options: Options
) -> Surroundings:
    processes: dict[str, tuple[tuple[str, Process], ...]] = {}
    for one in opened:
        for process in one.model.processes if one.model else ():
            processes[process.id] = (*processes.get(process.id, ()), (one.file, process))
    decisions: set[str] = set()
    forms: dict[str, FormKeys] = {}
    for name, data in files.items():
        if name.lower().endswith(".dmn"):
            decisions.update(_decisions(data))
        elif name.lower().endswith((".form", ".json")):
            forms.update(_form(data))
    return Surroundings(
        processes=processes, decisions=frozenset(decisions), forms=forms, options=options
    )


def _decisions(data: bytes) -> Iterator[str]:
    try:
        root = parse(data)
    except ReadError:
        return
    for one in root.iter("{*}decision", "{*}decisionService"):
        if one.get("id"):
            yield str(one.get("id"))


def _form(data: bytes) -> dict[str, FormKeys]:
    try:
        form = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(form, dict) or not isinstance(form.get("id"), str):
        return {}
    keys: dict[str, frozenset[str] | None] = {}
    waiting: list[object] = [form]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for word in ("key", "path"):
                if isinstance(one.get(word), str):
                    keys[one[word]] = _choices(one.get("values"))
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return {form["id"]: keys}


def _choices(values: object) -> frozenset[str] | None:
    """Return the values a field offers; None when they are free or come from elsewhere."""
    if not isinstance(values, list) or not values:
        return None
    found = [one.get("value") if isinstance(one, dict) else None for one in values]
    texts = [one for one in found if isinstance(one, str)]
    return frozenset(texts) if len(texts) == len(found) else None


def _report(opened: _Opened, around: Surroundings) -> FileReport:
    if opened.model is None or opened.root is None:
        problems = (opened.problem,) if opened.problem else ()
        return FileReport(file=opened.file, problems=problems, is_readable=False)
    context = Context(model=opened.model, root=opened.root, around=around)
    found = [problem for one in RULES for problem in _apply(one, context)]
    unique = dict.fromkeys(_softened(problem, context) for problem in found)
    ordered = sorted(unique, key=lambda one: (RANK[one.severity], one.line or 0, one.code))
    return FileReport(file=opened.file, problems=tuple(ordered))


def _apply(rule: Rule, context: Context) -> list[Problem]:
    try:
        return list(islice(rule(context), MAX_FINDINGS))
    except Exception as reason:  # noqa: BLE001 - a report must come for every file, come what may
        return [CHECK_FAILED.at(None, reason=f"{rule.__name__}: {type(reason).__name__}")]


def _softened(problem: Problem, context: Context) -> Problem:
    """Return an error inside a process that is not run anyway as a warning."""
    if problem.severity != ERROR or not problem.element:
        return problem
    process = context.process_of.get(problem.element)
    if process is None and (flow := context.flow_by_id.get(problem.element)):
        process = context.process_of.get(flow.scope_id)
    if process is None or not context.is_only_drawn(process):
        return problem
    return replace(problem, severity=WARNING)
