"""Damaged diagrams and wild scripts: always an answer, never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.simulation.answer import simulate
from tests.acceptance.conformance.sketch import bpmn
from tests.acceptance.conformance.test_combinations import REVIEW
from tests.property.graph import Graph, structured, unstructured

RICH = """
process P
  start s -> m
  xor m -> S
  sub S mi=par coll=items elem=item done="nrOfCompletedInstances > 1" -> T
    start s1 -> A
    user A groups="CLERK@station" due=P1D loop="again = true" max=3 -> e1
    end e1 escalation=late
  boundary b1 on=S escalation=late nonint -> R
  boundary b2 on=S cycle=R2/PT1H nonint -> R
  script R feel="1 + count" result=count
  txn T -> K
    start s2 -> D
    user D -> x
    xor x -> no if bad | yes else
    end no cancel
    end yes
  boundary b3 on=T cancel -> m
  call K calls=Q in=count:n out=n:count -> g
  boundary b4 on=K error=* -> e
  event g -> c1 | c2 | c3
  catch c1 message=go -> o
  catch c2 duration=PT5H -> o
  catch c3 cond="count > 3" -> o
  or o -> l if count > 1 | t else
  throw l link=L
  catch ll link=L -> t
  throw t signal=done -> e
  end e
  evsub X
    start xs signal=stop -> xe
    end xe terminate
process Q
  start q -> W
  service W topic=any -> we
  end we error=oops
process Ring
  start r signal=done -> re
  end re message=go
"""
MODELS = (RICH, REVIEW)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
IDS = ["A", "D", "W", "S", "R", "x", ""]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(["items", "again", "bad", "count", "item", "n", "typename", "loopCounter"])
DATA = st.dictionaries(NAMES, VALUES, max_size=4)
STEPS = st.one_of(
    st.fixed_dictionaries({"complete": st.sampled_from(IDS)}, optional={"with": DATA}),
    st.fixed_dictionaries({"message": st.sampled_from(["go", "withdraw"]), "payload": DATA}),
    st.fixed_dictionaries({"signal": st.sampled_from(["stop", "done"])}),
    st.fixed_dictionaries({"advance": st.sampled_from(["PT1H", "P3D", "P1M"])}),
    st.fixed_dictionaries({"start": st.sampled_from(["P", "Q", "Ring"]), "variables": DATA}),
)


def no_fault(files: dict[str, bytes], script: Any) -> None:
    """Simulate and ask for an answer that is whole and no fault of ours."""
    answer = simulate(files, json.dumps(script).encode(), lang="en")
    codes = [item["code"] for item in answer["problems"]]
    assert answer["result"] in ("completed", "waiting", "terminated", "failed", "refused")
    assert "check-failed" not in codes, answer["problems"]
    assert (answer["incident"] or {}).get("code") != "internal-error", answer["incident"]
    json.dumps(answer, allow_nan=False)


@QUICK
@given(steps=st.lists(STEPS, max_size=12), variables=DATA)
def test_wild_scripts_get_an_answer(steps: list[Any], variables: dict[str, Any]) -> None:
    items = {"items": [1, 2, 3], "again": False, "bad": False, "count": 0}
    script = {"process": "P", "variables": items | variables, "steps": steps}

    no_fault({"p.bpmn": bpmn(RICH)}, script)


@QUICK
@given(script=VALUES | st.fixed_dictionaries({"process": VALUES, "steps": VALUES}))
def test_what_is_no_script_gets_an_answer(script: Any) -> None:
    no_fault({"p.bpmn": bpmn(RICH)}, script)


def damage(draw: Any, data: bytes) -> bytes:
    """Take away, copy or twist some elements and attributes of a diagram."""
    root = etree.fromstring(data)
    for _ in range(draw(st.integers(1, 3))):
        elements = list(root.iter(etree.Element))
        victim = elements[draw(st.integers(1, len(elements) - 1))]
        how = draw(st.sampled_from(["remove", "attribute", "swap", "text", "rename", "copy"]))
        parent = victim.getparent()
        if parent is None:
            continue
        _twist(draw, root, victim, parent, how)
    return etree.tostring(root)


def _twist(draw: Any, root: Any, victim: Any, parent: Any, how: str) -> None:
    names = sorted(victim.attrib)
    if how == "remove":
        parent.remove(victim)
    elif how == "copy":
        parent.append(etree.fromstring(etree.tostring(victim)))
    elif how == "text":
        victim.text = draw(st.sampled_from(["", "x", "=1 +", "R/PT0S", "null", "${", '"', "0"]))
    elif how == "rename":
        other = draw(st.sampled_from(list(root.iter(etree.Element))))
        victim.tag = other.tag
    elif names:
        name = draw(st.sampled_from(names))
        values = ["", "A", "S", "P", "true", "x y", "é", "999999999999"]
        victim.attrib[name] = draw(st.sampled_from(values))
        if how == "attribute":
            del victim.attrib[name]


@settings(QUICK, max_examples=150)
@given(data=st.data(), model=st.sampled_from(MODELS), steps=st.lists(STEPS, max_size=4))
def test_damaged_diagrams_get_an_answer(data: Any, model: str, steps: list[Any]) -> None:
    variables = {"items": [1, 2], "again": False, "bad": False, "count": 0}
    script = {"process": "P", "variables": variables, "steps": steps}

    no_fault({"p.bpmn": damage(data.draw, bpmn(model))}, script)


@QUICK
@given(graph=structured() | unstructured(), steps=st.lists(STEPS, max_size=3))
def test_any_drawing_gets_an_answer(graph: Graph, steps: list[Any]) -> None:
    variables = {"v0": 1, "v1": 0, "v2": 1}

    no_fault(
        {"p.bpmn": bpmn(graph.sketch())},
        {"process": "P", "variables": variables, "steps": [s for s in steps if "start" not in s]},
    )


def test_scopes_without_ids_are_walked_once() -> None:
    sketch = """
    process P
      start s -> T
      txn T -> e
        start s1 -> boom
        end boom error=E
      end e
    """
    damaged = bpmn(sketch).replace(b'<bpmn:transaction id="T"', b"<bpmn:transaction")

    no_fault({"p.bpmn": damaged}, {"process": "P"})
