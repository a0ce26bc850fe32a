"""Reading the FEEL in a DMN file, and noting what cannot be read."""

from collections.abc import Callable
from typing import TypeVar

from lxml import etree

from bpmn.dmn import problem
from bpmn.dmn.markup import attribute, line, text_line, text_of
from bpmn.dmn.problem import DmnProblem, Kind
from bpmn.texts import Text
from engine.kernel.feel import Expression, FeelSyntaxError, UnaryTests, parse, parse_unary

_Read = TypeVar("_Read", Expression, UnaryTests)


class Cells:
    """Reads expressions and tests; problems are collected, not raised."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.problems: list[DmnProblem] = []

    def note(self, kind: Kind, element: etree._Element, **facts: object) -> None:
        """Remember a problem at an element."""
        found = kind.at(line(element), attribute(element, "id") or None, **facts)
        self.problems.append(found)

    def expression(self, element: etree._Element, where: Text) -> Expression | None:
        """Read an element's expression."""
        return self._read(element, problem.BAD_EXPRESSION, where, parse)

    def entry(self, element: etree._Element, where: Text) -> Expression | None:
        """Read an output cell; an empty one is null."""
        if not text_of(element).strip():
            return parse("null") if self.speaks_feel(element) else None
        return self._read(element, problem.BAD_CELL, where, parse)

    def tests(self, element: etree._Element, where: Text) -> UnaryTests | None:
        """Read an input cell or a list of allowed values."""
        return self._read(element, problem.BAD_CELL, where, parse_unary)

    def speaks_feel(self, element: etree._Element) -> bool:
        """Note a language other than FEEL."""
        language = attribute(element, "expressionLanguage")
        if not language or "feel" in language.lower():
            return True
        self.note(problem.LANGUAGE, element, language=language)
        return False

    def _read(
        self,
        element: etree._Element,
        kind: Kind,
        where: Text,
        reader: Callable[[str, frozenset[str]], _Read],
    ) -> _Read | None:
        if not self.speaks_feel(element):
            return None
        try:
            return reader(text_of(element), self.names)
        except FeelSyntaxError as error:
            self.problems.append(
                kind.at(
                    text_line(element) + error.line - 1,
                    attribute(element, "id") or None,
                    where=where,
                    reason=Text(error.message_zh, error.message),
                )
            )
            return None
