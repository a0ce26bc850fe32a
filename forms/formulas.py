"""Working out the FEEL of a form, with the meaning it has in the browser."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.kernel.feel import Expression, FeelError


def worked_out(
    expression: Expression,
    scope: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Any:
    """Return the value, null where there is none or where it would take too long to find."""
    try:
        return expression.evaluate_leniently(scope, functions)
    except FeelError:
        return None
