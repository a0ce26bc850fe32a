"""Event-based gateways: the first event decides (BPMN 2.0.2 §13.4.4)."""

import pytest

from tests.acceptance.conformance.play import message, play, signal, wait

RACE = """
process P
  start s -> g
  event g -> m | t1 | t2 | sig
  catch m message=reply -> A
  catch t1 duration=PT2H -> B
  catch t2 duration=PT1H -> C
  catch sig signal=stop -> D
  user A -> e
  user B -> e
  user C -> e
  user D -> e
  end e
"""


@pytest.mark.parametrize(
    ("step", "opened"),
    [(message("reply"), "A"), (wait("PT1H"), "C"), (wait("PT3H"), "C"), (signal("stop"), "D")],
)
def test_the_first_event_takes_all(step: dict[str, object], opened: str) -> None:
    played = play(RACE, step)

    assert (played.open, played.timers) == ([opened], [])


def test_all_its_timers_wait() -> None:
    played = play(RACE)

    assert (played.result, played.timers) == ("waiting", ["t1", "t2"])


def test_a_late_event_finds_nobody() -> None:
    played = play(RACE, wait("PT1H"), message("reply"))

    assert (played.result, [step["ok"] for step in played.answer["steps"]]) == (
        "failed",
        [True, False],
    )


def test_receive_tasks_may_race() -> None:
    sketch = """
    process P
      start s -> g
      event g -> r1 | r2
      receive r1 message=yes -> A
      receive r2 message=no -> B
      user A -> e
      user B -> e
      end e
    """
    assert play(sketch, message("no")).open == ["B"]
    assert play(sketch, message("yes"), "A").result == "completed"


def test_a_race_in_a_loop_is_held_again() -> None:
    sketch = """
    process P
      start s -> x
      xor x -> g
      event g -> m | t
      catch m message=reply -> e
      catch t duration=PT1H -> R
      user R -> x
      end e
    """
    played = play(sketch, wait("PT1H"), "R", wait("PT30M"), message("reply"))

    assert (played.result, played.count("R")) == ("completed", 1)


def test_two_races_in_parallel_do_not_disturb_each_other() -> None:
    sketch = """
    process P
      start s -> f
      and f -> g | h
      event g -> m1 | t1
      catch m1 message=one -> A
      catch t1 duration=PT1H -> B
      event h -> m2 | t2
      catch m2 message=two -> C
      catch t2 duration=PT1H -> D
      user A -> e
      user B -> e
      user C -> e
      user D -> e
      end e
    """
    assert play(sketch, message("one"), wait("PT1H")).open == ["A", "D"]
