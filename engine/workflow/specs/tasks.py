"""The kinds of tasks: people, scripts, services, decisions, messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.workflow.catching import find_catcher
from engine.workflow.decisions import Decision
from engine.workflow.formulas import Formula, Text
from engine.workflow.iso import due_from
from engine.workflow.ports import BpmnError, Deferred, ServiceContext
from engine.workflow.problems import Fault
from engine.workflow.results import OpenedTask, ServiceCall
from engine.workflow.specs.activities import ActivitySpec
from engine.workflow.specs.throws import throw_message
from engine.workflow.tokens import Token
from engine.workflow.triggers import MessageTrigger
from engine.workflow.variables import beyond_root, local, process_of, visible

if TYPE_CHECKING:
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from bpmn.model import Element


class PlainTask(ActivitySpec):
    """A task of no type: a token passes through."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does a user task and until when, as the diagram writes it."""

    form_key: str | None = None
    assignee: Text | None = None
    users: tuple[Text, ...] = ()
    groups: tuple[Text, ...] = ()
    due: Text | None = None
    follow_up: Text | None = None
    priority: Text | None = None


class PersonTask(ActivitySpec):
    """A user or manual task: waits for a person."""

    def __init__(
        self, workflow_spec: WorkflowSpec, element: Element, assignment: Assignment
    ) -> None:
        super().__init__(workflow_spec, element)
        self.manual = True
        self.assignment = assignment

    def work(self, token: Token) -> bool | None:
        """Open the task for people."""
        token.workflow.move.open_task(self.describe(token))
        return None

    def describe(self, token: Token) -> OpenedTask:
        """Return the task with everything the diagram says about it worked out."""
        plan = self.assignment
        now = token.workflow.move.now
        own = local(token)
        return OpenedTask(
            id=token.key,
            activity_id=self.name,
            name=self.title,
            name_en=self.title_en,
            type=self.kind,
            form_key=plan.form_key,
            assignee=_one_text(plan.assignee, token),
            candidate_users=_texts(plan.users, token),
            candidate_groups=_texts(plan.groups, token),
            due=None if plan.due is None else due_from(plan.due.value(token), now),
            follow_up=None
            if plan.follow_up is None
            else due_from(plan.follow_up.value(token), now),
            priority=_number(plan.priority, token),
            properties=self.properties,
            variables=beyond_root(token),
            loop_counter=own.get("loopCounter"),
            process=process_of(token).task_spec.name,
            definition=token.definition.ref,
            path=tuple(above.id for above in token.host.ancestors())[-2::-1],
        )

    def stop(self, token: Token) -> None:
        """Tell that the task is over."""
        is_done = token.state == TaskState.COMPLETED
        token.workflow.move.close_task(token.key, "completed" if is_done else "cancelled")


def _one_text(text: Text | None, token: Token) -> str | None:
    value = None if text is None else text.value(token)
    return None if value is None or value == "" else str(value)


def _texts(parts: tuple[Text, ...], token: Token) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        value = part.value(token)
        values = value if isinstance(value, list | tuple) else str(value or "").split(",")
        found.extend(str(one).strip() for one in values if one is not None)
    return tuple(dict.fromkeys(one for one in found if one))


def _number(text: Text | None, token: Token) -> int | None:
    value = None if text is None else text.value(token)
    if value is None or value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Fault("priority-invalid", f"the priority {value!r:.40} is no whole number") from None


class ScriptTask(ActivitySpec):
    """Evaluates FEEL and writes the result."""

    def __init__(
        self, workflow_spec: WorkflowSpec, element: Element, script: Formula, result: str | None
    ) -> None:
        super().__init__(workflow_spec, element)
        self.script = script
        self.result = result

    def work(self, token: Token) -> bool | None:
        """Evaluate; a context without a result variable is written name by name."""
        value = self.script.value(token)
        if self.result:
            self.receive(token, {self.result: value})
        elif isinstance(value, Mapping):
            self.receive(token, value)
        return True


class DecisionTask(ActivitySpec):
    """Asks a DMN decision and writes its result."""

    def __init__(self, workflow_spec: WorkflowSpec, element: Element, decision: Decision) -> None:
        super().__init__(workflow_spec, element)
        self.decision = decision

    def work(self, token: Token) -> bool | None:
        """Decide."""
        self.receive(token, self.decision.outcome(token))
        return True


class ServiceTask(ActivitySpec):
    """Has the host do something, now or later."""

    def __init__(
        self,
        workflow_spec: WorkflowSpec,
        element: Element,
        topic: str,
        expression: Formula | None,
        result: str | None,
    ) -> None:
        super().__init__(workflow_spec, element)
        self.topic = topic
        self.expression = expression
        self.result = result

    def work(self, token: Token) -> bool | None:
        """Call the service; a business error goes to the nearest error event."""
        if self.expression is not None:
            self.note(token, {self.result: self.expression.value(token)} if self.result else {})
            return True
        inputs = dict(local(token) if self.mappings.inputs else visible(token))
        try:
            answer = token.workflow.move.ports.service(self.topic, inputs, self.context(token))
        except BpmnError as error:
            self.throw(token, error)
            return None
        if isinstance(answer, Deferred):
            token.workflow.move.call_service(ServiceCall(token.key, self.topic, inputs, self.name))
            return None
        self.note(token, answer or {})
        return True

    def context(self, token: Token) -> ServiceContext:
        """Return where the call comes from."""
        process = process_of(token)
        return ServiceContext(
            activity=self.name,
            name=self.title,
            token=token.key,
            process=process.task_spec.name,
            business_key=process.internal_data.get("key"),
            properties=self.properties,
            now=token.workflow.move.now,
            variables=visible(token),
        )

    def note(self, token: Token, answer: Mapping[str, Any]) -> None:
        """Write the answer, under one name if the diagram gives one."""
        if self.result and self.expression is None:
            # One value alone is the result itself; several stay together.
            whole = answer.get(self.result) if set(answer) == {self.result} else dict(answer)
            answer = {self.result: whole}
        self.receive(token, answer)

    def answer(self, token: Token, values: Mapping[str, Any]) -> None:
        """Take the answer of a deferred call."""
        self.note(token, values)
        token.complete()

    def throw(self, token: Token, error: BpmnError) -> None:
        """Hand a business error to who catches it; without a catcher the token fails."""
        catcher = find_catcher(token, "error", error.code)
        if catcher is None:
            token.workflow.move.fail_token(
                token, "error-not-caught", error.message or error.code, error_code=error.code
            )
            return
        catcher.take(error.code, error.message, error.variables)
        if token.state in (TaskState.READY, TaskState.STARTED):
            token.cancel()

    def stop(self, token: Token) -> None:
        """Forget the call if it is still out."""
        token.workflow.move.drop_service(token.key)


class SendTask(ActivitySpec):
    """Throws a message."""

    def __init__(
        self, workflow_spec: WorkflowSpec, element: Element, trigger: MessageTrigger
    ) -> None:
        super().__init__(workflow_spec, element)
        self.trigger = trigger

    def work(self, token: Token) -> bool | None:
        """Throw it."""
        assert isinstance(self.trigger, MessageTrigger)
        throw_message(self.trigger, token, self.mappings.collect(token))
        return True


class ReceiveTask(ActivitySpec):
    """Waits for a message."""

    def __init__(
        self, workflow_spec: WorkflowSpec, element: Element, trigger: MessageTrigger
    ) -> None:
        super().__init__(workflow_spec, element)
        self.trigger = trigger

    def work(self, token: Token) -> bool | None:
        """Wait."""
        self.wait(token)
        return None
