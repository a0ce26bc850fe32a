"""Standard loops: again and again while a condition holds (BPMN 2.0.2 §13.3.6)."""

from tests.acceptance.conformance.play import do, message, play

AFTER = """
process P
  start s -> A
  user A loop="again = true" {rest} -> Z
  user Z
"""


def test_a_loop_tested_after_runs_at_least_once() -> None:
    sketch = AFTER.format(rest="")

    assert play(sketch, do("A", again=False), again=False).open == ["Z"]
    assert play(sketch, do("A", again=True), again=False).open == ["A"]
    assert play(sketch, do("A", again=True), do("A", again=False), again=False).open == ["Z"]


def test_a_loop_tested_before_may_run_not_at_all() -> None:
    sketch = AFTER.format(rest="before")

    assert play(sketch, again=False).open == ["Z"]
    assert play(sketch, again=False).count("A", "entered") == 0
    assert play(sketch, do("A", again=False), again=True).open == ["Z"]


def test_a_maximum_ends_the_loop() -> None:
    steps = [do("A", again=True)] * 3

    assert play(AFTER.format(rest="max=3"), *steps[:2]).open == ["A"]
    assert play(AFTER.format(rest="max=3"), *steps).open == ["Z"]


def test_each_round_has_its_own_trace() -> None:
    played = play(AFTER.format(rest=""), do("A", again=True), do("A", again=False))

    assert (played.count("A", "entered"), played.count("A")) == (2, 2)


def test_a_sub_process_may_loop() -> None:
    sketch = """
    process P
      start s -> S
      sub S loop="n < 3" -> Z
        start s1 -> A
        user A -> B
        user B -> e1
        end e1
      user Z
    """
    steps = [step for n in (1, 2, 3) for step in (do("A"), do("B", n=n))]

    assert play(sketch, *steps[:4], n=0).open == ["A"]
    assert play(sketch, *steps, n=0).open == ["Z"]


def test_a_boundary_event_ends_the_loop() -> None:
    sketch = AFTER.format(rest="") + "  boundary b on=A message=stop -> X\n  user X"

    assert play(sketch, do("A", again=True), message("stop"), again=True).open == ["X"]


def test_a_loop_in_a_loop() -> None:
    sketch = """
    process P
      start s -> S
      sub S loop="outer = true" -> Z
        start s1 -> A
        user A loop="inner = true" -> e1
        end e1
      user Z
    """
    steps = [
        do("A", inner=True, outer=True),
        do("A", inner=False, outer=True),
        do("A", inner=False, outer=False),
    ]
    played = play(sketch, *steps)

    assert (played.open, played.count("A"), played.count("S")) == (["Z"], 3, 2)


def test_a_call_may_loop() -> None:
    sketch = """
    process P
      start s -> K
      call K calls=Q loop="more = true" out=more:more -> Z
      user Z
    process Q
      start q -> A
      user A -> qe
      end qe
    """
    played = play(sketch, do("A", more=True), do("A", more=False))

    assert (played.open, played.count("A")) == (["Z"], 2)


def test_a_script_may_loop_by_itself() -> None:
    sketch = """
    process P
      start s -> A
      script A feel="n + 1" result=n loop="n < 5" -> Z
      user Z
    """
    played = play(sketch, n=0)

    assert (played.open, played.variables["n"]) == (["Z"], 5)
