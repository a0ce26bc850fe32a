"""Signals: broadcast to everybody who listens (BPMN 2.0.2 §10.5.5)."""

import pytest

from tests.acceptance.conformance.play import play, signal, start

LISTENER = "process P\n  start s -> c\n  catch c signal=alarm -> A\n  user A"


def test_a_signal_reaches_every_instance() -> None:
    played = play(LISTENER, start("P"), start("P"), signal("alarm"))

    assert played.open == ["A", "A", "A"]


def test_a_signal_nobody_hears_is_no_error() -> None:
    played = play(LISTENER, signal("other"))

    assert (played.result, played.answer["steps"]) == ("waiting", [{"ok": True, "error": None}])


def test_a_signal_may_be_sent_to_one_instance() -> None:
    played = play(LISTENER, start("P"), {"signal": "alarm", "instance": "P#2"})

    assert played.open == ["A"]


def test_all_listeners_of_one_instance_hear_it() -> None:
    sketch = """
    process P
      start s -> f
      and f -> c1 | c2 | B
      catch c1 signal=alarm -> A
      catch c2 signal=alarm -> A
      user A
      user B
      boundary b on=B signal=alarm nonint -> C
      user C
    """
    assert play(sketch, signal("alarm")).open == ["A", "A", "B", "C"]


@pytest.mark.parametrize("throw", ["throw t signal=alarm -> Z", "end t signal=alarm"])
def test_a_thrown_signal_starts_processes_and_reaches_instances(throw: str) -> None:
    sketch = f"""
    process P
      start s -> A
      user A -> t
      {throw}
      user Z
    process Q
      start q signal=alarm -> B
      user B
    process R
      start r -> c
      catch c signal=alarm -> C
      user C
    """
    sketch = sketch if "Z" in throw else sketch.replace("      user Z\n", "")
    played = play(sketch, start("R"), "A")

    assert [item for item in played.open if item != "Z"] == ["B", "C"]


def test_the_thrower_hears_its_own_signal() -> None:
    sketch = """
    process P
      start s -> f
      and f -> A | c
      user A -> t
      throw t signal=done -> Z
      catch c signal=done -> B
      user B
      user Z
    """
    assert play(sketch, "A").open == ["B", "Z"]


def test_a_signal_that_comes_before_anybody_waits_is_gone() -> None:
    sketch = """
    process P
      start s -> A
      user A -> c
      catch c signal=alarm -> B
      user B
    """
    assert play(sketch, signal("alarm"), "A").open == []


def test_a_signal_step_carries_a_payload() -> None:
    assert play(LISTENER, signal("alarm", level=3), "A").variables == {"level": 3}


def test_signal_start_and_catch_of_the_same_name_both_happen() -> None:
    sketch = """
    process P
      start s -> c
      catch c signal=go -> A
      user A
    process Q
      start q signal=go -> B
      user B
    """
    assert play(sketch, signal("go")).open == ["A", "B"]
