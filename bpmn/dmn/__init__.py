"""Decision tables and literal expressions of DMN 1.1 to 1.5: read, checked and evaluated."""

from bpmn.dmn.evaluator import evaluate
from bpmn.dmn.model import Decision, DecisionTable, Model
from bpmn.dmn.problem import DmnProblem
from bpmn.dmn.reader import read
from bpmn.dmn.result import DecisionError, DecisionResult

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionResult",
    "DecisionTable",
    "DmnProblem",
    "Model",
    "evaluate",
    "read",
]
