"""Reads the expressions of a file, gathering what cannot be read instead of stopping there."""

from __future__ import annotations

from typing import Any

from engine.kernel.feel import FeelSyntaxError
from engine.workflow.formulas import Formula, LooseFormula, Text
from engine.workflow.iso import read_cycle, read_moment, read_span


class Reader:
    """Makes formulas of texts and notes the problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[dict[str, Any]] = []

    def complain(self, code: str, element: str, line: int, message: str) -> None:
        """Note why the file cannot run."""
        self.problems.append(
            {"file": self.file, "line": line, "element": element, "code": code, "message": message}
        )

    def formula(self, text: str, element: str, line: int) -> Formula | None:
        """Read an expression; None (and a problem) when it is none."""
        try:
            return Formula(text)
        except FeelSyntaxError as error:
            self.complain("expression-unreadable", element, line, f"{text}: {error}")
            return None

    def text(self, text: str | None, element: str, line: int) -> Text | None:
        """Read an attribute that may be plain text or hold expressions."""
        if text is None or not text.strip():
            return None
        try:
            return Text(text.strip())
        except FeelSyntaxError as error:
            self.complain("expression-unreadable", element, line, f"{text}: {error}")
            return None

    def texts(self, text: str | None, element: str, line: int) -> tuple[Text, ...]:
        """Read a list divided by commas, expressions in it kept whole."""
        if text is None or not text.strip():
            return ()
        parts = [text] if text.strip().startswith("=") else _split(text)
        return tuple(one for part in parts if (one := self.text(part, element, line)) is not None)

    def moment(self, text: str | None, element: str, line: int) -> Text | None:
        """Read a timer or due date: ISO 8601 as it stands, else an expression."""
        if text is None or not text.strip():
            return None
        text = text.strip()
        if read_span(text) or read_moment(text) or read_cycle(text):
            return Text(text)
        found = self.text(text, element, line)
        if found is not None and found.formula is None and not found.parts:
            found.formula = self.formula(text, element, line)
        return found

    def loose(self, text: str, element: str, line: int) -> LooseFormula | None:
        """Read the text of a mapping parameter."""
        try:
            return LooseFormula(text)
        except FeelSyntaxError as error:
            self.complain("expression-unreadable", element, line, f"{text}: {error}")
            return None


def _split(text: str) -> list[str]:
    """Split at commas outside of `${…}`."""
    parts, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == "," and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
