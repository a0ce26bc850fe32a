"""The linter's findings as the reader sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bpmn.lint import FileReport
from web import context


@dataclass
class Report:
    """What is to be said about one file."""

    file: str
    executable: bool
    problems: list[Mapping[str, Any]] = field(default_factory=list)

    @staticmethod
    def of_problems(problems: Iterable[Mapping[str, Any]]) -> list["Report"]:
        """Gather the problems of a refusal by their files."""
        found: dict[str, Report] = {}
        for problem in problems:
            file = str(problem.get("file", ""))
            found.setdefault(file, Report(file, executable=False)).problems.append(_said(problem))
        return list(found.values())


def shown_reports(reports: Iterable[FileReport]) -> list[Report]:
    """Return the linter's reports in the reader's language."""
    language = context.language()
    return [
        Report(one.file, one.executable, [problem.as_json(language) for problem in one.problems])
        for one in reports
    ]


def _said(problem: Mapping[str, Any]) -> dict[str, Any]:
    english = problem.get("message_en") if context.language() == "en" else None
    return {**problem, "message": english or problem.get("message", "")}
