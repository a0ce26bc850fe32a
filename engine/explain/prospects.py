"""Who will get the tasks a case comes to, as the engine itself would give them out now."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bpmn.model import Activity, CallActivity, FlowNode
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.definitions.store import Loaded
from engine.explain.route import CALL, END, TASK, Known, Stop, Walk
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import GridFlowError
from engine.kernel.feel import parse
from engine.kernel.feel.present import present
from engine.processes.assignees import Candidates, resolve_tasks
from engine.processes.ports import CasePorts
from engine.tasks.model import UserTask
from engine.workflow import OpenedTask

# A comma inside an expression divides nothing.
PARTS = re.compile(r"(?:[^,{]|\{[^}]*\})+")
MOST_ELEMENTS = 20


@dataclass(frozen=True)
class Prospect:
    """A step ahead; `who` is None where the people depend on what is not known yet."""

    stop: Stop
    who: Candidates | None = None
    called: str = ""


def prospects(uow: UnitOfWork, case: ProcessInstance, task: UserTask) -> list[Prospect]:
    """Return the steps that come after an open task, the nearest first."""
    loaded = store.load(uow.session, task.definition_id)
    variables = {**(case.variables or {}), **(task.local_variables or {})}
    outlook = _Outlook(uow, case, variables)
    found = outlook.look(loaded, partial(Walk.after, node_id=task.activity_id))
    if loaded.id != case.definition_id and any(one.stop.kind == END for one in found):
        return outlook.beyond_call(loaded, found)
    return found


class _Outlook:
    """Looks ahead in one case, with what is known of it now."""

    def __init__(self, uow: UnitOfWork, case: ProcessInstance, variables: dict[str, Any]) -> None:
        self._uow = uow
        self._case = case
        self._variables = variables
        self._functions: Mapping[str, Callable[..., Any]] = {
            **present(uow.now),
            **CasePorts(uow, SYSTEM, case).functions,
        }

    def look(self, loaded: Loaded, go: Callable[[Walk], list[Stop]]) -> list[Prospect]:
        """Return the steps of a walk through a process, those of called ones in their place."""
        known = Known(self._variables, self._functions, lambda node: _sets(loaded, node))
        found: list[Prospect] = []
        for stop in go(Walk(loaded.process, known)):
            if stop.kind == TASK:
                found.append(Prospect(stop, self._who(loaded, stop.node)))
            elif stop.kind == CALL:
                found += self._inside(loaded, stop)
            else:
                found.append(Prospect(stop))
        return found

    def beyond_call(self, loaded: Loaded, found: Sequence[Prospect]) -> list[Prospect]:
        """Go on in the process that called this one, where this one ends."""
        end = next(one.stop for one in found if one.stop.kind == END)
        caller = store.load(self._uow.session, self._case.definition_id)
        way = replace(end.way, is_opaque=True)
        calls = [node for node in caller.node_by_id.values() if _calls(node, loaded.key)]
        later: list[Prospect] = []
        for call in calls:
            later += self.look(caller, partial(Walk.after, node_id=call.id, way=way))
        return [one for one in found if one.stop.kind != END] + later

    def _inside(self, caller: Loaded, stop: Stop) -> list[Prospect]:
        """Return the first steps of a called process in place of the call."""
        key = stop.node.called_element if isinstance(stop.node, CallActivity) else None
        session = self._uow.session
        together = definitions.of_deployment(session, caller.deployment_id, key or "")
        row = together or definitions.find_latest(session, key or "")
        if row is None:
            return [Prospect(stop, called=key or "")]
        loaded = store.load(session, row.id)
        way = replace(stop.way, is_opaque=True)
        known = Known(self._variables, self._functions, lambda node: _sets(loaded, node))
        first = [
            one
            for one in Walk(loaded.process, known).from_start(way)
            if one.kind == TASK and one.way.number == stop.way.number
        ]
        return [Prospect(stop, called=key or "")] + [
            Prospect(one, self._who(loaded, one.node), key or "") for one in first
        ]

    def _who(self, loaded: Loaded, node: FlowNode) -> Candidates | None:
        """Return who would get a task if it opened now."""
        try:
            opened = [self._opened(loaded, node, one) for one in self._elements(node)]
            found = resolve_tasks(self._uow, self._case, opened, self._variables)
        except (GridFlowError, TypeError, ValueError):
            return None
        if not found:
            return None
        keys = dict.fromkeys(key for one in found for key in one.keys)
        if len(found) == 1:
            return found[0]
        # Each instance has its own person; none of them stands for all.
        return replace(found[0], keys=tuple(keys), assignee_id=None, assignee_name=None)

    def _elements(self, node: FlowNode) -> list[dict[str, Any]]:
        """Return what each instance of a task that runs several times sees of its own."""
        loop = node.loop if isinstance(node, Activity) else None
        if loop is None or not loop.collection or not loop.element_variable:
            return [{}]
        items = self._value(loop.collection)
        if not isinstance(items, list) or not items:
            raise ValueError(loop.collection)
        return [{loop.element_variable: item} for item in items[:MOST_ELEMENTS]]

    def _value(self, text: str, own: Mapping[str, Any] | None = None) -> Any:
        return parse(text).evaluate({**self._variables, **(own or {})}, self._functions)

    def _texts(self, text: str | None, own: Mapping[str, Any]) -> tuple[str, ...]:
        found: list[str] = []
        for part in [text] if text and text.startswith("=") else PARTS.findall(text or ""):
            is_formula = part.startswith("=") or "${" in part or "#{" in part
            value = self._value(part, own) if is_formula else part
            found += [str(one) for one in (value if isinstance(value, list) else [value]) if one]
        return tuple(one.strip() for one in found)

    def _opened(self, loaded: Loaded, node: FlowNode, own: Mapping[str, Any]) -> OpenedTask:
        words = node.camunda
        return OpenedTask(
            id="",
            activity_id=node.id,
            name=node.name,
            name_en="",
            type=node.type,
            form_key=None,
            assignee=next(iter(self._texts(words.get("assignee"), own)), None),
            candidate_users=self._texts(words.get("candidateUsers"), own),
            candidate_groups=self._texts(words.get("candidateGroups"), own),
            due=None,
            follow_up=None,
            priority=None,
            properties=node.properties,
            variables=own,
            loop_counter=None,
            process=loaded.key,
        )


def _calls(node: FlowNode, key: str) -> bool:
    return isinstance(node, CallActivity) and node.called_element == key


def _sets(loaded: Loaded, node: FlowNode) -> frozenset[str]:
    """Return the variables a step will set, as far as the diagram and its form tell."""
    words = node.camunda
    named: Iterable[str | None] = (words.get("resultVariable"),)
    if node.type == "userTask":
        form = loaded.forms.get(words.get("formKey") or words.get("formRef") or "")
        named = {node.properties.get("decision", "result"), *(form.keys if form else ())}
    outputs = (one.name for one in node.extensions.outputs)
    return frozenset(name for name in (*named, *outputs) if name)
