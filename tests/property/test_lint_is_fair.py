"""The linter blames no sound diagram."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from bpmn import lint
from tests.acceptance.conformance.sketch import bpmn
from tests.property.graph import Graph, structured

# The conditions are drawn by lot, so two ways out of a gateway may ask for the same.
BY_LOT = {"condition-duplicate"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graph=structured())
def test_a_diagram_of_nested_blocks_has_neither_errors_nor_warnings(graph: Graph) -> None:
    report = lint.check({"p.bpmn": bpmn(graph.sketch())})[0]

    blamed = {found.code for found in report.problems if found.severity != lint.INFO}
    assert blamed <= BY_LOT, graph.sketch()
