"""Messages: one sender, one receiver, also across instances and processes (§10.5.5)."""

import pytest

from tests.acceptance.conformance.play import do, message, play, start


@pytest.mark.parametrize("line", ["catch c message=paid", "receive c message=paid"])
def test_a_message_is_waited_for(line: str) -> None:
    sketch = f"process P\n  start s -> c\n  {line} -> A\n  user A"

    assert (play(sketch).result, play(sketch).open) == ("waiting", [])
    assert play(sketch, message("paid", amount=3)).open == ["A"]
    assert play(sketch, message("paid", amount=3)).variables == {"amount": 3}


def test_a_message_for_nobody_cannot_be_delivered() -> None:
    played = play("process P\n  start s -> c\n  catch c message=paid -> e\n  end e", message("no"))

    assert played.result == "failed"
    assert "paid" in played.answer["steps"][0]["error"]


def test_a_message_reaches_one_instance_the_oldest() -> None:
    sketch = "process P\n  start s -> c\n  catch c message=paid -> A\n  user A"

    once = play(sketch, start("P"), message("paid", n=1))
    twice = play(sketch, start("P"), message("paid"), message("paid"))

    assert (once.open, once.variables) == (["A"], {"n": 1})
    assert twice.open == ["A", "A"]


def test_a_step_may_name_the_instance() -> None:
    sketch = "process P\n  start s -> c\n  catch c message=paid -> A\n  user A"

    played = play(sketch, start("P"), {"message": "paid", "instance": "P#2", "payload": {"n": 1}})

    assert (played.open, played.variables) == (["A"], {})


STARTED = """
process P
  start s -> A
  user A -> t
  {throw}
process Q
  start q message=order -> C
  user C -> qe
  end qe
"""


@pytest.mark.parametrize(
    "throw",
    ["throw t message=order -> e\n  end e", "send t message=order", "end t message=order"],
)
def test_a_thrown_message_starts_a_process(throw: str) -> None:
    played = play(STARTED.format(throw=throw), "A")

    assert (played.result, played.open) == ("waiting", ["C"])
    assert {item["instance"] for item in played.answer["trace"]} == {"P#1", "Q#1"}


def test_a_message_step_starts_a_process() -> None:
    played = play(STARTED.format(throw="end t message=order"), message("order", n=5), do("C"))

    assert (played.result, played.open, played.count("qe")) == ("waiting", ["A"], 1)


def test_a_process_that_only_a_message_starts_waits_for_it() -> None:
    sketch = "process P\n  start s message=order -> A\n  user A -> e\n  end e"

    assert play(sketch).result == "waiting"
    assert play(sketch, message("order", n=2), "A").variables == {"n": 2}
    assert play(sketch, message("order"), "A").result == "completed"


def test_each_message_starts_one_more_instance() -> None:
    sketch = "process P\n  start s message=order -> A\n  user A -> e\n  end e"

    assert play(sketch, message("order"), message("order")).open == ["A", "A"]


def test_one_of_several_start_events_is_taken() -> None:
    sketch = """
    process P
      start s -> A
      start m message=order -> B
      user A -> e
      user B -> e
      end e
    """
    assert play(sketch).open == ["A"]
    assert play(sketch, message("order")).open == ["A", "B"]


def test_two_processes_talk_to_each_other() -> None:
    sketch = """
    process P
      start s -> ask
      throw ask message=question -> c
      catch c message=answer -> A
      user A -> e
      end e
    process Q
      start q message=question -> B
      user B -> reply
      end reply message=answer
    """
    played = play(sketch, "B")

    assert (played.result, played.open) == ("waiting", ["A"])
    assert play(sketch, "B", "A").result == "completed"


def test_a_conversation_may_go_back_and_forth() -> None:
    sketch = """
    process Q
      start q -> x
      xor x -> c1
      catch c1 message=question -> r
      send r message=answer -> y
      xor y -> qe if last | x else
      end qe
    process P
      start s -> m
      xor m -> ask
      send ask message=question -> c
      receive c message=answer -> A
      user A -> g
      xor g -> m if again | e else
      end e
    """
    played = play(sketch, start("P"), do("A", again=True), do("A", again=True), last=False)

    assert (played.open, played.count("r"), played.count("ask")) == (["A"], 3, 3)


def test_a_message_wakes_its_own_event_gateway_only() -> None:
    sketch = """
    process P
      start s -> g
      event g -> a | b
      catch a message=yes -> A
      catch b message=no -> B
      user A
      user B
    """
    assert play(sketch, message("no")).open == ["B"]


def test_parallel_branches_waiting_for_one_message_get_one_each() -> None:
    sketch = """
    process P
      start s -> f
      and f -> c1 | c2
      catch c1 message=paid -> A
      catch c2 message=paid -> B
      user A
      user B
    """
    assert len(play(sketch, message("paid")).open) == 1
    assert play(sketch, message("paid"), message("paid")).open == ["A", "B"]


def test_a_receive_task_in_a_loop_waits_each_time() -> None:
    sketch = """
    process P
      start s -> m
      xor m -> r
      receive r message=part -> g
      xor g -> e if last | m else
      end e
    """
    played = play(sketch, message("part", last=False), message("part", last=True))

    assert (played.result, played.count("r")) == ("completed", 2)


def test_a_receive_task_may_begin_a_process() -> None:
    sketch = """
    process P
      receive r message=order instantiate -> A
      user A -> e
      end e
    """
    played = play(sketch, message("order", n=1))

    assert (played.result, played.open, played.variables) == ("waiting", ["A"], {"n": 1})


def test_an_event_gateway_may_begin_a_process() -> None:
    sketch = """
    process P
      event g instantiate -> a | b
      catch a message=phone -> A
      catch b message=letter -> B
      user A -> e
      user B -> e
      end e
    """
    assert play(sketch, message("letter")).open == ["B"]
    assert play(sketch, message("letter"), message("phone")).open == ["A", "B"]
