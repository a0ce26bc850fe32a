"""Which waiting event a message is meant for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.kernel.feel import FeelError
from engine.simulation.instances import Instance
from engine.workflow import Definition, Subscription, ThrownMessage
from engine.workflow.problems import Fault
from engine.workflow.triggers import key_text

KEEP = "keep"  # property of the throwing element: wait for a receiver


def fits(instance: Instance, waiting: Subscription, thrown: ThrownMessage) -> bool:
    """Tell whether a message is meant for a subscription: keys must agree where both have one."""
    if thrown.business_key and instance.business_key != thrown.business_key:
        return False
    if waiting.correlation is None or thrown.correlation is None:
        return True
    return waiting.correlation == thrown.correlation


def key_in(payload: Mapping[str, Any], instance: Instance, waiting: Subscription) -> str | None:
    """Return the correlation key a message brings with its payload, if it does."""
    trigger = getattr(instance.definition.nodes.get(waiting.activity), "trigger", None)
    formula = getattr(trigger, "correlation", None)
    if formula is None:
        return None
    try:
        return key_text(formula.expression.evaluate(payload, {}))
    except (FeelError, Fault):
        return None


def is_kept(definition: Definition, activity: str) -> bool:
    """Tell whether a message waits for a receiver instead of being lost."""
    spec = definition.nodes.get(activity)
    return str(getattr(spec, "properties", {}).get(KEEP, "")).lower() == "true"
