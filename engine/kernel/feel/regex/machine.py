"""Searching a text with a pattern, all alternatives side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.kernel.feel.limits import PATTERN_STATES, PATTERN_STEPS
from engine.kernel.feel.regex.classes import Accepts
from engine.kernel.feel.regex.syntax import (
    ENDLESS,
    Anchor,
    Choice,
    Group,
    One,
    Pattern,
    PatternError,
    PatternReader,
    Repeat,
)


@dataclass(slots=True)
class State:
    """One step of the machine: read a character, go on at one or two places, or note a place."""

    kind: str
    accepts: Accepts | None = None
    to: int = 0
    other: int = 0
    slot: int = 0
    anchor: str = ""


Slots = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched; a group that took no part is (-1, -1)."""

    text: str
    slots: Slots

    def span(self, group: int = 0) -> tuple[int, int]:
        """Return start and end of a group."""
        return self.slots[2 * group], self.slots[2 * group + 1]

    def group(self, number: int) -> str:
        """Return the text of a group, nothing if it took no part."""
        start, end = self.span(number)
        return self.text[start:end] if start >= 0 else ""


class _Builder:
    """Lays out the states of a pattern."""

    def __init__(self) -> None:
        self.states: list[State] = []

    def add(self, state: State) -> int:
        if len(self.states) >= PATTERN_STATES:
            raise PatternError("the pattern is too large")
        self.states.append(state)
        return len(self.states) - 1

    def build(self, pattern: Pattern) -> None:
        if isinstance(pattern, One):
            self.add(State("read", accepts=pattern.accepts))
        elif isinstance(pattern, Anchor):
            self.add(State("check", anchor=pattern.kind))
        elif isinstance(pattern, Group):
            self.add(State("note", slot=2 * pattern.number))
            self.build(pattern.inner)
            self.add(State("note", slot=2 * pattern.number + 1))
        elif isinstance(pattern, Repeat):
            self._repeat(pattern)
        elif isinstance(pattern, Choice):
            self._choice(pattern)
        else:
            for part in pattern.parts:
                self.build(part)

    def _choice(self, pattern: Choice) -> None:
        ends: list[int] = []
        for option in pattern.options[:-1]:
            split = self.add(State("split"))
            self.build(option)
            ends.append(self.add(State("jump")))
            self._aim(split, split + 1, len(self.states), True)
        self.build(pattern.options[-1])
        for end in ends:
            self.states[end].to = len(self.states)

    def _repeat(self, pattern: Repeat) -> None:
        for _ in range(pattern.least):
            self.build(pattern.inner)
        if pattern.most == ENDLESS:
            split = self.add(State("split"))
            self.build(pattern.inner)
            self.add(State("jump", to=split))
            self._aim(split, split + 1, len(self.states), pattern.greedy)
            return
        splits: list[int] = []
        for _ in range(pattern.most - pattern.least):
            splits.append(self.add(State("split")))
            self.build(pattern.inner)
        for split in splits:
            self._aim(split, split + 1, len(self.states), pattern.greedy)

    def _aim(self, split: int, inner: int, after: int, greedy: bool) -> None:
        state = self.states[split]
        state.to, state.other = (inner, after) if greedy else (after, inner)


class Budget:
    """How many states a search may still visit."""

    def __init__(self) -> None:
        self.left = PATTERN_STEPS

    def spend(self, steps: int) -> None:
        """Count visited states, or give up."""
        self.left -= steps
        if self.left < 0:
            raise PatternError("the text and the pattern are too large together")


class Regex:
    """A pattern ready to search with."""

    def __init__(self, pattern: str, flags: str = "") -> None:
        reader = PatternReader(pattern, flags)
        tree = reader.read()
        builder = _Builder()
        builder.build(tree)
        builder.add(State("match"))
        self.states = builder.states
        self.groups = reader.groups
        self.multiline = "m" in flags

    def search(self, text: str, start: int = 0, budget: Budget | None = None) -> Match | None:
        """Return the first match at or after a place."""
        budget = budget or Budget()
        threads: dict[int, Slots] = {}
        found: Slots | None = None
        for at in range(start, len(text) + 1):
            if found is None:
                blank = (-1,) * (2 * self.groups + 2)
                self._follow(threads, 0, (at, *blank[1:]), text, at)
            budget.spend(len(threads) + 1)
            ended, threads = self._advance(threads, text, at)
            found = ended or found
            if not threads and found is not None:
                break
        return None if found is None else Match(text, found)

    def _advance(
        self, threads: dict[int, Slots], text: str, at: int
    ) -> tuple[Slots | None, dict[int, Slots]]:
        """Read one character with every thread; a thread that matched ends those behind it."""
        following: dict[int, Slots] = {}
        character = text[at : at + 1]
        for index, slots in threads.items():
            state = self.states[index]
            if state.kind == "match":
                return (slots[0], at, *slots[2:]), following
            if state.accepts and character and state.accepts(character):
                self._follow(following, index + 1, slots, text, at + 1)
        return None, following

    def _follow(
        self, threads: dict[int, Slots], index: int, slots: Slots, text: str, at: int
    ) -> None:
        """Add the threads reached without reading a character, in order of preference."""
        seen: set[int] = set()
        waiting = [(index, slots)]
        while waiting:
            index, slots = waiting.pop()
            if index in seen or index in threads:
                continue
            seen.add(index)
            state = self.states[index]
            if state.kind in ("read", "match"):
                threads[index] = slots
            elif state.kind == "jump":
                waiting.append((state.to, slots))
            elif state.kind == "split":
                waiting += [(state.other, slots), (state.to, slots)]
            elif state.kind == "note":
                noted = (*slots[: state.slot], at, *slots[state.slot + 1 :])
                waiting.append((index + 1, noted))
            elif self._holds(state.anchor, text, at):
                waiting.append((index + 1, slots))

    def _holds(self, anchor: str, text: str, at: int) -> bool:
        if anchor == "^":
            return at == 0 or (self.multiline and text[at - 1] == "\n")
        if anchor == "$":
            return at == len(text) or (self.multiline and text[at] == "\n")
        before = at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")
        after = at < len(text) and (text[at].isalnum() or text[at] == "_")
        return (before != after) is (anchor == "b")

    def find_all(self, text: str) -> Iterator[Match]:
        """Yield the matches one after another, none overlapping."""
        at = 0
        budget = Budget()
        while at <= len(text):
            match = self.search(text, at, budget)
            if match is None:
                return
            yield match
            start, end = match.span()
            at = end if end > start else end + 1


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str = "") -> Regex:
    """Read a pattern once."""
    return Regex(pattern, flags)
