"""One move of an instance: runs what is ready and gathers what the host must write down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.kernel.feel.present import present
from engine.workflow.announcements import Announcements
from engine.workflow.limits import Limits
from engine.workflow.problems import Fault
from engine.workflow.results import ActivityRecord, IncidentRecord
from engine.workflow.triggers import ConditionTrigger

if TYPE_CHECKING:
    from engine.workflow.ports import Ports
    from engine.workflow.specs.events import WaitingSpec
    from engine.workflow.specs.gateways import InclusiveGateway
    from engine.workflow.tokens import Instance, Token

STEPS_BETWEEN_LOOKS = 64


class Move(Announcements):
    """What happens to an instance because of one command."""

    def __init__(self, instance: Instance, now: datetime, ports: Ports, limits: Limits) -> None:
        super().__init__()
        self.instance = instance
        self.now = now
        self.ports = ports
        self.limits = limits
        self.functions: Mapping[str, Callable[..., Any]] = {**present(now), **ports.functions}
        self.history: list[ActivityRecord] = []
        self.incidents: list[IncidentRecord] = []
        self.current: Token | None = None
        self.steps_left = limits.steps
        self.began = monotonic()
        instance.move = self

    # Running.

    def run(self) -> None:
        """Move tokens until all rest."""
        ready, throwing = self.instance.ready, self.instance.throwing
        self.ask_conditions()
        while True:
            while ready or throwing:
                self._step((ready or throwing).popleft())
            if not self._fire_inclusive_join():
                return

    def _step(self, token: Token) -> None:
        self.current = token
        self.steps_left -= 1
        if self.steps_left < 0:
            raise Fault(
                "limit-steps",
                f"more than {self.limits.steps} automatic steps in one move: an endless loop?",
                limit=self.limits.steps,
            )
        if self.steps_left % STEPS_BETWEEN_LOOKS == 0:
            self._look_at_the_watch()
        if token.state == TaskState.READY:
            token.run()
        elif token.state == TaskState.STARTED and not token.live:
            token.complete()
        if self.instance.changed or self.instance.fresh:
            self.ask_conditions()
        if len(self.instance.tasks) > self.limits.tokens:
            self.allow_tokens(0)

    def _look_at_the_watch(self) -> None:
        if monotonic() - self.began > self.limits.seconds:
            raise Fault(
                "limit-seconds",
                f"the move took longer than {self.limits.seconds:g} seconds",
                limit=self.limits.seconds,
            )

    def ask_conditions(self) -> None:
        """Fire the conditional events whose condition has become true."""
        instance = self.instance
        while instance.changed or instance.fresh:
            changed, fresh = instance.changed, instance.fresh
            instance.changed, instance.fresh = set(), set()
            for number in list(instance.conditions):
                self._ask(number, changed, number in fresh)

    def _ask(self, number: int, changed: set[str], is_fresh: bool) -> None:
        token = self.instance.tasks.get(number)
        if token is None or number not in self.instance.conditions:
            return
        spec: WaitingSpec = token.task_spec
        assert isinstance(spec.trigger, ConditionTrigger)
        if not is_fresh and not spec.trigger.depends_on(changed):
            return
        self.current = token
        if spec.trigger.becomes_true(token):
            spec.fire(token, {})

    def _fire_inclusive_join(self) -> bool:
        """Fire one inclusive gateway no more tokens can come to, if there is one."""
        for token in self.instance.inclusive_joins.values():
            spec: InclusiveGateway = token.task_spec
            if spec.can_fire(token):
                token._ready()
                return True
        return False

    def broadcast(self, name: str, payload: Mapping[str, Any]) -> None:
        """Let everyone in the instance who listens at this moment hear a signal."""
        for number in list(self.instance.listeners.get(name, ())):
            token = self.instance.tasks.get(number)
            if token is not None and number in self.instance.listeners[name]:
                token.task_spec.fire(token, payload)

    # Guards.

    def expect(self, instances: int) -> None:
        """Allow for the steps of so many instances of a loop."""
        more = instances * self.limits.steps_per_instance
        self.steps_left = min(self.steps_left + more, self.limits.most_steps)

    def allow_tokens(self, more: int) -> None:
        """Refuse more open tokens than an instance may have."""
        if len(self.instance.tasks) + more > self.limits.tokens:
            raise Fault(
                "limit-tokens",
                f"more than {self.limits.tokens} tokens would be open at once",
                limit=self.limits.tokens,
            )

    def allow_call(self, token: Token) -> None:
        """Refuse calls nested too deeply."""
        depth = sum(1 for above in token.ancestors() if above.task_spec.is_process)
        if depth > self.limits.call_depth:
            raise Fault(
                "limit-call-depth",
                f"calls are nested more than {self.limits.call_depth} deep; does it call itself?",
                limit=self.limits.call_depth,
            )

    # Telling.

    def record(self, token: Token, event: Any, note: str = "", detail: str = "") -> None:
        """Add a line of history."""
        spec = token.task_spec
        host = token.host
        token.is_entered = True
        self.history.append(
            ActivityRecord(
                activity=spec.name,
                name=spec.title,
                type=spec.kind,
                event=event,
                at=self.now,
                token=token.key,
                process=token.definition.key,
                path=path_to(host),
                parent=host.up.key if host.up is not None else "",
                loop_counter=token.data.get("loopCounter")
                if token.data and token.is_inner
                else None,
                note=note,
                detail=detail,
            )
        )

    def incident(self, token: Token, code: str, message: str, **facts: Any) -> IncidentRecord:
        """Return what went wrong with a token."""
        spec = token.task_spec
        return IncidentRecord(
            activity=spec.name,
            code=code,
            message=message,
            token=token.key,
            name=spec.title,
            line=spec.line,
            process=token.definition.key,
            facts=facts,
        )

    def fail_token(self, token: Token, code: str, message: str, **facts: Any) -> None:
        """Leave a token failed until someone retries, moves or cancels it."""
        token._set_state(TaskState.ERROR)
        token.internal_data["error"] = [code, message]
        self.record(token, "failed", code, message)
        self.incidents.append(self.incident(token, code, message, **facts))

    def fail_instance(self, token: Token, code: str, message: str) -> None:
        """End the instance as failed: an error nobody catches has ended it."""
        self.fail_token(token, "error-not-caught", message or code, error_code=code)
        root = self.instance.root
        spared = {token, *token.ancestors()}
        for other in root.subtree():
            if other not in spared:
                other.cancel()
        self._rest()
        self.instance.status = "failed"
        self.instance.ended_by = token.task_spec.name

    def _rest(self) -> None:
        self.instance.ready.clear()
        self.instance.throwing.clear()

    def end_instance(self, root: Token) -> None:
        """Note that the process has come to its end."""
        is_terminated = root.internal_data.get("end") == "terminated"
        self.instance.status = "terminated" if is_terminated else "completed"

    def end_all(self, status: str, reason: str) -> None:
        """End the instance at once; everything open is cancelled."""
        root = self.instance.root
        for child in root.children:
            child.cancel()
        self._rest()
        root._set_state(TaskState.CANCELLED)
        self.instance.status = status
        self.instance.ended_by = reason


def path_to(token: Token) -> tuple[str, ...]:
    """Return the ids of the sub-processes and calls a token runs in, outermost first."""
    names = [
        above.task_spec.name
        for above in token.ancestors()
        if not above.task_spec.is_process and not above.is_inner
    ]
    names.reverse()
    return tuple(names)
