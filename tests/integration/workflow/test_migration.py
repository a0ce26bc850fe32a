"""Instances move to another version: what is open stays open, with its ids and due times."""

from datetime import timedelta

import pytest

from engine.workflow import Migration, compare, migrate
from tests.integration.workflow.case import Case

OLD = """
process P
  start s -> A
  user A -> B
  boundary t on=A duration=P5D -> L
  boundary m on=A message=ask nonint -> L
  user L
  user B -> e
  end e
"""


def carry(case: Case, sketch: str, **mapping: str) -> Migration:
    """Migrate a case to another sketch; it goes on in the new version."""
    new = Case(sketch)
    made = migrate(case.definition, new.definition, case.state or b"", mapping, case.now, new.ports)
    if made.advance is not None:
        case.definition, case.ports = new.definition, new.ports
        case.take(made.advance)
    return made


def codes(made: Migration) -> list[tuple[str, str]]:
    return [(problem.code, problem.element) for problem in made.problems]


def test_an_open_task_keeps_its_id_and_its_timer_its_due_time() -> None:
    case = Case(OLD).start(x=1)
    token, due = case.task("A").id, [timer.due_at for timer in case.timers.values()]
    case.wait(timedelta(days=2))

    made = carry(
        case, OLD.replace("user B -> e", "user B -> C\n  user C -> e").replace("P5D", "P9D")
    )

    assert (made.problems, [task.id for task in made.kept]) == ((), [token])
    assert [timer.due_at for timer in case.timers.values()] == due
    for task in "ABC":
        case.complete(task)
    assert (case.status, case.variables) == ("completed", {"x": 1})


def test_a_renamed_element_is_mapped() -> None:
    case = Case(OLD).start()
    token = case.task("A").id

    made = carry(
        case,
        OLD.replace("on=A", "on=A2").replace("A -> B", "A2 -> B").replace("-> A", "-> A2"),
        A="A2",
    )

    assert [(task.id, task.activity_id) for task in made.kept] == [(token, "A2")]
    assert case.complete("A").history[0].activity == "A2"


def test_new_events_begin_to_wait_and_lost_ones_stop() -> None:
    case = Case(OLD).start()

    carry(case, OLD.replace("boundary m on=A message=ask", "boundary n on=A signal=go"))

    assert [one.name for one in case.subscriptions.values()] == ["go"]
    case.hear("go")
    assert case.open == ["A", "L"]


def test_an_event_that_waits_for_another_message_says_so() -> None:
    case = Case(OLD).start()
    before = set(case.subscriptions)

    carry(case, OLD.replace("message=ask", "message=question"))

    assert set(case.subscriptions) == before
    assert [one.name for one in case.subscriptions.values()] == ["question"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("user A -> B", "user Z -> B"), ("element-missing", "A")),
        (("user A -> B", "service A topic=x -> B"), ("type-differs", "A")),
        (("user A -> B", "user A mi=par card=2 -> B"), ("loop-differs", "A")),
    ],
)
def test_what_blocks_is_named(change: tuple[str, str], expected: tuple[str, str]) -> None:
    case = Case(OLD).start()
    new = OLD.replace("-> A\n", f"-> {'Z' if 'Z' in change[1] else 'A'}\n").replace(*change)
    new = new.replace("on=A", "on=Z") if "Z" in change[1] else new
    before = case.state

    made = carry(case, new)

    assert (codes(made), made.advance, case.state) == ([expected], None, before)


def test_an_activity_moved_into_a_sub_process_blocks() -> None:
    case = Case("process P\n  start s -> A\n  user A").start()

    made = carry(case, "process P\n  start s -> S\n  sub S\n    start t -> A\n    user A")

    assert codes(made) == [("scope-differs", "A")]


FORK = """
process P
  start s -> f
  and f -> A | B
  user A -> j
  user B -> j
  and j -> C
  user C
"""


def test_tokens_at_a_join_stay_on_their_flows() -> None:
    case = Case(FORK).start()
    case.complete("B")

    carry(
        case,
        FORK.replace("-> A | B", "-> B | A").replace(
            "  user A -> j\n  user B -> j", "  user B -> j\n  user A -> j"
        ),
    )
    assert case.open == ["A"]
    case.complete("A")

    assert case.open == ["C"]


def test_a_join_nobody_else_can_reach_any_more_fires() -> None:
    case = Case(FORK).start()
    case.complete("A")
    case.complete("B")
    back = carry(case, FORK)

    assert (back.problems, case.open) == ((), ["C"])


def test_migrating_back_undoes_it() -> None:
    case = Case(OLD).start()
    before = case.state
    other = OLD.replace("user B -> e", "user B -> C\n  user C -> e")

    carry(case, other)
    carry(case, OLD)

    assert case.state == before


def test_sub_processes_loops_and_calls_move_along() -> None:
    old = """
    process P
      start s -> S
      sub S mi=par card=2 -> Z
        start t -> K
        call K calls=Q -> A
        user A
      user Z
    process Q
      start q -> C
      user C
    """
    case = Case(old).start()
    case.complete("C")

    made = carry(case, old.replace("user Z", "boundary b on=S duration=P1D -> Z\n      user Z"))

    assert made.problems == ()
    assert ([timer.activity for timer in case.timers.values()], case.open) == (["b"], ["A", "C"])
    for task in ("A", "C", "A", "Z"):
        case.complete(task)
    assert case.status == "completed"


def test_two_versions_are_compared() -> None:
    old, new = Case(OLD).definition, Case(OLD.replace("user L", "task L\n  user N")).definition

    found = compare(old, new, {"B": "gone"})

    assert (found.missing, found.retyped, found.added) == (("B",), ("L",), ("N", "B"))


def test_a_reminder_that_was_sent_is_not_sent_again() -> None:
    sketch = (
        "process P\n  start s -> A\n  user A\n  boundary t on=A duration=P1D nonint -> R\n  task R"
    )
    case = Case(sketch).start()
    case.fire("t")

    carry(case, sketch + "\n  user B")

    assert (case.timers, case.count("R")) == ({}, 1)
