"""The cost of a move depends on what is open, never on what has been."""

import time
from collections.abc import Callable

from tests.integration.workflow.case import Case

REWORK = """
process P
  start s -> m
  xor m -> A
  user A -> f
  boundary t on=A duration=P1D nonint -> R
  task R
  and f -> B | C
  user B -> j
  user C -> j
  and j -> o
  or o -> D if true | E if true
  user D -> oj
  user E -> oj
  or oj -> g
  xor g -> m if again | e else
  end e
"""


def rounds(case: Case, number: int) -> tuple[list[int], list[float]]:
    sizes, times = [], []
    for _ in range(number):
        begun = time.process_time()
        for task in "ABCDE":
            case.complete(task, again=True)
        times.append(time.process_time() - begun)
        sizes.append(len(case.state or b""))
    return sizes, times


def test_a_thousand_rounds_of_rework_stay_flat() -> None:
    case = Case(REWORK).start()

    sizes, times = rounds(case, 1000)

    # Only the digits of the token numbers grow.
    assert sizes[-1] - sizes[1] < 100
    # The quickest of many: a busy machine only ever adds.
    assert min(times[-200:]) < 1.5 * min(times[1:201])
    assert case.count("j") == case.count("oj") == 1000


def timed(work: Callable[[], object]) -> float:
    """Return the time of the quickest of some runs."""
    times = []
    for _ in range(4):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def test_large_multi_instances_stay_linear() -> None:
    def play(number: int) -> None:
        case = Case(
            "process P\n  start s -> T\n"
            "  service T topic=x mi=par coll=all elem=one -> A\n  user A",
            x=lambda inputs, context: {"last": inputs["one"]},
        )
        case.start(all=list(range(number)))
        assert case.open == ["A"] and case.count("T") == number

    few, many = timed(lambda: play(200)), timed(lambda: play(2000))

    assert many < 20 * few


def test_a_thousand_people_can_vote() -> None:
    case = Case("""
    process P
      start s -> V
      user V mi=par card=1000 done='nrOfCompletedInstances >= 300' -> A
      user A
    """).start()
    size = len(case.state or b"")

    for _ in range(300):
        case.complete("V")

    assert case.open == ["A"]
    assert (case.count("V"), case.count("V", "cancelled")) == (300, 700)
    assert size < 60_000
