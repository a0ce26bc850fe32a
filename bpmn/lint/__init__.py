"""Says what is wrong in a diagram, why it matters and how to mend it."""

from bpmn.lint.check import check
from bpmn.lint.context import Options
from bpmn.lint.problem import ERROR, INFO, WARNING, FileReport, Problem
from bpmn.lint.quickfix import make_executable, mend
from bpmn.lint.registry import explain
from bpmn.lint.verdicts import Verdict, verdicts

__all__ = [
    "ERROR",
    "INFO",
    "WARNING",
    "FileReport",
    "Options",
    "Problem",
    "Verdict",
    "check",
    "explain",
    "make_executable",
    "mend",
    "verdicts",
]
