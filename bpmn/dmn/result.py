"""What a decision answers, in the shapes a business rule task may ask for."""

from dataclasses import dataclass
from typing import Any

from engine.kernel.errors import GridFlowError

Row = dict[str, Any]


class DecisionError(GridFlowError):
    """A decision cannot be made.

    ``kind`` is one of unknown, unreadable, expression, type, not_allowed, overlap, conflict,
    aggregation, mapping.
    """

    code = "decision_failed"

    def __init__(self, kind: str, message: str, decision: str, line: int | None = None) -> None:
        place = f"decision {decision}" + (f", line {line}" if line else "")
        super().__init__(f"{message} ({place})", kind=kind, decision=decision, line=line)
        self.kind = kind
        self.decision = decision
        self.line = line


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The answer of a decision.

    ``rows`` holds a context of outputs per hit, as Camunda shapes results; ``value`` is the answer
    in the standard's shape: a value, a context, a list of either, or null when no rule was hit.
    """

    decision: str
    rows: tuple[Row, ...]
    value: Any
    rules: tuple[str, ...] = ()

    def mapped(self, mapping: str | None = None) -> Any:
        """Return the answer as camunda:mapDecisionResult asks for; without it, every row."""
        if mapping in (None, "", "resultList"):
            return [dict(row) for row in self.rows]
        if mapping == "singleEntry":
            row = self._single_row(mapping)
            return None if row is None else self._entry(row, mapping)
        if mapping == "singleResult":
            row = self._single_row(mapping)
            return None if row is None else dict(row)
        if mapping == "collectEntries":
            return [self._entry(row, mapping) for row in self.rows]
        raise DecisionError("mapping", f"there is no mapping {mapping}", self.decision)

    def _single_row(self, mapping: str | None) -> Row | None:
        if len(self.rows) > 1:
            message = f"{mapping} needs one hit at most, there are {len(self.rows)}"
            raise DecisionError("mapping", message, self.decision)
        return self.rows[0] if self.rows else None

    def _entry(self, row: Row, mapping: str | None) -> Any:
        if len(row) > 1:
            message = f"{mapping} needs one output, there are {len(row)}"
            raise DecisionError("mapping", message, self.decision)
        return next(iter(row.values()), None)
