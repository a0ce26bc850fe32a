"""Asking a DMN decision from a business rule task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bpmn.dmn import DecisionError, evaluate
from engine.kernel.errors import NotFound
from engine.workflow.formulas import Text
from engine.workflow.problems import Fault
from engine.workflow.variables import visible

if TYPE_CHECKING:
    from engine.workflow.tokens import Token


@dataclass(frozen=True, slots=True)
class Decision:
    """Which decision, under which name its result goes, and in which shape.

    Without a mapping Camunda 7 gives all rows; the standard (and Camunda 8) the bare value.
    """

    key: Text
    result: str | None
    mapping: str | None
    is_bare: bool = False

    def outcome(self, token: Token) -> dict[str, Any]:
        """Return the variables the decision gives."""
        key = str(self.key.value(token))
        move = token.workflow.move
        try:
            answer = evaluate(move.ports.decision(key), key, visible(token), move.functions)
            is_bare = not self.mapping and (self.is_bare or not self.result)
            value = answer.value if is_bare else answer.mapped(self.mapping)
        except NotFound as error:
            raise Fault("decision-unknown", error.message, decision=key) from error
        except DecisionError as error:
            raise Fault("decision-failed", error.message, decision=key, kind=error.kind) from error
        if self.result:
            return {self.result: value}
        return dict(value) if isinstance(value, dict) else {}
