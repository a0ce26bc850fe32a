"""The live part of an instance: SpiffWorkflow's tasks and workflow, holding only what is open.

A task's parent is the scope it runs in (sub-process, called process, multi-instance body, or
the activity an event is attached to), not the task before it: the tree stays as small as the
work that is open, however old the instance grows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

if TYPE_CHECKING:
    from engine.workflow.definition import Definition
    from engine.workflow.move import Move
    from engine.workflow.specs.base import NodeSpec

# What a token does besides running: it watches on behalf of another one.
BOUNDARY = "b"  # for an event attached to its parent
HANDLER = "e"  # for the start of an event sub-process of its parent
BRANCH = "g"  # for one branch of an event gateway, its parent

THEN = "then"  # in internal_data: the element to go on with instead of following the flows
FOR = "for"  # in internal_data: the number of the token a compensation runs on behalf of

SEED_LENGTH = 24
FIRST_NUMBER = 10_000  # numbers of one width keep old instances as small as new ones


class Token(Task):
    """One visit of one element, as long as it is open."""

    task_spec: NodeSpec
    workflow: Instance

    def __init__(
        self,
        instance: Instance,
        spec: NodeSpec,
        up: Token | None,
        number: int | None = None,
        role: str = "",
    ) -> None:
        # The base constructor is left out: it reads the machine's clock and draws a random id.
        self.id = instance.next_number() if number is None else number
        self.workflow = instance
        self.task_spec = spec
        self.up = up
        self._parent = up.id if up is not None else None
        self._children: dict[int, None] = {}
        self._state = TaskState.FUTURE
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0.0
        self.data: dict[str, Any] | None = None  # the variables of the scope the token opens
        self.internal_data: dict[str, Any] = {}
        self.role = role
        self.live = 0  # children that are not watchers
        self.joins: dict[str, Token] = {}  # gateways of this scope that wait for more tokens
        self.definition: Definition = up.definition if up is not None else instance.definition
        self.is_entered = False  # history knows of it
        instance.tasks[self.id] = self
        if up is not None:
            up._children[self.id] = None
            up.live += not role

    def _set_state(self, value: int) -> None:
        # The base method asks the time and builds a log record on every change.
        self._state = value

    def run(self) -> bool | None:
        """Let the element do its work; what does not finish at once stays started."""
        done: bool | None = self.task_spec._run(self)
        if done:
            self.complete()
        elif self._state == TaskState.READY:
            self._set_state(TaskState.STARTED)
        return done

    @property
    def key(self) -> str:
        """Return the id the outside world knows the token by."""
        return f"{self.workflow.seed}{self.id:08x}"

    @property
    def children(self) -> list[Token]:
        """Return what runs or watches directly in this token."""
        tasks = self.workflow.tasks
        return [tasks[number] for number in self._children]

    @property
    def is_inner(self) -> bool:
        """Say whether this is one instance of a loop or multi-instance, its body being above."""
        return self.up is not None and self.up.task_spec is self.task_spec

    @property
    def host(self) -> Token:
        """Return the token events are attached to: the body for an instance of a loop."""
        return self.up if self.is_inner and self.up is not None else self

    @property
    def scope(self) -> Token:
        """Return the token of the process or sub-process the element is drawn in."""
        up = self.host.up
        assert up is not None, "only a process has no scope"
        return up

    def ancestors(self) -> Iterator[Token]:
        """Yield the tokens above, nearest first."""
        token = self.up
        while token is not None:
            yield token
            token = token.up

    def subtree(self) -> list[Token]:
        """Return this token and all below it, inner ones first."""
        found: list[Token] = []
        waiting = [self]
        while waiting:
            token = waiting.pop()
            found.append(token)
            waiting.extend(token.children)
        found.reverse()
        return found

    def cancel(self) -> None:
        """Cancel the token and all below it, inner ones first."""
        for token in self.subtree():
            if not token.has_state(TaskState.COMPLETED | TaskState.CANCELLED):
                token._set_state(TaskState.CANCELLED)
                token.task_spec._on_cancel(token)
            self.workflow.remove(token)


class Instance(Workflow):
    """A process instance while a move is made."""

    tasks: dict[int, Token]

    def __init__(self, definition: Definition, seed: str) -> None:
        super().__init__(definition.workflow_spec, deserializing=True)
        self.definition = definition
        self.seed = seed
        self.counter = FIRST_NUMBER
        self.status = "running"
        self.business_key: str | None = None
        self.ended_by = ""
        self.root: Token
        self.ready: deque[Token] = deque()
        self.throwing: deque[Token] = deque()  # those about to throw a signal, when all else rests
        self.listeners: dict[str, dict[int, None]] = {}  # tokens waiting for a signal, by name
        self.conditions: dict[int, None] = {}  # tokens waiting for a condition
        self.inclusive_joins: dict[int, Token] = {}  # those that wait for more tokens
        self.changed: set[str] = set()  # variables written since conditions were last asked
        self.fresh: set[int] = set()  # tokens whose condition was never asked
        self.move: Move

    def next_number(self) -> int:
        """Return the number of the next token."""
        self.counter += 1
        return self.counter

    def find(self, key: str) -> Token | None:
        """Return the open token the outside world knows by this id."""
        if len(key) != SEED_LENGTH + 8 or not key.startswith(self.seed):
            return None
        try:
            return self.tasks.get(int(key[SEED_LENGTH:], 16))
        except ValueError:
            return None

    def remove(self, token: Token) -> None:
        """Take a finished token out of the tree; its scope may be over with it."""
        if self.tasks.pop(token.id, None) is None:
            return
        up = token.up
        if up is None:
            return
        up._children.pop(token.id, None)
        if not token.role:
            up.live -= 1
            if up.live == 0:
                self.ready.append(up)

    def _task_completed_notify(self, token: Token) -> None:
        # The base method walks the whole tree after every step.
        self.remove(token)
