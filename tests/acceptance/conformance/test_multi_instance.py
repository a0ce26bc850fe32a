"""Multi-instance activities, parallel and sequential (BPMN 2.0.2 §13.3.7)."""

import pytest

from tests.acceptance.conformance.play import do, message, play, wait

TASK = """
process P
  start s -> A
  user A mi={kind} {rest} -> Z
  user Z
"""


def test_parallel_ones_are_all_there_at_once() -> None:
    sketch = TASK.format(kind="par", rest="card=3")

    assert play(sketch).open == ["A", "A", "A"]
    assert play(sketch, "A", "A").open == ["A"]
    assert play(sketch, "A", "A", "A").open == ["Z"]


def test_sequential_ones_come_one_by_one() -> None:
    sketch = TASK.format(kind="seq", rest="card=3")

    assert play(sketch).open == ["A"]
    assert play(sketch, "A", "A").open == ["A"]
    assert play(sketch, "A", "A", "A").open == ["Z"]


@pytest.mark.parametrize("kind", ["par", "seq"])
def test_each_inner_instance_is_traced_and_the_body_is_not(kind: str) -> None:
    played = play(TASK.format(kind=kind, rest="card=3"), "A", "A", "A")

    assert (played.count("A", "entered"), played.count("A")) == (3, 3)


@pytest.mark.parametrize("kind", ["par", "seq"])
@pytest.mark.parametrize("rest", ["card=0", "coll=items elem=item"])
def test_none_at_all_is_passed_at_once(kind: str, rest: str) -> None:
    played = play(TASK.format(kind=kind, rest=rest), items=[])

    assert (played.open, played.count("A", "entered")) == (["Z"], 0)


@pytest.mark.parametrize("kind", ["par", "seq"])
def test_a_collection_gives_each_its_element(kind: str) -> None:
    sketch = f"""
    process P
      start s -> A
      script A feel="item * 10 + loopCounter" result=last mi={kind} coll=items elem=item -> Z
      user Z
    """
    played = play(sketch, items=[1, 2, 3])

    assert (played.open, played.count("A")) == (["Z"], 3)
    assert played.variables == {"items": [1, 2, 3], "last": 32}


def test_the_cardinality_may_be_an_expression() -> None:
    assert play(TASK.format(kind="par", rest="card='=n + 1'"), n=1).open == ["A", "A"]
    assert play(TASK.format(kind="par", rest="card='${n}'"), n=2).open == ["A", "A"]


@pytest.mark.parametrize(("kind", "opened"), [("par", ["A", "A", "A", "A", "A"]), ("seq", ["A"])])
def test_a_completion_condition_ends_it_early(kind: str, opened: list[str]) -> None:
    sketch = TASK.format(kind=kind, rest="card=5 done='nrOfCompletedInstances >= 2'")

    assert play(sketch).open == opened
    assert play(sketch, "A", "A").open == ["Z"]
    assert play(sketch, "A", "A").count("A", "cancelled") == len(opened) - 2 * (kind == "par") - (
        kind == "seq"
    )


def test_a_completion_condition_may_ask_for_what_was_decided() -> None:
    sketch = TASK.format(kind="par", rest="card=3 done='veto = true'")

    assert play(sketch, do("A", veto=False), veto=False).open == ["A", "A"]
    assert play(sketch, do("A", veto=False), do("A", veto=True), veto=False).open == ["Z"]


def test_the_counters_are_those_of_the_standard() -> None:
    ratio = "nrOfCompletedInstances / nrOfInstances >= 0.5 and nrOfActiveInstances <= 2"
    sketch = TASK.format(kind="par", rest=f'card=4 done="{ratio}"')

    assert play(sketch, "A").open == ["A", "A", "A"]
    assert play(sketch, "A", "A").open == ["Z"]


@pytest.mark.parametrize("kind", ["par", "seq"])
def test_an_interrupting_boundary_event_ends_them_all(kind: str) -> None:
    sketch = (
        TASK.format(kind=kind, rest="card=3") + "  boundary b on=A duration=PT1H -> X\n  user X"
    )

    assert play(sketch, "A", wait("PT1H")).open == ["X"]
    assert play(sketch, "A", "A", "A", wait("PT1H")).open == ["Z"]


def test_a_non_interrupting_boundary_event_fires_once_for_the_whole() -> None:
    event = "  boundary b on=A duration=PT1H nonint -> X\n  user X"
    sketch = TASK.format(kind="par", rest="card=2") + event

    assert play(sketch, wait("PT1H")).open == ["A", "A", "X"]


