"""Activities: what all kinds of work have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.workflow.compensation import handler_done, remember
from engine.workflow.mappings import NO_MAPPINGS, Mappings
from engine.workflow.specs.events import WaitingSpec
from engine.workflow.tokens import BOUNDARY, FOR, THEN, Token
from engine.workflow.variables import write_all

if TYPE_CHECKING:
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from bpmn.model import Element
    from engine.workflow.loops import Loop
    from engine.workflow.specs.base import NodeSpec


class ActivitySpec(WaitingSpec):
    """Work: entered, done, completed; once or, with a loop, several times."""

    def __init__(self, workflow_spec: WorkflowSpec, element: Element) -> None:
        super().__init__(workflow_spec, element)
        self.loop: Loop | None = None
        self.mappings: Mappings = NO_MAPPINGS
        self.compensation: NodeSpec | None = None  # the activity that undoes this one

    def is_body(self, token: Token) -> bool:
        """Say whether the token stands for the loop as a whole, not for one instance."""
        return self.loop is not None and not token.is_inner

    def _run_hook(self, token: Token) -> bool | None:
        if self.loop is not None and not token.is_inner:
            return self.loop.begin(token)
        return self.begin(token)

    def begin(self, token: Token) -> bool | None:
        """Do the work once; None when it is not finished yet."""
        token.workflow.move.record(token, "entered")
        self.mappings.take(token)
        done = self.work(token)
        if not done and not token.is_inner:
            self.guard(token)
        return done

    def guard(self, token: Token) -> None:
        """Begin to watch for the events attached to the activity."""
        if token.state not in (TaskState.READY, TaskState.WAITING):
            return
        # One that is retried is guarded already.
        if not any(child.role == BOUNDARY for child in token.children):
            for event in self.boundaries:
                if event.trigger.kind in WATCHED:
                    event.watch(token)

    def work(self, token: Token) -> bool | None:
        """Do the work; an untyped task has none."""
        return True

    def answer(self, token: Token, values: Mapping[str, Any]) -> None:
        """Write the result of the work and finish."""
        self.receive(token, values)
        token.complete()

    def receive(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Write a result: into the activity's own scope if outputs are picked from there."""
        if self.mappings.outputs:
            self.mappings.write_local(token, payload)
        else:
            write_all(token, payload)

    def stop(self, token: Token) -> None:
        """Undo what `work` has announced to the outside."""
        self.stop_waiting(token)

    def _on_complete_hook(self, token: Token) -> None:
        move = token.workflow.move
        if self.loop is not None and not token.is_inner:
            self.loop.finish(token)
            self.leave(token)
            return
        self.stop(token)
        self.end_watch(token)
        self.mappings.give(token)
        move.record(token, "completed")
        if self.loop is not None:
            remember(token)
            self.loop.inner_done(token)
        else:
            self.leave(token)

    def end_watch(self, token: Token) -> None:
        """End the watch for the events attached to the activity or handled inside it."""
        for watcher in token.children:
            watcher.cancel()

    def leave(self, token: Token) -> None:
        """End the guard and send tokens along the flows, or back to who asked for the undoing."""
        self.end_watch(token)
        if FOR in token.internal_data:
            handler_done(token)
            return
        if self.loop is None:
            remember(token)
        if THEN in token.internal_data:
            token.definition.nodes[token.internal_data[THEN]].arrive(token.scope)
            return
        super().leave(token)

    def _on_cancel(self, token: Token) -> None:
        if self.is_body(token):
            return
        self.stop(token)
        super()._on_cancel(token)


WATCHED = frozenset({"message", "signal", "timer", "conditional"})
