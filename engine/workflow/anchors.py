"""From what the moment of a timer was worked out, so that it can be worked out again.

Working time is not the diagram's to know: a calendar may change while a timer waits. Whoever
asked the host for a limit keeps the question, what it was asked with, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from engine.kernel.feel import FeelError, FeelSyntaxError, parse
from engine.kernel.feel.present import present
from engine.workflow.formulas import Formula, Text
from engine.workflow.iso import moment_of
from engine.workflow.problems import Fault
from engine.workflow.values import read_special, write_special
from engine.workflow.variables import visible

if TYPE_CHECKING:
    from engine.workflow.tokens import Token

# What a host says of working time; a formula without these never moves with a calendar.
WORKING_TIME = frozenset({"sla.due", "sla.warn"})
# Data larger than this is not kept beside a timer: it would be read and written with each job.
MOST_BYTES = 4_000

Anchor = Mapping[str, Any]
Functions = Mapping[str, Callable[..., Any]]


def anchor_of(text: Text, token: Token) -> dict[str, Any] | None:
    """Return formula, moment and data of a timer that asks for working time; else none.

    `data` is None where the formula reads more than is kept.
    """
    formulas = [text.formula] if text.formula else [p for p in text.parts if isinstance(p, Formula)]
    asked = {name for one in formulas for name in one.expression.functions}
    if asked.isdisjoint(WORKING_TIME):
        return None
    data: dict[str, Any] | None = None
    if text.formula is not None:
        expression = text.formula.expression
        known = visible(token)
        wanted = expression.names | expression.possible_names
        data = {name: known[name] for name in sorted(wanted) if name in known}
        if len(_written(data)) > MOST_BYTES:
            data = None
    at = token.workflow.move.now.isoformat()
    return {"armed_at": at, "formula": text.text, "data": data}


def plain(anchor: Anchor) -> dict[str, Any]:
    """Return an anchor as JSON can hold it."""
    return {**anchor, "data": orjson.loads(_written(anchor["data"]))}


def asks_for_working_time(formula: str) -> bool:
    """Tell whether a timer's formula asks the host for working time."""
    try:
        return not parse(formula).functions.isdisjoint(WORKING_TIME)
    except FeelSyntaxError:
        return False


def moment_again(
    formula: str, data: Mapping[str, Any], armed_at: datetime, functions: Functions
) -> datetime | None:
    """Return what a formula gives at the moment it was first asked; none where it gives none.

    `functions` are the host's as of that moment; one that is not given cannot be asked again.
    """
    try:
        value = parse(formula).evaluate(read_special(data), {**present(armed_at), **functions})
        return moment_of(value, armed_at)
    except (FeelError, FeelSyntaxError, Fault):
        return None


def _written(data: Any) -> bytes:
    return orjson.dumps(data, default=write_special)
