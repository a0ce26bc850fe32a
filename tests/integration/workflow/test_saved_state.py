"""Saved states: small, readable in every later version, shared specs, same ids in each run."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.workflow import CompleteTask, Start, advance
from engine.workflow.state import BadState
from engine.workflow.upgrades import UnknownFormat
from tests.integration.workflow.case import NOW, SEED, Case

STATES = Path(__file__).parent / "states"
EVERYTHING = """
process P
  start s -> f
  and f -> A | S | V | K | g | T | c
  user A -> j
  boundary t on=A duration=P1D nonint -> R
  boundary u on=A signal=go nonint -> R
  user R
  sub S -> o
    start s1 -> B
    task B -> B2
    boundary cb on=B compensate
    user undo forcomp
    raw <bpmn:association id="as1" sourceRef="cb" targetRef="undo"/>
    user B2 -> e1
    end e1
    evsub H
      start h message=stop nonint -> X
      user X
  user V mi=par coll=people elem=person -> o
  call K calls=Q in=x:y -> j
  event g -> g1 | g2
  catch g1 message=m -> j
  catch g2 duration=PT2H -> j
  service T topic=later -> o
  catch c cond='x > 100' -> j
  and j -> W
  user W
  or o -> O
  user O -> z
  throw z compensate
process Q
  start q -> C
  user C
"""


def everything() -> Case:
    return Case(EVERYTHING).start(x=1, people=["wang", "li"], text="中文", sum=0.1)


@pytest.mark.parametrize("path", sorted(STATES.glob("format-*.json")), ids=lambda path: path.stem)
def test_a_state_of_every_released_format_carries_on(path: Path) -> None:
    case = everything()
    content = json.loads(path.read_text())
    case.state = json.dumps(content, ensure_ascii=False).encode()

    for task in ("A", "V", "V", "C", "B2"):
        case.complete(task)
    case.answer("T")
    case.hear("m")
    case.complete("O")
    case.complete("undo")

    assert case.open == []


def test_the_present_format_has_its_fixture() -> None:
    state = everything().state or b""
    version = json.loads(state)["v"]
    fixture = json.loads((STATES / f"format-{version}.json").read_text())

    now = json.loads(state)
    assert {key: now[key] for key in now if key != "d"} == {
        key: fixture[key] for key in fixture if key != "d"
    }


def test_a_state_is_small() -> None:
    case = Case("process P\n  start s -> A\n  user A").start()

    assert len(case.state or b"") < 250


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b'{"v": 99}', b'{"v": "1"}', b'{"v": true}'])
def test_what_is_no_state_is_refused(state: bytes) -> None:
    case = everything()
    case.state = state

    with pytest.raises((BadState, UnknownFormat)):
        case.complete("A")


def test_a_state_of_another_diagram_is_refused() -> None:
    case = everything()
    case.definition = Case("process P\n  start s -> B\n  user B").definition

    with pytest.raises(BadState):
        case.complete("A")


def test_the_same_seed_gives_the_same_ids() -> None:
    assert everything().state == everything().state
    assert all(task.startswith(SEED) and len(task) == 32 for task in everything().tasks)


def test_threads_share_one_definition() -> None:
    case = Case("""
    process P
      start s -> f
      or f -> A if x > 0 | B if x > 1
      user A -> j
      user B -> j
      or j -> g
      xor g -> f if again | e else
      end e
    """)
    definition, ports = case.definition, case.ports

    def live(number: int) -> str:
        made = advance(definition, None, Start({"x": 2}), NOW, ports)
        for lap in range(20):
            for task in made.opened:
                again = {"again": lap < 19}
                made = advance(definition, made.state, CompleteTask(task.id, again), NOW, ports)
        return made.status

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(live, range(40))) == {"completed"}


def test_a_large_diagram_runs_in_one_breath() -> None:
    lines = [f"  task T{number} -> T{number + 1}" for number in range(2000)]

    case = Case("process P\n  start s -> T0\n" + "\n".join(lines) + "\n  user T2000").start()

    assert case.open == ["T2000"]
