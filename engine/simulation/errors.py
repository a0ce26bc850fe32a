"""Why a simulation cannot go on.

GridFlowError
├── CannotDoError       a step asks for something that is not possible now
└── LimitReachedError   the simulation would go on for too long
"""

from __future__ import annotations

from bpmn.texts import Text
from engine.kernel.errors import GridFlowError
from engine.simulation.problems import reason


class CannotDoError(GridFlowError):
    """A step asks for something that is not possible now; `text` says why in both languages."""

    code = "step_cannot_be_done"

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class LimitReachedError(GridFlowError):
    """The simulation would go on for too long; `limit_code` says which limit stopped it."""

    code = "simulation_limit"

    def __init__(self, limit_code: str, limit: int) -> None:
        super().__init__(limit_code)
        self.limit_code = limit_code
        self.text = reason(limit_code, limit=limit)
