"""What can go wrong with an expression: its text, or its values.

ExpressionError
├── FeelSyntaxError   the text cannot be read; says line and column
└── FeelError         the values do not fit; says kind and sub-expression
"""

from engine.kernel.errors import GridFlowError
from engine.kernel.feel.chinese import in_chinese


class ExpressionError(GridFlowError):
    """Something is wrong with an expression."""

    code = "expression_error"


class FeelSyntaxError(ExpressionError):
    """The text is not an expression."""

    code = "feel_syntax"

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message, line=line, column=column)
        self.line = line
        self.column = column

    @property
    def message_zh(self) -> str:
        """The reason in Chinese."""
        return in_chinese(self.message)

    def __str__(self) -> str:
        return f"{self.message} (line {self.line}, column {self.column})"


class FeelError(ExpressionError):
    """The expression cannot be evaluated with these values.

    ``kind`` is one of unknown_variable, unknown_function, missing_key, null, type, argument,
    arithmetic, temporal, limit.
    """

    code = "feel_error"

    def __init__(self, kind: str, reason: str, where: str | None = None) -> None:
        message = reason if where is None else f"{reason} in `{where}`"
        super().__init__(message, kind=kind, reason=reason, where=where)
        self.kind = kind
        self.reason = reason
        self.where = where

    @property
    def message_zh(self) -> str:
        """The reason in Chinese, with its sub-expression."""
        reason = in_chinese(self.reason)
        return reason if self.where is None else f"`{self.where}`：{reason}"

    def at(self, where: str) -> "FeelError":
        """Return the same error with its sub-expression, unless it already names one."""
        return self if self.where is not None else FeelError(self.kind, self.reason, where)
