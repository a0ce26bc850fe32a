"""What can be wrong with a form's file."""

from dataclasses import dataclass
from typing import Any

from engine.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One finding: where in which file, and what, in both languages."""

    file: str
    path: str
    code: str
    zh: str
    en: str

    def as_json(self) -> dict[str, Any]:
        """Return the finding for a list of problems."""
        return {
            "file": self.file,
            "path": self.path,
            "code": self.code,
            "message": f"{self.path}：{self.zh}",
            "message_en": f"{self.path}: {self.en}",
        }


class FormError(Refused):
    """The file is not a form that can be shown and checked."""

    code = "form_refused"

    def __init__(self, found: list[FormProblem]) -> None:
        text = "; ".join(f"{one.file} {one.path}: {one.en}".strip() for one in found[:10])
        super().__init__([one.as_json() for one in found], text)
        self.found = tuple(found)


class Findings:
    """Collects the problems of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[FormProblem] = []

    def note(self, path: str, code: str, zh: str, en: str) -> None:
        """Remember a problem at a place in the JSON."""
        self.problems.append(FormProblem(self.file, path, code, zh, en))

    def refuse(self, path: str, code: str, zh: str, en: str) -> FormError:
        """Return the error for a problem after which nothing more can be said."""
        self.note(path, code, zh, en)
        return FormError(self.problems)
