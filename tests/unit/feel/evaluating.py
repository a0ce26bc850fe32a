"""Short ways to evaluate expressions in the tests."""

from typing import Any

import pytest

from engine.kernel.feel import FeelError, FeelSyntaxError, parse

VARIABLES: dict[str, Any] = {
    "amount": 600_000,
    "result": "agree",
    "rate": 0.1,
    "nothing": None,
    "flag": True,
    "Monthly Salary": 10,
    "customer": {"name": "青砾食品", "address": {"city": "临江"}, "level": 2},
    "items": [{"price": 10, "kind": "a"}, {"price": 25.5, "kind": "b"}],
    "numbers": [3, 1, 2],
    "申请容量": 315,
    "用户": {"类别": "高压"},
}


def value(text: str, **variables: Any) -> Any:
    """Return what an expression comes to."""
    return parse(text).evaluate({**VARIABLES, **variables})


def error(text: str, **variables: Any) -> FeelError:
    """Return the error an expression ends with."""
    with pytest.raises(FeelError) as caught:
        value(text, **variables)
    return caught.value


def syntax_error(text: str) -> FeelSyntaxError:
    """Return why a text is no expression."""
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    return caught.value
