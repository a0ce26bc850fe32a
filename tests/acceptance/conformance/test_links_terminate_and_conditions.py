"""Link, terminate and conditional events (BPMN 2.0.2 §10.5.5)."""

from tests.acceptance.conformance.play import do, play

JUMP = """
process P
  start s -> A
  user A -> go
  throw go link=L
  catch there link=L -> B
  user B -> e
  end e
"""


def test_a_link_jumps_to_its_twin() -> None:
    assert play(JUMP, "A").open == ["B"]
    assert play(JUMP, "A", "B").result == "completed"


def test_several_link_throws_lead_to_one_catch() -> None:
    sketch = """
    process P
      start s -> g
      xor g -> go1 if x = 1 | A else
      throw go1 link=L
      user A -> go2
      throw go2 link=L
      catch there link=L -> B
      user B
    """
    assert play(sketch, x=1).open == ["B"]
    assert play(sketch, "A", x=2).open == ["B"]


def test_a_link_may_lead_back() -> None:
    sketch = """
    process P
      start s -> m
      catch there link=again -> m
      xor m -> A
      user A -> g
      xor g -> go if more | e else
      throw go link=again
      end e
    """
    played = play(sketch, do("A", more=True), do("A", more=False))

    assert (played.result, played.count("A")) == ("completed", 2)


def test_links_of_the_same_name_in_another_scope_are_others() -> None:
    sketch = """
    process P
      start s -> S
      sub S -> go
        start s1 -> go1
        throw go1 link=L
        catch there1 link=L -> A
        user A
      throw go link=L
      catch there link=L -> B
      user B
    """
    assert play(sketch).open == ["A"]
    assert play(sketch, "A").open == ["B"]


def test_terminate_ends_everything_in_the_process() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | B | S
      user A -> t
      user B
      sub S
        start s1 -> C
        user C
      boundary b on=B duration=PT1H -> D
      user D
      end t terminate
    """
    played = play(sketch, "A")

    assert (played.result, played.open, played.timers) == ("terminated", [], [])
    assert played.cancelled == ["B", "C", "S"]


def test_a_terminate_end_that_stops_nothing_still_terminates() -> None:
    played = play("process P\n  start s -> A\n  user A -> t\n  end t terminate", "A")

    assert played.result == "terminated"


def test_a_condition_is_waited_for() -> None:
    sketch = """
    process P
      start s -> f
      and f -> c | A
      catch c cond="amount >= 100" -> B
      user A -> C
      user B
      user C
    """
    assert play(sketch, do("A", amount=5), amount=0).open == ["C"]
    assert play(sketch, do("A", amount=5), do("C", amount=100), amount=0).open == ["B"]


def test_a_condition_that_holds_already_is_passed_at_once() -> None:
    sketch = 'process P\n  start s -> c\n  catch c cond="amount >= 100" -> B\n  user B'

    assert play(sketch, amount=500).open == ["B"]


def test_a_condition_on_a_variable_yet_to_come_waits() -> None:
    sketch = """
    process P
      start s -> f
      and f -> c | A
      catch c cond="ready = true" -> B
      user A
      user B
    """
    assert play(sketch).open == ["A"]
    assert play(sketch, do("A", ready=True)).open == ["B"]


def test_a_none_intermediate_event_passes() -> None:
    assert play("process P\n  start s -> t\n  throw t -> A\n  user A").open == ["A"]


def test_a_condition_fires_each_time_it_becomes_true_again() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | m
      user A -> e
      boundary c on=A cond="v > 1" nonint -> H
      user H -> e
      xor m -> B
      user B -> g
      xor g -> m if more | e else
      end e
    """
    steps = [do("B", v=v) for v in (2, 3, 0, 5)]

    assert play(sketch, *steps, v=0, more=True).open == ["A", "B", "H", "H"]


def test_flows_behind_the_first_true_one_are_not_asked() -> None:
    sketch = """
    process P
      start s -> g
      xor g -> A if x = 1 | B if unknown = 1 | C else
      user A
      user B
      user C
    """
    assert play(sketch, x=1).open == ["A"]
