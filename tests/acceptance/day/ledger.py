"""What the test writes down of every attempt: its own book, apart from the database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from threading import Lock

# What the product may answer to somebody who may not, comes too late, or fills in wrongly.
REFUSALS = {403, 404, 409, 422}


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: 200, or the status and the stable code of the refusal."""

    status: int = 200
    code: str = ""
    made: str = ""
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether it was done."""
        return self.status < 400

    @property
    def is_defined(self) -> bool:
        """Tell whether the answer is one a person can be shown."""
        known = self.status in REFUSALS and bool(self.code) and self.code != "internal"
        return self.ok or known


@dataclass(frozen=True)
class Entry:
    """One attempt: who did what with which thing, at which turn, and how it ended."""

    who: str
    verb: str
    about: str
    outcome: Outcome
    to: tuple[str, ...] = ()


class Ledger:
    """All attempts of a day; several threads write into it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._lock = Lock()

    def note(self, entry: Entry) -> Outcome:
        """Write an attempt down and return how it ended."""
        with self._lock:
            self.entries.append(entry)
        return entry.outcome

    def done(self, *verbs: str) -> list[Entry]:
        """Return what was done, of these verbs."""
        return [one for one in self.entries if one.verb in verbs and one.outcome.ok]

    def undefined(self) -> list[Entry]:
        """Return the attempts that ended in no defined way."""
        return [one for one in self.entries if not one.outcome.is_defined]

    def summary(self) -> dict[str, int]:
        """Return how often each verb was done, and each refusal met."""
        return dict(
            Counter(
                one.verb if one.outcome.ok else f"{one.verb} {one.outcome.code}"
                for one in self.entries
            ).most_common()
        )
