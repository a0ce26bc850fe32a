"""What can be done with texts."""

from typing import Any

from engine.kernel.feel.errors import FeelError
from engine.kernel.feel.functions.conversion import text
from engine.kernel.feel.numbers import Number
from engine.kernel.feel.signatures import builtin


def whole(value: Number, what: str) -> int:
    """Return a number that must be whole as int."""
    if value != int(value):
        raise FeelError("argument", f"`{what}` must be a whole number, not {value}")
    return int(value)


@builtin("string length(string: string)")
def string_length(value: str) -> int:
    """Count the characters."""
    return len(value)


@builtin("substring(string: string, start position: number, length?: number)")
def substring(value: str, start: Number, length: Number | None = None) -> str:
    """Return a stretch of a text, counted from one, or from the end if negative."""
    first = whole(start, "start position")
    if first == 0:
        raise FeelError("argument", "positions are counted from 1, or from -1 at the end")
    begin = first - 1 if first > 0 else max(len(value) + first, 0)
    if length is None:
        return value[begin:]
    return value[begin : begin + max(whole(length, "length"), 0)]


@builtin("upper case(string: string)")
def upper_case(value: str) -> str:
    """Write in capitals."""
    return value.upper()


@builtin("lower case(string: string)")
def lower_case(value: str) -> str:
    """Write in small letters."""
    return value.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(value: str, match: str) -> str:
    """Return what stands before the first match, nothing if there is none."""
    return value.partition(match)[0] if match and match in value else ""


@builtin("substring after(string: string, match: string)")
def substring_after(value: str, match: str) -> str:
    """Return what stands after the first match, nothing if there is none."""
    return value.partition(match)[2] if match else value


@builtin("contains(string: string, match: string)")
def contains(value: str, match: str) -> bool:
    """Tell whether a text holds another."""
    return match in value


@builtin("starts with(string: string, match: string)")
def starts_with(value: str, match: str) -> bool:
    """Tell whether a text begins with another."""
    return value.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(value: str, match: str) -> bool:
    """Tell whether a text ends with another."""
    return value.endswith(match)


@builtin("trim(string: string)")
def trim(value: str) -> str:
    """Drop the spaces at both ends."""
    return value.strip()


@builtin("is blank(string: string)")
def is_blank(value: str) -> bool:
    """Tell whether a text holds nothing but spaces."""
    return not value.strip()


@builtin("string join(list: list, delimiter?: string|null, prefix?: string, suffix?: string)")
def string_join(
    items: list[Any], delimiter: str | None = None, prefix: str = "", suffix: str = ""
) -> str:
    """Join the texts of a list; nulls are left out."""
    strange = [item for item in items if item is not None and not isinstance(item, str)]
    if strange:
        raise FeelError("argument", f"`list` must hold texts only, not {text(strange[0])}")
    joined = (delimiter or "").join(item for item in items if item is not None)
    return f"{prefix}{joined}{suffix}"
