"""No diagram hangs, and none eats the memory: each limit is an incident that names itself."""

import pytest

from engine.workflow import Limits, StepFailed
from tests.integration.workflow.case import Case

LIMITS = Limits(steps=300, tokens=200, call_depth=5, state_bytes=20_000)


@pytest.mark.parametrize(
    ("sketch", "code"),
    [
        ("process P\n  start s -> m\n  xor m -> T\n  task T -> m", "limit-steps"),
        ("process P\n  start s -> m\n  xor m -> f\n  and f -> m | A\n  user A", "limit-"),
        ("process P\n  start s -> K\n  call K calls=P", "limit-call-depth"),
        ("process P\n  start s -> A\n  user A mi=par card=1000", "limit-tokens"),
        ("process P\n  start s -> A\n  user A mi=seq card=100000", "limit-tokens"),
        ("process P\n  start s -> T\n  task T loop=true -> A\n  user A", "limit-steps"),
        (
            "process P\n  start s -> c\n  catch c cond='x > 0' -> T\n"
            "  script T feel=1 result=y -> c",
            "limit-steps",
        ),
    ],
)
def test_an_endless_or_giant_diagram_is_stopped(sketch: str, code: str) -> None:
    with pytest.raises(StepFailed) as caught:
        Case(sketch, LIMITS).start(x=1)

    assert caught.value.incident.code.startswith(code)


def test_a_move_that_takes_too_long_is_stopped() -> None:
    endless = "process P\n  start s -> m\n  xor m -> T\n  task T -> m"

    with pytest.raises(StepFailed) as caught:
        Case(endless, Limits(steps=10_000_000, seconds=0.05)).start()

    assert caught.value.incident.code == "limit-seconds"


def test_an_instance_that_grows_too_large_is_stopped() -> None:
    case = Case("process P\n  start s -> A\n  user A -> B\n  user B", LIMITS).start()

    with pytest.raises(StepFailed) as caught:
        case.complete("A", text="x" * 30_000)

    assert caught.value.incident.code == "limit-state-size"


def test_a_call_of_an_unknown_process_is_an_incident() -> None:
    with pytest.raises(StepFailed) as caught:
        Case("process P\n  start s -> K\n  call K calls=Q").start()

    assert (caught.value.incident.activity, caught.value.incident.code) == (
        "K", "called-process-unknown",
    )  # fmt: skip


def test_a_join_that_waits_in_vain_is_told() -> None:
    case = Case("""
    process P
      start s -> g
      xor g -> A if true | B else
      user A -> j
      user B -> j
      and j -> C
      user C
    """).start()

    case.complete("A")

    assert (case.status, case.last.stuck) == ("running", ("j",))
