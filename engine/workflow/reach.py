"""Which flows into an inclusive gateway a token can still reach, from where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.workflow.specs.base import NodeSpec


def reachable_entries(gateway: NodeSpec) -> dict[str, int]:
    """Return for each element the set of flows into the gateway it leads to, as bits.

    Paths run along sequence flows, from an activity also through the events attached to it and
    from a link to its target, and never through the gateway itself.
    """
    reached: dict[str, int] = {}
    waiting: list[tuple[NodeSpec, int]] = [
        (flow.source, 1 << flow.position) for flow in gateway.entering
    ]
    while waiting:
        spec, bits = waiting.pop()
        known = reached.get(spec.name, 0)
        if spec is gateway or bits & ~known == 0:
            continue
        reached[spec.name] = known | bits
        waiting.extend((flow.source, bits) for flow in spec.entering)
        waiting.extend((source, bits) for source in spec.led_from)
    return reached
