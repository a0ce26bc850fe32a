"""From the text of an expression to its words."""

import re
from dataclasses import dataclass

from engine.kernel.feel.errors import FeelSyntaxError
from engine.kernel.feel.limits import SOURCE_CHARACTERS

_SPACE = re.compile(r"(?:[\s\ufeff\u200b]+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_NAME = re.compile(r"[?$]|(?:[^\W\d]|[\U00010000-\U000effff])[\w$\U00010000-\U000effff]*")
_FEEL_OPERATOR = re.compile(r"\*\*|->|<=|>=|!=|\.\.|[-+*/<>=()\[\]{},:.;@]")
_JUEL_OPERATOR = re.compile(r"&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]]")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_HEX = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6}))")
# Typed with a Chinese input method, these look right and are not.
_LOOKALIKES = dict(
    zip("“”‘’，。：；（）【】《》＜＞＝！＋－＊／", '"""",.:;()[]<><>=!+-*/', strict=True)
) | {"≤": "<=", "≥": ">=", "≠": "!=", "、": ","}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an expression: number, string, name, operator or the end."""

    kind: str
    text: str
    start: int
    end: int


def position(source: str, offset: int) -> tuple[int, int]:
    """Return line and column of a place in the text, both counted from one."""
    return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)


def fault(source: str, offset: int, message: str) -> FeelSyntaxError:
    """Return the error for a place in the text."""
    return FeelSyntaxError(message, *position(source, offset))


def tokenize(source: str, start: int = 0, end: int | None = None, *, juel: bool) -> list[Token]:
    """Cut a stretch of the text into tokens, the last of them being the end."""
    if len(source) > SOURCE_CHARACTERS:
        raise FeelSyntaxError(f"the expression is longer than {SOURCE_CHARACTERS} characters")
    stop = len(source) if end is None else end
    tokens: list[Token] = []
    at = start
    while True:
        space = _SPACE.match(source, at, stop)
        at = space.end() if space else at
        if at >= stop:
            tokens.append(Token("end", "", stop, stop))
            return tokens
        token = _next(source, at, stop, juel)
        tokens.append(token)
        at = token.end


def _next(source: str, at: int, stop: int, juel: bool) -> Token:
    if source[at] == '"' or (juel and source[at] == "'"):
        return _string(source, at, stop)
    operator = _JUEL_OPERATOR if juel else _FEEL_OPERATOR
    for kind, pattern in (("number", _NUMBER), ("operator", operator), ("name", _NAME)):
        match = pattern.match(source, at, stop)
        if match:
            return Token(kind, match[0], at, match.end())
    raise fault(source, at, _complaint(source[at], juel))


def _complaint(character: str, juel: bool) -> str:
    if character in _LOOKALIKES:
        return f"{character} is not a sign of FEEL; write {_LOOKALIKES[character]}"
    hints = {
        "'": 'texts stand in double quotes: "…"',
        "&": "write `and`",
        "|": "write `or`",
        "!": "write `not(…)`",
        "%": "write `modulo(a, b)`",
    }
    if character in hints and not juel:
        return f"{character} is not a sign of FEEL; {hints[character]}"
    return f"unexpected character {character!r}"


def _string(source: str, start: int, stop: int) -> Token:
    quote = source[start]
    parts: list[str] = []
    at = start + 1
    while at < stop and source[at] != quote:
        if source[at] == "\\" and at + 1 < stop:
            text, at = _escape(source, at)
            parts.append(text)
        else:
            parts.append(source[at])
            at += 1
    if at >= stop:
        raise fault(source, start, "the text that begins here has no closing quote")
    return Token("string", "".join(parts), start, at + 1)


def _escape(source: str, at: int) -> tuple[str, int]:
    match = _HEX.match(source, at)
    if match:
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            return _surrogates(source, at, code)
        return chr(code), match.end()
    character = source[at + 1]
    if character in _ESCAPES:
        return _ESCAPES[character], at + 2
    if character in "\"'\\":
        return character, at + 2
    # A backslash before anything else stands for itself, so that patterns like "\d+" can be
    # written as people do (the standard asks for "\\d+", which works as well).
    return "\\" + character, at + 2


def _surrogates(source: str, at: int, high: int) -> tuple[str, int]:
    match = _HEX.match(source, at + 6)
    low = int(match[1] or "0", 16) if match else 0
    if match is None or not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        raise fault(source, at, "this escape is not a character")
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), match.end()
