"""The built-in functions of FEEL; now() and today() come from the host, which has the clock."""

from engine.kernel.feel.functions import (
    contexts,
    conversion,
    dates,
    lists,
    numeric,
    patterns,
    ranges,
    statistics,
    texts,
)
from engine.kernel.feel.signatures import BUILTINS

MODULES = (contexts, conversion, dates, lists, numeric, patterns, ranges, statistics, texts)
MANY_WORDS = frozenset(name for name in BUILTINS if " " in name) | {"is defined", "get or else"}

__all__ = ["BUILTINS", "MANY_WORDS"]
