"""Which characters a part of a pattern stands for."""

import unicodedata
from collections.abc import Callable

Accepts = Callable[[str], bool]


def literal(character: str, ignore_case: bool) -> Accepts:
    """Accept one character."""
    if not ignore_case:
        return lambda other: other == character
    folded = character.casefold()
    return lambda other: other.casefold() == folded


def dot(dot_all: bool) -> Accepts:
    """Accept any character, line ends only if asked for."""
    return (lambda other: True) if dot_all else (lambda other: other not in "\n\r")


def _word(character: str) -> bool:
    return character.isalnum() or character == "_"


SHORT: dict[str, Accepts] = {
    "d": str.isdecimal,
    "w": _word,
    "s": str.isspace,
    "i": lambda other: other.isalpha() or other in "_:",
    "c": lambda other: other.isalnum() or other in "_:.-",
}


def opposite(accepts: Accepts) -> Accepts:
    """Accept what the other does not."""
    return lambda character: not accepts(character)


def short(letter: str) -> Accepts | None:
    """Return what \\d, \\W and the like accept."""
    found = SHORT.get(letter.lower())
    return opposite(found) if found and letter.isupper() else found


def is_han(character: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")


def category(name: str) -> Accepts | None:
    """Return what \\p{…} accepts: a general category, or the Chinese script."""
    plain = name.removeprefix("Script=").removeprefix("sc=").removeprefix("Is")
    if plain in ("Han", "Hani", "CJKUnifiedIdeographs"):
        return is_han
    if not 1 <= len(plain) <= 2 or plain[0] not in "LMNPSZC":
        return None
    return lambda character: unicodedata.category(character).startswith(plain)


def between(low: str, high: str, ignore_case: bool) -> Accepts:
    """Accept the characters from one to another."""
    if not ignore_case:
        return lambda other: low <= other <= high
    return lambda other: low <= other.lower() <= high or low <= other.upper() <= high


def union(parts: list[Accepts]) -> Accepts:
    """Accept what any part accepts."""
    if len(parts) == 1:
        return parts[0]
    return lambda character: any(part(character) for part in parts)
