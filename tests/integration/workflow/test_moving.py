"""Moving tokens by hand, and beginning again what is over."""

import pytest

from engine.kernel.errors import Invalid
from engine.workflow import CompleteTask, MoveToken
from tests.integration.workflow.case import Case

PROCESS = """
process P
  start s -> A
  user A -> B
  boundary t on=A duration=P1D -> L
  user L
  user B -> S
  sub S -> Z
    start s1 -> C
    user C -> D
    user D -> e1
    end e1
    evsub W
      start w message=stop nonint -> X
      user X
  boundary late on=S duration=P2D -> L
  user Z -> e
  end e
"""


def test_a_token_is_moved_to_another_activity() -> None:
    case = Case(PROCESS).start()

    case.do(MoveToken(case.task("A").id, "Z"))

    assert (case.open, case.timers, case.count("A", "cancelled")) == (["Z"], {}, 1)
    case.complete("Z")
    assert case.status == "completed"


def test_moving_into_a_sub_process_begins_it() -> None:
    case = Case(PROCESS).start()

    case.do(MoveToken(case.task("A").id, "D"))

    assert (case.open, [timer.activity for timer in case.timers.values()]) == (["D"], ["late"])
    case.hear("stop")
    case.complete("X")
    case.complete("D")
    assert case.open == ["Z"]


def test_moving_the_last_token_out_of_a_sub_process_cancels_it() -> None:
    case = Case(PROCESS).start()
    case.complete("A")
    case.complete("B")

    case.do(MoveToken(case.task("C").id, "A"))

    assert (case.open, case.count("S", "cancelled"), case.subscriptions) == (["A"], 1, {})


def test_moving_inside_a_sub_process_stays_inside() -> None:
    case = Case(PROCESS).start()
    case.complete("A")
    case.complete("B")

    case.do(MoveToken(case.task("C").id, "D"))
    case.complete("D")

    assert (case.open, case.count("S")) == (["Z"], 1)


@pytest.mark.parametrize("target", ["nowhere", "t", "W", "P"])
def test_a_token_cannot_be_moved_where_none_can_be(target: str) -> None:
    case = Case(PROCESS).start()

    with pytest.raises(Invalid):
        case.do(MoveToken(case.task("A").id, target))


def test_a_finished_instance_begins_again_at_an_activity() -> None:
    case = Case(PROCESS).start(x=1)
    case.do(MoveToken(case.task("A").id, "Z"))
    case.complete("Z")

    case.do(MoveToken("", "B"))

    assert (case.status, case.open, case.variables) == ("running", ["B"], {"x": 1})
    case.complete("B")
    assert case.open == ["C"]


def test_a_failed_instance_goes_on_elsewhere() -> None:
    case = Case("""
    process P
      start s -> A
      user A -> boom
      end boom error=E1
      user B
    """).start()
    case.complete("A")
    token = case.last.incidents[0].token

    case.do(MoveToken(token, "B"))

    assert (case.status, case.open) == ("running", ["B"])


def test_a_token_moved_to_a_join_counts_as_the_join() -> None:
    case = Case("""
    process P
      start s -> f
      and f -> A | B
      user A -> j
      user B -> j
      and j -> C
      user C
    """).start()

    case.do(MoveToken(case.task("A").id, "j"))

    assert case.open == ["B", "C"]


def test_a_revived_instance_is_guarded_again() -> None:
    case = Case("""
    process P
      start s -> S
      sub S -> e
        start s1 -> A
        user A -> boom
        end boom error=E1
        user B
      boundary t on=S duration=P1D -> L
      user L
      end e
      evsub H
        start h message=stop nonint -> X
        user X
    """).start()
    case.complete("A")
    assert (case.status, case.timers, case.subscriptions) == ("failed", {}, {})

    case.do(MoveToken(case.last.incidents[0].token, "B"))

    assert [timer.activity for timer in case.timers.values()] == ["t"]
    assert [one.name for one in case.subscriptions.values()] == ["stop"]


def test_moving_one_instance_out_of_a_sub_process_leaves_the_others() -> None:
    case = Case("""
    process P
      start s -> S
      sub S mi=par card=2 -> Z
        start s1 -> A
        user A -> e1
        end e1
      user L
      user Z
    """).start()

    case.do(MoveToken(case.task("A").id, "L"))
    assert case.open == ["A", "L"]
    case.complete("A")

    assert case.open == ["L", "Z"]


BRANCHES = """
process P
  start s -> A
  user A -> f
  and f -> B | C
  user B -> j
  user C -> D
  user D -> j
  and j -> Z
  user Z -> e
  end e
"""


def test_going_back_before_a_split_sweeps_the_other_branch_and_the_waiting_join() -> None:
    case = Case(BRANCHES).start()
    case.complete("A")
    case.complete("B")

    case.do(MoveToken(case.task("C").id, "A", frozenset("fBCDjZ")))

    assert case.open == ["A"]
    case.complete("A")
    case.complete("C")
    case.complete("D")
    assert case.open == ["B"]
    case.complete("B")
    assert case.open == ["Z"]


def test_a_completed_task_may_go_on_elsewhere_than_its_flows_lead() -> None:
    case = Case(BRANCHES).start()

    case.do(CompleteTask(case.task("A").id, {"x": 1}, then="Z"))

    assert (case.open, case.count("A", "completed")) == (["Z"], 1)


def test_a_completed_task_cannot_go_on_in_another_scope() -> None:
    case = Case(PROCESS).start()

    with pytest.raises(Invalid):
        case.do(CompleteTask(case.task("A").id, then="D"))
