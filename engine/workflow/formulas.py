"""FEEL expressions of a diagram, ready to be evaluated for a token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from engine.kernel.feel import Expression, FeelError, FeelSyntaxError, parse
from engine.workflow.iso import read_moment, read_span
from engine.workflow.problems import Fault
from engine.workflow.variables import visible

if TYPE_CHECKING:
    from engine.workflow.tokens import Token

_MARKED = re.compile(r"\s*(=|[$#]\{)")
_PATH = re.compile(r"[^\W\d]\w*(\.\w+)*")
_INSERTED = re.compile(r"[$#]\{[^{}]*\}")


class Formula:
    """One parsed expression."""

    __slots__ = ("expression", "text")

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.expression: Expression = parse(self.text)

    def value(self, token: Token) -> Any:
        """Evaluate with what the token sees; raises Fault, never a quiet null."""
        try:
            return self.expression.evaluate(visible(token), token.workflow.move.functions)
        except FeelError as error:
            raise Fault(
                "expression-error", f"{self.text}: {error.message}", expression=self.text,
                kind=error.kind,
            ) from error  # fmt: skip

    def holds(self, token: Token) -> bool:
        """Evaluate a condition, which must be true or false."""
        value = self.value(token)
        if not isinstance(value, bool):
            raise Fault(
                "condition-not-boolean",
                f"{self.text} is {value!r:.60}, neither true nor false",
                expression=self.text,
            )
        return value

    def can_hold(self, token: Token) -> bool:
        """Evaluate a condition that waits for its variables to appear."""
        names = visible(token)
        if not all(name in names for name in self.expression.names):
            return False
        return self.holds(token)


class Text:
    """An attribute that may be plain text, one expression, or text with `${…}` in it."""

    __slots__ = ("formula", "parts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.formula: Formula | None = None
        self.parts: tuple[str | Formula, ...] = ()
        inserted = _INSERTED.findall(text)
        if (len(inserted) == 1 and inserted[0] == text.strip()) or _is_marked(text, inserted):
            self.formula = Formula(text)
        elif inserted:
            self.parts = tuple(_parts(text))

    def value(self, token: Token) -> Any:
        """Return the text, or what the expression gives."""
        if self.formula is not None:
            return self.formula.value(token)
        if self.parts:
            found = [p if isinstance(p, str) else p.value(token) for p in self.parts]
            return "".join("" if part is None else str(part) for part in found)
        return self.text


def _is_marked(text: str, inserted: list[str]) -> bool:
    return text.lstrip().startswith("=") or (not inserted and bool(_MARKED.match(text)))


def _parts(text: str) -> list[str | Formula]:
    parts: list[str | Formula] = []
    at = 0
    for match in _INSERTED.finditer(text):
        if match.start() > at:
            parts.append(text[at : match.start()])
        parts.append(Formula(match[0]))
        at = match.end()
    if at < len(text):
        parts.append(text[at:])
    return parts


class LooseFormula:
    """The text of a mapping parameter: FEEL, or plain text where it is none.

    Camunda's modellers write literal texts bare and expressions in `${…}`; ours write FEEL.
    Bare text that cannot be FEEL, is a moment or a span of time, or only names what nobody has
    set, stays text.
    """

    __slots__ = ("formula", "is_marked", "text")

    def __init__(self, text: str) -> None:
        self.is_marked = bool(_MARKED.match(text))
        self.text: Text | None = None
        self.formula: Formula | None = None
        if self.is_marked or _INSERTED.search(text) or read_span(text) or read_moment(text):
            self.text = Text(text)
            return
        try:
            self.formula = Formula(text)
        except FeelSyntaxError:
            self.text = Text(text)

    def value(self, token: Token) -> Any:
        """Return what the parameter gives."""
        if self.text is not None:
            return self.text.value(token)
        assert self.formula is not None
        text, wanted = self.formula.text, self.formula.expression.names
        is_name = wanted == {text} or (wanted and _PATH.fullmatch(text))
        if is_name and wanted.isdisjoint(visible(token)):
            return text
        return self.formula.value(token)
