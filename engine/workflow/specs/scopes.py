"""Elements that hold others: processes, sub-processes and calls of processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.kernel.errors import NotFound
from engine.workflow.compensation import handler_done
from engine.workflow.formulas import Text
from engine.workflow.mappings import Transfer
from engine.workflow.ports import Binding
from engine.workflow.problems import Fault
from engine.workflow.specs.activities import ActivitySpec
from engine.workflow.specs.base import NodeSpec
from engine.workflow.specs.events import EventSpec, StartEvent
from engine.workflow.tokens import FOR, HANDLER, Token
from engine.workflow.triggers import key_text
from engine.workflow.values import clean_value
from engine.workflow.variables import process_of, write

if TYPE_CHECKING:
    from engine.workflow.definition import Definition

CALLED = "called"  # in internal_data of a called process: its key and ref


def arm_handlers(spec: NodeSpec, token: Token) -> None:
    """Begin to watch for what starts the event sub-processes of a scope."""
    for start in spec.handlers:
        if start.trigger.kind in ("message", "signal", "timer", "conditional"):
            start.wait(Token(token.workflow, start, token, role=HANDLER))


def begin_inside(token: Token, starts: tuple[NodeSpec, ...]) -> None:
    """Begin the elements a scope starts with, its event sub-processes on watch."""
    spec = token.task_spec
    arm_handlers(spec, token)
    for start in starts:
        start.arrive(token)


class ProcessSpec(NodeSpec):
    """A process; its token is the scope of everything in it."""

    is_process = True
    is_scope = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.starts: tuple[NodeSpec, ...] = ()  # the none start event, or what has no flow in

    def _on_complete_hook(self, token: Token) -> None:
        for watcher in token.children:
            watcher.cancel()
        if token.up is None:
            token.workflow.move.end_instance(token)
        else:
            call: CallActivity = token.up.task_spec
            call.give_back(token.up, token)

    def _on_cancel(self, token: Token) -> None:
        """Say nothing: what is inside, and who called, have told it all."""

    def _on_complete(self, token: Token) -> None:
        self._on_complete_hook(token)
        if token.up is not None:
            token.workflow._task_completed_notify(token)


class SubProcess(ActivitySpec):
    """A sub-process drawn in its parent; also event sub-processes and transactions."""

    is_scope = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.starts: tuple[NodeSpec, ...] = ()
        self.undoing: StartEvent | None = None  # its compensation event sub-process begins here

    def work(self, token: Token) -> bool | None:
        """Begin what is inside."""
        if token.data is None:
            token.data = {}
        begin_inside(token, self.starts)
        return None if token.live else True

    def begin_event(self, token: Token, start: EventSpec, payload: Mapping[str, Any]) -> None:
        """Begin this event sub-process because its start event has happened."""
        token.data = {}
        token._set_state(TaskState.STARTED)
        token.workflow.move.record(token, "entered")
        arm_handlers(self, token)
        start.happen(Token(token.workflow, start, token), payload)

    def begin_undoing(self, token: Token) -> None:
        """Undo a completed run of this sub-process by its compensation event sub-process."""
        assert self.undoing is not None
        token.internal_data["over"] = 1
        self.undoing.begin_handler(token, {})

    def _on_complete_hook(self, token: Token) -> None:
        if FOR in token.internal_data and not self.is_for_compensation:
            handler_done(token)
        else:
            super()._on_complete_hook(token)


@dataclass(frozen=True, slots=True)
class Call:
    """Which process a call activity calls, and what goes in and comes out."""

    key: Text
    binding: str
    version: Text | None
    inputs: tuple[Transfer, ...]
    outputs: tuple[Transfer, ...]
    business_key: Text | CallersKey | None


class CallersKey:
    """Stands for the business key of the calling process."""

    def value(self, token: Token) -> Any:
        """Return the key of the process the call stands in."""
        return process_of(token).internal_data.get("key")


class CallActivity(ActivitySpec):
    """Runs another process and waits for its end."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.call: Call

    def work(self, token: Token) -> bool | None:
        """Begin the called process inside this instance."""
        token.workflow.move.allow_call(token)
        definition = self.called(token)
        root = Token(token.workflow, definition.root, token)
        root.definition = definition
        root.data = {}
        root._set_state(TaskState.STARTED)
        root.internal_data[CALLED] = [definition.key, definition.ref]
        self.fill(token, root)
        if not definition.starts_plainly:
            raise Fault("called-process-has-no-start", f"{definition.key} has no none start event")
        begin_inside(root, definition.root.starts)
        if not root.live:
            token.workflow.ready.append(root)
        return None

    def called(self, token: Token) -> Definition:
        """Ask the host for the process meant."""
        call = self.call
        key = str(call.key.value(token))
        version = "" if call.version is None else str(call.version.value(token))
        kind: Any = call.binding
        binding = Binding(kind, version, token.definition.ref)
        try:
            return token.workflow.move.ports.definition(key, binding)
        except NotFound as error:
            raise Fault("called-process-unknown", error.message, process=key) from error

    def fill(self, token: Token, root: Token) -> None:
        """Give the called process the variables its mappings name, and only those."""
        data = root.data
        assert data is not None
        for transfer in self.call.inputs:
            transfer.apply(token, lambda n, v: data.__setitem__(n, clean_value(n, v)))
        if self.call.business_key is not None:
            value = self.call.business_key.value(token)
            if value is not None:
                root.internal_data["key"] = key_text(value)

    def give_back(self, token: Token, root: Token) -> None:
        """Take back the variables the mappings name; the call is done."""
        for transfer in self.call.outputs:
            transfer.apply(root, lambda n, v: self._put(token, n, v))

    def _put(self, token: Token, name: str, value: Any) -> None:
        if self.mappings.outputs:
            self.mappings.write_local(token, {name: value})
        else:
            write(token, name, value)
