"""Judges every file of a call one by one, whatever its kind; together they resolve references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import forms.schema
from bpmn import dmn, lint
from bpmn.dmn import DmnProblem
from bpmn.lint import ERROR, WARNING, FileReport, Options, Problem
from bpmn.reader import ReadError
from bpmn.texts import Text
from engine.simulation.topics import delivered_topics
from forms.problem import FormError, FormProblem

DECISIONS, FORMS = (".dmn",), (".form", ".json")
# Who serves a topic is settled at deployment; until then a missing handler is only remarkable.
SETTLED_LATER = frozenset({"topic-unknown", "topic-missing", "delegate-not-run"})
WHY = Text(
    "有错误的文件不能部署，也不能模拟。",
    "A file with an error is neither deployed nor simulated.",
)
FORM_FIX = Text("在表单编辑器中改正。", "Mend it in the form editor.")


def is_diagram(name: str) -> bool:
    """Tell whether a file is taken for a BPMN diagram."""
    return not name.lower().endswith((*DECISIONS, *FORMS))


def judge(files: Mapping[str, bytes]) -> list[FileReport]:
    """Return a report for each file, in the order they were given."""
    options = Options(known_topics=delivered_topics())
    diagrams = {report.file: _softened(report) for report in lint.check(files, options)}
    return [diagrams.get(name) or _other(name, data) for name, data in files.items()]


def _softened(report: FileReport) -> FileReport:
    problems = (
        replace(found, severity=WARNING) if found.code in SETTLED_LATER else found
        for found in report.problems
    )
    return replace(report, problems=tuple(problems))


def _other(name: str, data: bytes) -> FileReport:
    try:
        if name.lower().endswith(DECISIONS):
            found: Iterable[Problem] = map(_of_decisions, dmn.read(data, name).problems)
        else:
            forms.schema.read(data, name)
            found = ()
    except ReadError as error:
        return FileReport(file=name, problems=(_of_reading(error),), is_readable=False)
    except FormError as error:
        return FileReport(file=name, problems=tuple(map(_of_form, error.found)))
    return FileReport(file=name, problems=tuple(found))


def _of_decisions(found: DmnProblem) -> Problem:
    return Problem(
        severity=found.severity,
        code=found.code,
        message=found.message,
        why=WHY,
        fix=found.fix,
        line=found.line,
        element=found.element,
    )


def _of_form(found: FormProblem) -> Problem:
    at_zh, at_en = (f"{found.path}：", f"{found.path}: ") if found.path else ("", "")
    message = Text(at_zh + found.zh, at_en + found.en)
    return Problem(severity=ERROR, code=found.code, message=message, why=WHY, fix=FORM_FIX)


def _of_reading(error: ReadError) -> Problem:
    return Problem(
        severity=ERROR,
        code=error.code,
        message=error.text,
        why=WHY,
        fix=error.fix,
        line=error.line,
        column=error.column,
    )
