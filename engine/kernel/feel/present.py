"""The functions of FEEL that tell the present; the host, which has the clock, lends them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.kernel.clock import COMPANY_ZONE

PRESENT_FUNCTIONS = frozenset({"now", "today"})


def present(now: datetime) -> Mapping[str, Callable[..., Any]]:
    """Return now() and today() as they are at a moment, in the company's zone."""
    here = now.astimezone(COMPANY_ZONE)
    return {"now": lambda: here, "today": here.date}
