"""The catalogue of findings and the list of rules that look for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bpmn.lint.context import Context
from bpmn.lint.problem import ERROR, INFO, WARNING, Problem
from bpmn.texts import Text

Rule = Callable[[Context], Iterator[Problem]]
Pair = tuple[str, str]
LONGEST = 160


class Place(Protocol):
    """Anything in a file a finding can point at."""

    @property
    def id(self) -> str:
        """Return the id, empty when there is none."""

    @property
    def line(self) -> int:
        """Return the line it starts at."""


@dataclass(frozen=True)
class Finding:
    """A kind of problem: its stable code and its texts."""

    code: str
    severity: str
    message: Text
    why: Text
    fix: Text
    quickfix: str | None = None

    def at(
        self,
        place: Place | None,
        facts: Mapping[str, object] | None = None,
        /,
        *,
        severity: str | None = None,
        line: int | None = None,
        **more: object,
    ) -> Problem:
        """Return the problem of this kind at a place, with the facts filled in."""
        facts = {name: _shown(value) for name, value in {**(facts or {}), **more}.items()}
        element = place.id if place is not None else ""
        name = _shown(str(getattr(place, "name", "") or ""))
        both, shown = bool(name and element), _shown(element)
        zh = f"{name}（{shown}）" if both else name or shown or "（无 id）"
        en = f"“{name}” ({shown})" if both else name or shown or "(without id)"
        return Problem(
            severity=severity or self.severity,
            code=self.code,
            message=Text(
                self.message.filled({"label": zh, **facts}).zh,
                self.message.filled({"label": en, **facts}).en,
            ),
            why=self.why.filled(facts),
            fix=self.fix.filled(facts),
            line=line or (place.line if place is not None else None) or None,
            element=element or None,
            name=name or None,
            quickfix=self.quickfix,
        )


def _shown(value: object) -> str:
    """Return a fact on one line, cut when it is longer than anybody reads."""
    text = str(value)[: 2 * LONGEST]
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


FINDINGS: dict[str, Finding] = {}
RULES: list[Rule] = []


def _define(
    severity: str, code: str, message: Pair, why: Pair, fix: Pair, quickfix: str | None
) -> Finding:
    if code in FINDINGS:
        raise ValueError(f"finding {code} is defined twice")
    made = Finding(code, severity, Text(*message), Text(*why), Text(*fix), quickfix)
    FINDINGS[code] = made
    return made


def error(code: str, message: Pair, why: Pair, fix: Pair, quickfix: str | None = None) -> Finding:
    """Define a finding that forbids running the file."""
    return _define(ERROR, code, message, why, fix, quickfix)


def warning(code: str, message: Pair, why: Pair, fix: Pair, quickfix: str | None = None) -> Finding:
    """Define a finding that somebody should look at."""
    return _define(WARNING, code, message, why, fix, quickfix)


def info(code: str, message: Pair, why: Pair, fix: Pair, quickfix: str | None = None) -> Finding:
    """Define a finding that is only good to know."""
    return _define(INFO, code, message, why, fix, quickfix)


def rule(function: Rule) -> Rule:
    """Enter a function into the list of rules."""
    RULES.append(function)
    return function


def explain(code: str, lang: str = "zh") -> str | None:
    """Return what a code means, why it matters and how to mend it; None when unknown."""
    found = FINDINGS.get(code)
    if found is None:
        return None
    what, why, fix = (one.in_language(lang) for one in (found.message, found.why, found.fix))
    heads = (
        ("为什么要紧", "怎样改") if lang.startswith("zh") else ("Why it matters", "How to mend it")
    )
    return f"{found.code} [{found.severity}]\n{what}\n\n{heads[0]}: {why}\n{heads[1]}: {fix}\n"
