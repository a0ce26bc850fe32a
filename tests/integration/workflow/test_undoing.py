"""Compensation: what was completed is undone in reverse order, with the data of its time."""

from tests.integration.workflow.case import Case

BOOKING = """
process P
  start s -> A
  task A -> B
  boundary ca on=A compensate
  user undoA forcomp
  raw <bpmn:association id="as1" sourceRef="ca" targetRef="undoA"/>
  task B -> C
  boundary cb on=B compensate
  user undoB forcomp
  raw <bpmn:association id="as2" sourceRef="cb" targetRef="undoB"/>
  user C -> g
  xor g -> m if again | t else
  xor m -> A
  throw t compensate{ref} -> D
  user D
"""


def sketch(ref: str = "") -> str:
    # `A` is entered from the start and again from the loop.
    return BOOKING.format(ref=ref).replace("start s -> A", "start s -> m")


def test_handlers_run_one_by_one_in_reverse_order() -> None:
    case = Case(sketch()).start()
    case.complete("C", again=False)
    order = []
    while case.open != ["D"]:
        order += case.open
        case.complete(case.open[0])

    assert order == ["undoB", "undoA"]


def test_what_was_done_twice_is_undone_twice() -> None:
    case = Case(sketch()).start()
    case.complete("C", again=True)
    case.complete("C", again=False)
    order = []
    while case.open != ["D"]:
        order += case.open
        case.complete(case.open[0])

    assert order == ["undoB", "undoA", "undoB", "undoA"]


def test_one_activity_alone_can_be_undone() -> None:
    case = Case(sketch("=A")).start()
    case.complete("C", again=False)

    assert case.open == ["undoA"]
    case.complete("undoA")
    assert case.open == ["D"]


def test_what_was_never_done_needs_no_undoing() -> None:
    case = Case(sketch("=A").replace("start s -> m", "start s -> C")).start()
    case.complete("C", again=False)

    assert case.open == ["D"]


INSIDE = """
process P
  start s -> S
  sub S mi=par coll=all elem=one -> C
    start s1 -> A
    task A -> e1
    boundary ca on=A compensate
    user undo forcomp
    raw <bpmn:association id="as1" sourceRef="ca" targetRef="undo"/>
    end e1
  user C -> t
  throw t compensate -> D
  user D
"""


def test_the_inside_of_a_completed_sub_process_is_undone_with_its_data() -> None:
    case = Case(INSIDE).start(all=["x", "y"])
    case.complete("C")
    seen = []
    from engine.workflow import SetVariables

    while case.open != ["D"]:
        token = case.task("undo").id
        case.do(SetVariables({"one": f"undone {len(seen)}"}, token))
        seen.append(case.open)
        case.complete("undo")

    assert seen == [["undo"], ["undo"]]
    # The element variable belongs to the instance, not to the process.
    assert case.variables == {"all": ["x", "y"]}


def test_a_cancelled_transaction_is_undone_before_it_is_left() -> None:
    case = Case("""
    process P
      start s -> T
      txn T -> N
        start s1 -> A
        task A -> f
        boundary ca on=A compensate
        user undo forcomp
        raw <bpmn:association id="as1" sourceRef="ca" targetRef="undo"/>
        and f -> B | C
        user B -> x
        end x cancel
        user C -> e1
        end e1
      boundary b on=T cancel -> Z
      user Z
      user N
    """).start()

    case.complete("B")
    assert (case.open, case.count("C", "cancelled")) == (["undo"], 1)
    case.complete("undo")

    assert (case.open, case.count("T", "cancelled")) == (["Z"], 1)


def test_a_sub_process_may_undo_itself_by_an_event_sub_process() -> None:
    case = Case("""
    process P
      start s -> S
      sub S -> C
        start s1 -> A
        task A -> e1
        boundary ca on=A compensate
        user undo forcomp
        raw <bpmn:association id="as1" sourceRef="ca" targetRef="undo"/>
        end e1
        evsub U
          start us compensate -> X
          user X -> ut
          throw ut compensate -> ue
          end ue
      user C -> t
      throw t compensate -> D
      user D
    """).start()

    case.complete("C")
    assert case.open == ["X"]
    case.complete("X")
    assert case.open == ["undo"]
    case.complete("undo")

    assert case.open == ["D"]


def test_a_throw_that_does_not_wait_goes_on_at_once() -> None:
    raw = (
        'raw <bpmn:intermediateThrowEvent id="t"><bpmn:compensateEventDefinition id="td"'
        ' waitForCompletion="false"/></bpmn:intermediateThrowEvent>\n'
        '  raw <bpmn:sequenceFlow id="tf" sourceRef="t" targetRef="D"/>\n'
    )
    case = Case(sketch().replace("throw t compensate -> D", raw)).start()
    case.complete("C", again=False)

    assert case.open == ["D", "undoB"]
    case.complete("D")
    assert (case.status, case.open) == ("running", ["undoB"])
    case.complete("undoB")
    case.complete("undoA")
    assert case.status == "completed"


def test_cancelling_undoes_also_what_running_sub_processes_have_completed() -> None:
    case = Case("""
    process P
      start s -> T
      txn T -> N
        start s1 -> f
        and f -> S | B
        sub S mi=par card=2
          start s2 -> A
          task A -> C
          boundary ca on=A compensate
          user undo forcomp
          raw <bpmn:association id="as1" sourceRef="ca" targetRef="undo"/>
          user C
        user B -> x
        end x cancel
      boundary b on=T cancel -> Z
      user Z
      user N
    """).start()
    case.complete("B")

    assert case.open == ["undo"]
    case.complete("undo")
    case.complete("undo")
    assert case.open == ["Z"]
