"""Gateways: where tokens choose, split and meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.workflow.reach import reachable_entries
from engine.workflow.specs.base import Flow, NodeSpec, no_flow_taken
from engine.workflow.tokens import BRANCH, FOR, Token

ARRIVED = "in"  # tokens that have arrived at a join: position of the flow -> number


class ExclusiveGateway(NodeSpec):
    """Passes each token on along the first flow whose condition holds."""

    def choose(self, scope: Token) -> list[Flow]:
        """Return the one flow to take."""
        default = []
        for flow in self.leaving:
            if flow.is_default:
                default = [flow]
            elif flow.condition is None or flow.condition.holds(scope):
                return [flow]
        return default or (no_flow_taken(self) if self.leaving else [])


class JoiningGateway(NodeSpec):
    """A gateway that may have to wait for more tokens before it passes one on."""

    is_join = True

    def arrive(self, scope: Token, flow: Flow | None = None) -> Token:
        """Add a token to those waiting here; the gateway fires when its condition holds."""
        token = scope.joins.get(self.name)
        if token is None:
            token = Token(scope.workflow, self, scope)
            token.internal_data[ARRIVED] = {}
            self.gather(token)
            scope.workflow.move.record(token, "entered")
        position = str(flow.position if flow is not None else 0)
        arrived = token.internal_data[ARRIVED]
        arrived[position] = arrived.get(position, 0) + 1
        self._update(token)
        return token

    def _on_ready(self, token: Token) -> None:
        """Take one token from each flow that has some; what is left waits for the next round."""
        scope = token.scope
        self.scatter(token)
        arrived = token.internal_data.pop(ARRIVED)
        token.workflow.ready.append(token)
        left = {flow: number - 1 for flow, number in arrived.items() if number > 1}
        if left:
            rest = Token(token.workflow, self, scope)
            rest.internal_data[ARRIVED] = left
            self.gather(rest)
            token.workflow.move.record(rest, "entered")
            self._update(rest)

    def _run_hook(self, token: Token) -> bool | None:
        return True

    def _on_cancel(self, token: Token) -> None:
        self.scatter(token)
        super()._on_cancel(token)

    def retract(self, token: Token, sources: Collection[str]) -> bool:
        """Take back what has come from some elements, one from each flow; tell whether any had."""
        arrived = token.internal_data[ARRIVED]
        positions = [str(one.position) for one in self.entering if one.source.name in sources]
        found = [one for one in positions if one in arrived]
        for position in found:
            arrived[position] -= 1
            if not arrived[position]:
                del arrived[position]
        if not arrived:
            token.cancel()
        return bool(found)

    def gather(self, token: Token) -> None:
        """Make the token the one further tokens join."""
        token._set_state(TaskState.WAITING)
        token.scope.joins[self.name] = token

    def scatter(self, token: Token) -> None:
        """Let further tokens begin a new round."""
        token.scope.joins.pop(self.name, None)


class ParallelGateway(JoiningGateway):
    """Waits for a token on each incoming flow, then sends one along each outgoing flow."""

    def _update_hook(self, token: Token) -> bool:
        arrived = token.internal_data[ARRIVED]
        return len(arrived) >= max(len(self.entering), 1)

    def choose(self, scope: Token) -> list[Flow]:
        """Return every flow."""
        return list(self.leaving)


class InclusiveGateway(JoiningGateway):
    """Waits while more tokens can come, then sends one along each flow whose condition holds."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._entries: dict[str, int] | None = None

    def gather(self, token: Token) -> None:
        """Make the token the one further tokens join, to be asked when all else rests."""
        super().gather(token)
        token.workflow.inclusive_joins[token.id] = token

    def scatter(self, token: Token) -> None:
        """Let further tokens begin a new round."""
        super().scatter(token)
        token.workflow.inclusive_joins.pop(token.id, None)

    def _update_hook(self, token: Token) -> bool:
        # With several flows in, whether tokens can still come is asked when all else rests.
        return len(self.entering) < 2

    @property
    def entries(self) -> dict[str, int]:
        """Return, for each element of the scope, which flows into this gateway it can reach."""
        if self._entries is None:
            self._entries = reachable_entries(self)
        return self._entries

    def can_fire(self, token: Token) -> bool:
        """Say whether every flow without a token will stay without one.

        BPMN 2.0.2, 13.4.3: a token elsewhere that can reach an empty flow holds the gateway
        back, unless it can also reach a flow that has a token.
        """
        full = 0
        for position in token.internal_data[ARRIVED]:
            full |= 1 << int(position)
        entries = self.entries
        for other in token.scope.children:
            if other is token or other.role or FOR in other.internal_data:
                continue
            reach = entries.get(other.task_spec.name, 0)
            if reach & ~full and not reach & full:
                return False
        return True

    def choose(self, scope: Token) -> list[Flow]:
        """Return the flows whose condition holds, else the default one."""
        taken = [
            flow
            for flow in self.leaving
            if not flow.is_default and (flow.condition is None or flow.condition.holds(scope))
        ]
        taken = taken or [flow for flow in self.leaving if flow.is_default]
        return taken or (no_flow_taken(self) if self.leaving else [])


class EventGateway(NodeSpec):
    """Waits for the first of several events."""

    def _run_hook(self, token: Token) -> bool | None:
        token.workflow.move.record(token, "entered")
        token._set_state(TaskState.WAITING)
        for flow in self.leaving:
            branch = Token(token.workflow, flow.target, token, role=BRANCH)
            flow.target.wait(branch)
        return None

    def pick(self, branch: Token, payload: Mapping[str, Any]) -> None:
        """Go on behind the event that came first."""
        token = branch.up
        assert token is not None
        spec, scope = branch.task_spec, token.scope
        for other in token.children:
            other.cancel()
        token._set_state(TaskState.COMPLETED)
        token.workflow.move.record(token, "completed")
        chosen = Token(token.workflow, spec, scope)
        token.workflow.remove(token)
        spec.happen(chosen, payload)
