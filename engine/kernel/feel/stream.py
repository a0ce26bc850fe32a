"""Walking along the tokens of an expression, and joining words into names."""

import re
from collections.abc import Iterable
from functools import lru_cache

from engine.kernel.feel.errors import FeelSyntaxError
from engine.kernel.feel.lexer import Token, fault, tokenize
from engine.kernel.feel.limits import DEPTH
from engine.kernel.feel.tree import Node

INFIX_WORDS = frozenset(
    {"and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"}
)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_SIMPLE = re.compile(r"[^\W\d]\w*")
NameSpan = tuple[str, int, int]


@lru_cache(maxsize=64)
def _matcher(names: frozenset[str]) -> re.Pattern[str] | None:
    """Return what finds, longest first, the names that are not one plain word."""
    odd = sorted((name for name in names if not _SIMPLE.fullmatch(name)), key=len, reverse=True)
    if not odd:
        return None
    return re.compile("|".join(r"\s+".join(map(re.escape, name.split())) for name in odd))


def one_line(text: str) -> str:
    """Return a name with single spaces between its words."""
    return " ".join(text.split())


class Stream:
    """The tokens of one expression and the place reached in them."""

    def __init__(self, source: str, tokens: list[Token], names: frozenset[str]) -> None:
        self.source = source
        self.tokens = tokens
        self.names = names
        self.index = 0
        self.depth = 0

    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators bind stronger than the given power."""
        raise NotImplementedError

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.index]

    @property
    def last_end(self) -> int:
        """Where the last token taken ended."""
        return self.tokens[self.index - 1].end if self.index else 0

    def peek(self, ahead: int = 1) -> Token:
        """Return a token further on."""
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the next token and go on."""
        token = self.token
        self.index = min(self.index + 1, len(self.tokens) - 1)
        return token

    def at(self, *texts: str) -> bool:
        """Tell whether the next token is one of these operators or words."""
        token = self.token
        return token.text in texts and token.kind in ("operator", "name")

    def accept(self, *texts: str) -> Token | None:
        """Take the next token if it is one of these."""
        return self.take() if self.at(*texts) else None

    def expect(self, text: str, where: str) -> Token:
        """Take the token that has to come now."""
        if not self.at(text):
            raise self.fail(f"expected `{text}` {where}, found {self.describe()}")
        return self.take()

    def describe(self) -> str:
        """Name the next token for an error message."""
        return "the end" if self.token.kind == "end" else f"`{self.token.text[:30]}`"

    def fail(self, message: str, token: Token | None = None) -> FeelSyntaxError:
        """Return the error for the next (or another) token."""
        return fault(self.source, (token or self.token).start, message)

    def descend(self) -> None:
        """Go one level deeper, unless that is too deep."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self.fail(f"the expression is nested deeper than {DEPTH} levels")

    def know(self, names: Iterable[str]) -> None:
        """Add names that the rest of the expression may use."""
        self.names |= frozenset(names)

    def known_name(self, names: frozenset[str]) -> NameSpan | None:
        """Take the longest of the given unusual names if one stands here."""
        pattern = _matcher(names)
        match = pattern.match(self.source, self.token.start) if pattern else None
        if match is None:
            return None
        for index in range(self.index, len(self.tokens)):
            if self.tokens[index].end == match.end():
                self.index = index + 1
                return one_line(match[0]), match.start(), match.end()
            if self.tokens[index].start >= match.end():
                break
        return None

    def words(self) -> NameSpan:
        """Take consecutive words as one name: Monthly Salary."""
        first = self.take()
        words = [first.text]
        end = first.end
        while self.token.kind == "name" and self.token.text not in INFIX_WORDS:
            if words == ["not"]:
                raise self.fail("write `not(…)` with parentheses", first)
            token = self.take()
            words.append(token.text)
            end = token.end
        return " ".join(words), first.start, end

    def name(self, what: str) -> NameSpan:
        """Take a name that has to come now."""
        known = self.known_name(self.names)
        if known:
            return known
        if self.token.kind != "name":
            raise self.fail(f"expected {what}, found {self.describe()}")
        return self.words()


def open_stream(source: str, start: int, end: int | None, juel: bool) -> list[Token]:
    """Return the tokens of a stretch of the text, which must not be empty."""
    tokens = tokenize(source, start, end, juel=juel)
    if tokens[0].kind == "end":
        raise FeelSyntaxError("the expression is empty")
    return tokens
