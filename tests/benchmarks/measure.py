"""Measuring: interleaved rounds, medians, ratios against a reference of the same run."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure beside its reference; `ok` when the ratio keeps the bound."""

    name: str
    value: float
    unit: str
    reference: float
    bound: str

    @property
    def ratio(self) -> float:
        """Return the value over the reference."""
        return self.value / self.reference if self.reference else 0.0

    @property
    def ok(self) -> bool:
        """Tell whether the ratio keeps the bound."""
        sign, limit = self.bound.split()
        return self.ratio >= float(limit) if sign == ">=" else self.ratio <= float(limit)

    def as_json(self) -> dict[str, object]:
        """Return the figure as `bench.json` holds it."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "reference": round(self.reference, 4),
            "ratio": round(self.ratio, 3),
            "bound": self.bound,
            "ok": self.ok,
        }


def seconds_each(work: Callable[[], object], times: int) -> float:
    """Return the median of how long one call takes."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def interleaved(works: Sequence[Callable[[], object]], bursts: int, calls_each: int) -> list[float]:
    """Run bursts of several works in turn; return each work's median time of one call.

    Whatever else the machine does meanwhile hits all of them alike, and within a burst each
    runs as warm as it would in a process of its own. A work's own `prepare` is called
    before its clock runs.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(bursts):
        for number, work in enumerate(works):
            taken[number].append(sum(_timed(work) for _ in range(calls_each)) / calls_each)
    return [statistics.median(each) for each in taken]


def _timed(work: Callable[[], object]) -> float:
    getattr(work, "prepare", _nothing)()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _nothing() -> None:
    """Prepare nothing."""