SUB = """
process P
  start s -> S
  sub S mi={kind} coll=items elem=item -> Z
    start s1 -> A
    user A -> B
    user B -> e1
    end e1
  boundary b on=S message=stop -> X
  user X
  user Z
"""


def test_sub_processes_run_in_parallel() -> None:
    sketch = SUB.format(kind="par")

    assert play(sketch, items=[1, 2]).open == ["A", "A"]
    assert play(sketch, "A", items=[1, 2]).open == ["A", "B"]
    assert play(sketch, "A", "B", "A", "B", items=[1, 2]).open == ["Z"]
    assert play(sketch, "A", "B", "A", "B", items=[1, 2]).count("S") == 2


def test_sub_processes_run_one_after_the_other() -> None:
    sketch = SUB.format(kind="seq")

    assert play(sketch, "A", items=[1, 2]).open == ["B"]
    assert play(sketch, "A", "B", items=[1, 2]).open == ["A"]
    assert play(sketch, "A", "B", "A", "B", items=[1, 2]).open == ["Z"]


@pytest.mark.parametrize("kind", ["par", "seq"])
def test_sub_processes_are_interrupted_together(kind: str) -> None:
    assert play(SUB.format(kind=kind), "A", message("stop"), items=[1, 2, 3]).open == ["X"]


def test_an_error_in_one_ends_all() -> None:
    sketch = """
    process P
      start s -> S
      sub S mi=par card=3 -> Z
        start s1 -> A
        user A -> g
        xor g -> boom if bad | e1 else
        end boom error=E1
        end e1
      boundary b on=S error=E1 -> X
      user X
      user Z
    """
    assert play(sketch, do("A", bad=False), do("A", bad=True)).open == ["X"]
    assert play(sketch, *[do("A", bad=False)] * 3).open == ["Z"]


def test_terminate_in_one_ends_that_one() -> None:
    sketch = """
    process P
      start s -> S
      sub S mi=par card=2 -> Z
        start s1 -> A | B
        user A -> t
        user B
        end t terminate
      user Z
    """
    assert play(sketch, "A").open == ["A", "B"]
    assert play(sketch, "A", "A").open == ["Z"]


@pytest.mark.parametrize("kind", ["par", "seq"])
def test_calls_may_be_many(kind: str) -> None:
    sketch = f"""
    process P
      start s -> K
      call K calls=Q mi={kind} coll=items elem=item in=item:part -> Z
      user Z
    process Q
      start q -> A
      user A -> qe
      end qe
    """
    assert play(sketch, items=[1, 2]).open == (["A", "A"] if kind == "par" else ["A"])
    assert play(sketch, "A", "A", items=[1, 2]).open == ["Z"]


def test_multi_instances_nest() -> None:
    sketch = """
    process P
      start s -> S
      sub S mi=par card=2 -> Z
        start s1 -> A
        user A mi=seq card=2 -> e1
        end e1
      user Z
    """
    assert play(sketch).open == ["A", "A"]
    assert play(sketch, "A", "A", "A").open == ["A"]
    assert play(sketch, "A", "A", "A", "A").open == ["Z"]


def test_a_multi_instance_in_a_loop_starts_afresh() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> A
      user A mi=par card=2 -> g
      xor g -> m if again | e else
      end e
    """
    played = play(
        sketch, do("A", again=True), do("A", again=True), do("A", again=True), do("A", again=False)
    )

    assert (played.result, played.count("A")) == ("completed", 4)


@pytest.mark.parametrize("rest", ["coll=missing elem=item", "card='=\"many\"'", "card=-1"])
def test_a_number_of_instances_that_is_none_is_an_incident(rest: str) -> None:
    played = play(TASK.format(kind="par", rest=rest))

    assert played.result in ("failed", "refused")
    assert played.result == "refused" or played.incident == "A"


def test_two_visits_of_a_multi_instance_do_not_mix() -> None:
    sketch = """
    process P
      start s -> A | B
      user A -> T
      user B -> T
      user T mi=par card=2 -> Z
      user Z
    """
    assert play(sketch, "A", "B", "T", "T").open == ["T", "T", "Z"]
    assert play(sketch, "A", "B", "T", "T", "T", "T").open == ["Z", "Z"]


def test_a_thousand_instances_are_run() -> None:
    sketch = """
    process P
      start s -> A
      script A feel="loopCounter" result=n mi=par card=1000 -> Z
      user Z
    """
    played = play(sketch)

    assert (played.open, played.count("A")) == (["Z"], 1000)
