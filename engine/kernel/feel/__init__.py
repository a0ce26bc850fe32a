"""FEEL, the expressions of diagrams, decisions and forms: read strictly, evaluated exactly."""

from engine.kernel.feel.errors import ExpressionError, FeelError, FeelSyntaxError
from engine.kernel.feel.expression import Expression, UnaryTests, parse, parse_unary
from engine.kernel.feel.functions.conversion import text as write
from engine.kernel.feel.temporal import YearMonthDuration
from engine.kernel.feel.types import canonical as canonical_type
from engine.kernel.feel.types import is_instance
from engine.kernel.feel.values import Function, Range, equals, kind_of, ordering

__all__ = [
    "Expression",
    "ExpressionError",
    "FeelError",
    "FeelSyntaxError",
    "Function",
    "Range",
    "UnaryTests",
    "YearMonthDuration",
    "canonical_type",
    "equals",
    "is_instance",
    "kind_of",
    "ordering",
    "parse",
    "parse_unary",
    "write",
]
