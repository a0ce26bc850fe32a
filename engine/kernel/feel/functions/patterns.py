"""What can be done with texts and regular expressions."""

import re

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.limits import TEXT_CHARACTERS
from engine.kernel.feel.regex import Match, PatternError, Regex, compile_pattern
from engine.kernel.feel.signatures import builtin

PRICE = (1000, 20)
"""A pattern walks the text with all its states; that is dear in a loop."""
_REFERENCE = re.compile(r"\\(.)|\$(\d)")


def _compiled(pattern: str, flags: str | None) -> Regex:
    try:
        return compile_pattern(pattern, flags or "")
    except PatternError as error:
        raise FeelError("argument", f"the pattern cannot be used: {error}") from None


def _matches(value: str, pattern: str, flags: str | None) -> list[Match]:
    try:
        return list(_compiled(pattern, flags).find_all(value))
    except PatternError as error:
        raise FeelError("limit", str(error)) from None


@builtin("matches(input: string, pattern: string, flags?: string|null)", *PRICE)
def matches(value: str, pattern: str, flags: str | None = None) -> bool:
    """Tell whether a pattern matches somewhere in a text."""
    try:
        return _compiled(pattern, flags).search(value) is not None
    except PatternError as error:
        raise FeelError("limit", str(error)) from None


@builtin(
    "replace(input: string, pattern: string, replacement: string, flags?: string|null)", *PRICE
)
def replace(value: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Replace each match; $1 stands for the first group."""
    parts: list[str] = []
    at = length = 0
    for match in _matches(value, pattern, flags):
        start, end = match.span()
        parts += [value[at:start], _filled(replacement, match)]
        length += len(parts[-1])
        if length > TEXT_CHARACTERS:
            raise FeelError("limit", f"a text grew longer than {TEXT_CHARACTERS} characters")
        at = end
    return "".join([*parts, value[at:]])


def _filled(replacement: str, match: Match) -> str:
    def reference(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        number = int(found[2])
        return match.group(number) if 2 * number < len(match.slots) else ""

    return _REFERENCE.sub(reference, replacement)


@builtin("split(string: string, delimiter: string)", *PRICE)
def split(value: str, delimiter: str) -> list[str]:
    """Cut a text at each match of a pattern."""
    parts: list[str] = []
    at = 0
    for match in _matches(value, delimiter, None):
        start, end = match.span()
        if end > start:
            parts.append(value[at:start])
            at = end
    return [*parts, value[at:]]


@builtin("extract(input: string, pattern: string, flags?: string|null)", *PRICE)
def extract(value: str, pattern: str, flags: str | None = None) -> list[str]:
    """Return the text of each match."""
    return [match.group(0) for match in _matches(value, pattern, flags)]
