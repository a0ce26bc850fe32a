"""What the linter hands out: problems, and a report per file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bpmn.texts import Text

ERROR = "error"
WARNING = "warning"
INFO = "info"
RANK = {ERROR: 0, WARNING: 1, INFO: 2}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding, with the place, the reason and the way out."""

    severity: str
    code: str
    message: Text
    why: Text
    fix: Text
    line: int | None = None
    column: int | None = None
    element: str | None = None
    name: str | None = None
    quickfix: str | None = None

    def as_json(self, lang: str = "zh") -> dict[str, Any]:
        """Return the finding as the command line prints it."""
        return {
            "severity": self.severity,
            "code": self.code,
            "line": self.line,
            "element": self.element,
            "name": self.name,
            "message": self.message.in_language(lang),
            "why": self.why.in_language(lang),
            "fix": self.fix.in_language(lang) or None,
            "quickfix": self.quickfix,
        }


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """The findings in one file; executable when none of them is an error."""

    file: str
    problems: tuple[Problem, ...] = ()
    is_readable: bool = True

    @property
    def executable(self) -> bool:
        """Say whether GridFlow can run the file."""
        return self.is_readable and not any(one.severity == ERROR for one in self.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the findings that forbid running the file."""
        return tuple(one for one in self.problems if one.severity == ERROR)

    def as_json(self, lang: str = "zh") -> dict[str, Any]:
        """Return the report as the command line prints it."""
        return {
            "file": self.file,
            "executable": self.executable,
            "problems": [one.as_json(lang) for one in self.problems],
        }
