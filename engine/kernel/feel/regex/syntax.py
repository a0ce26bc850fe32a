"""From the text of a pattern to its tree."""

from dataclasses import dataclass

from engine.kernel.feel.limits import DEPTH, PATTERN_CHARACTERS
from engine.kernel.feel.regex import classes
from engine.kernel.feel.regex.classes import Accepts

_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_LARGEST_REPEAT = 1000
ENDLESS = -1


class PatternError(ValueError):
    """The pattern cannot be read, or needs what a search in steady time cannot do."""


@dataclass(frozen=True, slots=True)
class One:
    """One character."""

    accepts: Accepts


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place between characters: ^ $ b B"""

    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """A pattern whose match is remembered under a number."""

    inner: "Pattern"
    number: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A pattern several times; no upper bound is ENDLESS."""

    inner: "Pattern"
    least: int
    most: int
    greedy: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Patterns one after another."""

    parts: tuple["Pattern", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several patterns, the first that fits."""

    options: tuple["Pattern", ...]


Pattern = One | Anchor | Group | Repeat | Sequence | Choice


class PatternReader:
    """Reads one pattern from left to right."""

    def __init__(self, text: str, flags: str = "") -> None:
        if len(text) > PATTERN_CHARACTERS:
            raise PatternError(f"the pattern is longer than {PATTERN_CHARACTERS} characters")
        if set(flags) - set("imsxu"):
            raise PatternError(f'unknown flags "{flags}"')
        self.text = "".join(text.split()) if "x" in flags else text
        self.ignore_case = "i" in flags
        self.dot_all = "s" in flags
        self.at = 0
        self.depth = 0
        self.groups = 0

    def read(self) -> Pattern:
        """Read the whole pattern."""
        pattern = self._choice()
        if self.at < len(self.text):
            raise self.fail("`)` closes nothing")
        return pattern

    def fail(self, message: str) -> PatternError:
        """Return the error for the place reached."""
        return PatternError(f"{message} (at character {self.at + 1} of the pattern)")

    def _next(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _choice(self) -> Pattern:
        options = [self._sequence()]
        while self._next("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Pattern:
        parts: list[Pattern] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self._repeated())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self) -> Pattern:
        if self.text[self.at] in "*+?":
            raise self.fail("there is nothing to repeat")
        atom = self._atom()
        bounds = self._bounds()
        if bounds is None:
            return atom
        if self._next("+"):
            raise self.fail("possessive repeats are not run here")
        greedy = not self._next("?")
        if self._bounds() is not None:
            raise self.fail("a repeat cannot be repeated")
        return Repeat(atom, bounds[0], bounds[1], greedy)

    def _bounds(self) -> tuple[int, int] | None:
        for sign, bounds in (("*", (0, ENDLESS)), ("+", (1, ENDLESS)), ("?", (0, 1))):
            if self._next(sign):
                return bounds
        end = self.text.find("}", self.at)
        if not self.text.startswith("{", self.at) or end < 0:
            return None
        low, comma, high = self.text[self.at + 1 : end].partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return None
        least = int(low)
        most = int(high) if high else (ENDLESS if comma else least)
        if max(least, most) > _LARGEST_REPEAT or (high and most < least):
            raise self.fail(f"repeats go from 0 to {_LARGEST_REPEAT}, the smaller number first")
        self.at = end + 1
        return least, most

    def _atom(self) -> Pattern:
        character = self.text[self.at]
        self.at += 1
        if character == "(":
            return self._group()
        if character == "[":
            return One(self._class())
        if character == "\\":
            return self._escape()
        if character in "^$":
            return Anchor(character)
        if character == ".":
            return One(classes.dot(self.dot_all))
        return One(classes.literal(character, self.ignore_case))

    def _group(self) -> Pattern:
        self.depth += 1
        if self.depth > DEPTH // 4:
            raise self.fail("the groups are nested too deeply")
        number = self._group_number()
        inner = self._choice()
        if not self._next(")"):
            raise self.fail("a group is not closed")
        self.depth -= 1
        return inner if number is None else Group(inner, number)

    def _group_number(self) -> int | None:
        if self._next("?:"):
            return None
        if self.text.startswith(("?<", "?P<"), self.at) and self.text[self.at + 2] not in "=!":
            self.at = self.text.find(">", self.at) + 1 or len(self.text)
        elif self._next("?"):
            raise self.fail("look-around and flags inside the pattern are not run here")
        self.groups += 1
        return self.groups

    def _escape(self) -> Pattern:
        if self._next("b"):
            return Anchor("b")
        if self._next("B"):
            return Anchor("B")
        found = self._escaped()
        if isinstance(found, str):
            return One(classes.literal(found, self.ignore_case))
        return One(found)

    def _escaped(self) -> str | Accepts:
        """Read what stands after a backslash: a character or a class."""
        if self.at >= len(self.text):
            raise self.fail("the pattern ends with a backslash")
        letter = self.text[self.at]
        self.at += 1
        if letter in "pP":
            return self._category(letter == "P")
        if letter in "ux":
            return self._code(4 if letter == "u" else 2)
        if letter in "123456789k":
            raise self.fail("back references are not run here")
        return classes.short(letter) or _CONTROLS.get(letter, letter)

    def _category(self, negated: bool) -> Accepts:
        end = self.text.find("}", self.at)
        accepts = classes.category(self.text[self.at + 1 : end]) if end > 0 else None
        if accepts is None or not self._next("{"):
            raise self.fail("unknown character category")
        self.at = end + 1
        return classes.opposite(accepts) if negated else accepts

    def _code(self, digits: int) -> str:
        code = self.text[self.at : self.at + digits]
        self.at += digits
        try:
            return chr(int(code, 16))
        except ValueError:
            raise self.fail("the character code is not hexadecimal") from None

    def _class(self) -> Accepts:
        negated = self._next("^")
        parts: list[Accepts] = []
        while not self._next("]"):
            if self.at >= len(self.text):
                raise self.fail("a character class is not closed")
            parts.append(self._class_part())
        accepts = classes.union(parts) if parts else (lambda character: False)
        return classes.opposite(accepts) if negated else accepts

    def _class_character(self) -> str | Accepts:
        if self._next("\\"):
            return "\b" if self._next("b") else self._escaped()
        self.at += 1
        return self.text[self.at - 1]

    def _class_part(self) -> Accepts:
        low = self._class_character()
        if not isinstance(low, str):
            return low
        more = self.text[self.at + 1 : self.at + 2]
        if self.text.startswith("-", self.at) and more not in ("]", ""):
            self.at += 1
            high = self._class_character()
            if not isinstance(high, str) or high < low:
                raise self.fail("a range of characters runs backwards")
            return classes.between(low, high, self.ignore_case)
        return classes.literal(low, self.ignore_case)
