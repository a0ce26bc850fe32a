"""Tells when nothing can move an instance any more: joins that wait for tokens nobody has."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from engine.workflow.tokens import Instance


def stuck_activities(instance: Instance) -> tuple[str, ...]:
    """Return the gateways that wait in vain, if nothing else in the instance can happen."""
    waiting = []
    for token in instance.tasks.values():
        spec = token.task_spec
        if spec.is_join and token.state == TaskState.WAITING:
            waiting.append(spec.name)
        elif not token.live:
            # A leaf that is no join waits for a person, an event, a service or a retry.
            return ()
    return tuple(waiting)
