"""Timers: dates, durations and cycles in virtual time (BPMN 2.0.2 §10.5.5)."""

import pytest

from tests.acceptance.conformance.play import NOW, do, play, start, wait

PAUSE = """
process P
  start s -> t
  catch t {timer} -> A
  user A -> e
  end e
"""


@pytest.mark.parametrize(
    ("timer", "due"),
    [
        ("duration=PT90M", "2026-11-02T10:30:00+08:00"),
        ("duration=P1DT1H", "2026-11-03T10:00:00+08:00"),
        ("duration=P1M", "2026-12-02T09:00:00+08:00"),
        ("date=2026-11-05T08:00:00+08:00", "2026-11-05T08:00:00+08:00"),
        ("date=2026-11-05T00:00:00Z", "2026-11-05T08:00:00+08:00"),
        ("duration='=duration(\"PT2H\")'", "2026-11-02T11:00:00+08:00"),
        ("duration='${pause}'", "2026-11-02T09:45:00+08:00"),
        ("duration='=pause'", "2026-11-02T09:45:00+08:00"),
        ("date='=deadline'", "2026-11-09T12:00:00+08:00"),
    ],
)
def test_a_timer_falls_due(timer: str, due: str) -> None:
    variables = {"pause": "PT45M", "deadline": "2026-11-09T12:00:00+08:00"}

    answer = play(PAUSE.format(timer=timer), **variables).answer

    assert answer["timers"] == [{"activity": "t", "due": due}]


def test_the_end_of_an_advance_is_included() -> None:
    assert play(PAUSE.format(timer="duration=PT1H"), wait("PT59M59S")).open == []
    assert play(PAUSE.format(timer="duration=PT1H"), wait("PT1H")).open == ["A"]


def test_advances_add_up() -> None:
    played = play(PAUSE.format(timer="duration=PT1H"), wait("PT30M"), wait("PT30M"))

    assert played.open == ["A"]


def test_a_date_that_has_passed_fires_with_the_next_advance() -> None:
    played = play(PAUSE.format(timer="date=2020-01-01T00:00:00Z"), wait("PT0S"))

    assert played.open == ["A"]


def test_timers_fire_in_due_order_at_their_own_time() -> None:
    sketch = """
    process P
      start s -> f
      and f -> t1 | t2 | t3
      catch t1 duration=PT3H -> A
      catch t2 duration=PT1H -> B
      catch t3 duration=PT2H -> C
      task A
      task B
      task C
    """
    played = play(sketch, wait("PT4H"))
    fired = [
        (item["activity"], item["at"])
        for item in played.answer["trace"]
        if item["event"] == "completed" and item["type"] == "task"
    ]

    assert fired == [
        ("B", "2026-11-02T10:00:00+08:00"),
        ("C", "2026-11-02T11:00:00+08:00"),
        ("A", "2026-11-02T12:00:00+08:00"),
    ]


def test_a_timer_set_by_a_timer_fires_in_the_same_advance() -> None:
    sketch = """
    process P
      start s -> t1
      catch t1 duration=PT1H -> t2
      catch t2 duration=PT1H -> A
      user A
    """
    assert play(sketch, wait("PT2H")).open == ["A"]
    assert play(sketch, wait("PT1H59M")).open == []


def test_a_task_completed_later_starts_its_timer_later() -> None:
    sketch = """
    process P
      start s -> A
      user A -> t
      catch t duration=PT1H -> B
      user B
    """
    played = play(sketch, wait("PT2H"), "A")

    assert played.answer["timers"] == [{"activity": "t", "due": "2026-11-02T12:00:00+08:00"}]


@pytest.mark.parametrize("timer", ["duration='=no_such'", "duration='=\"soon\"'", "date='=5'"])
def test_a_timer_that_cannot_be_read_is_an_incident(timer: str) -> None:
    played = play(PAUSE.format(timer=timer))

    assert played.result in ("failed", "refused")
    assert played.result == "refused" or played.incident == "t"


@pytest.mark.parametrize("timer", ["duration='2 hours'", "date='next week'", "cycle=R/"])
def test_a_timer_text_that_is_none_is_refused(timer: str) -> None:
    assert play(PAUSE.format(timer=timer)).result == "refused"


CLOCKED = """
process P
  start ps -> pe
  end pe
process Q
  start qs {timer} -> A
  user A -> qe
  end qe
"""


@pytest.mark.parametrize(
    ("timer", "span", "count"),
    [
        ("duration=PT1H", "PT59M", 0),
        ("duration=PT1H", "PT5H", 1),
        ("date=2026-11-03T09:00:00+08:00", "P1D", 1),
        ("cycle=R3/PT1H", "PT2H", 2),
        ("cycle=R3/PT1H", "P1D", 3),
        ("cycle=R/PT1H", "PT6H", 6),
    ],
)
def test_a_timer_start_event_starts_instances(timer: str, span: str, count: int) -> None:
    assert play(CLOCKED.format(timer=timer), wait(span)).open == ["A"] * count


def test_a_process_that_only_a_timer_starts_waits_for_it() -> None:
    sketch = "process P\n  start s duration=PT1H -> A\n  user A -> e\n  end e"

    assert play(sketch).result == "waiting"
    assert play(sketch, wait("PT1H"), "A").result == "completed"


def test_a_cycle_in_the_flow_fires_once() -> None:
    played = play(PAUSE.format(timer="cycle=R5/PT1H"), wait("P1D"))

    assert (played.open, played.timers) == (["A"], [])


def test_a_cycle_may_have_a_start_and_an_end() -> None:
    sketch = """
    process P
      start s -> A
      user A
      boundary b on=A cycle=R3/2026-11-02T12:00:00+08:00/PT1H nonint -> B
      user B
    """
    assert play(sketch, wait("PT2H")).open == ["A"]
    assert play(sketch, wait("PT3H")).open == ["A", "B"]
    assert play(sketch, wait("P1D")).open == ["A", "B", "B", "B"]


def test_each_instance_has_its_own_timers() -> None:
    sketch = PAUSE.format(timer="duration=PT2H")

    played = play(sketch, wait("PT1H"), start("P"), wait("PT1H"), do("A"))

    assert (played.result, played.timers) == ("waiting", ["t"])


def test_the_virtual_clock_begins_at_the_scripts_now() -> None:
    assert play(PAUSE.format(timer="duration=PT1H")).answer["trace"][0]["at"] == NOW
