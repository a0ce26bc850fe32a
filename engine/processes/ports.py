"""The host's side of a move: what the runtime asks for while an instance advances."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from engine.db import UnitOfWork
from engine.deadlines.rules import Case, TimeRules
from engine.deadlines.service import current_rules
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.kernel.actor import Actor
from engine.processes.rules import promise_pauses
from engine.processes.topics import ServiceContext, call_handler, handler_for
from engine.staff import queries as staff
from engine.workflow import (
    DEFERRED,
    Binding,
    Definition,
    UnknownReference,
)
from engine.workflow import ServiceContext as Call
from engine.workflow.ports import Deferred


class CasePorts:
    """Serves one move of one case, inside its transaction."""

    def __init__(self, uow: UnitOfWork, actor: Actor, instance: ProcessInstance) -> None:
        self._uow = uow
        self._actor = actor
        self._instance = instance
        self._called: list[store.Loaded] = []
        self.variables: Mapping[str, Any] = instance.variables or {}
        self.functions: Mapping[str, Callable[..., Any]] = {
            "sla.due": self._sla_due,
            "sla.warn": self._sla_warn,
            "org.leaders": self._leaders,
        }

    @property
    def rules(self) -> TimeRules:
        """Return the limits and calendars in force."""
        return current_rules(self._uow)

    def service(
        self, topic: str, inputs: Mapping[str, Any], context: Call
    ) -> Mapping[str, Any] | Deferred:
        """Run an in-transaction handler now; leave an outside call to a job."""
        found = handler_for(topic)
        if found is None:
            raise UnknownReference("topic", topic)
        if found.is_outside:
            return DEFERRED
        return call_handler(found.handler, inputs, self._surroundings(context))

    def definition(self, key: str, binding: Binding) -> Definition:
        """Return the process a call activity means."""
        loaded = store.load(self._uow.session, self._bound(key, binding))
        self._called.append(loaded)
        return loaded.workflow

    def decision(self, decision_id: str) -> Any:
        """Return the decision model the running version, or one it calls, was deployed with."""
        own = store.load(self._uow.session, self._instance.definition_id)
        for loaded in (own, *reversed(self._called)):
            if decision_id in loaded.decisions:
                return loaded.decisions[decision_id]
        raise UnknownReference("decision", decision_id)

    def _bound(self, key: str, binding: Binding) -> str:
        session = self._uow.session
        if binding.kind == "pinned":
            return binding.value
        if binding.kind == "version" and binding.value.isdigit():
            return definitions.find_version(session, key, int(binding.value)).id
        if binding.kind == "deployment":
            caller = store.load(session, binding.caller)
            found = definitions.of_deployment(session, caller.deployment_id, key)
            if found is not None:
                return found.id
        latest = definitions.latest_id(session, key)
        if latest is None:
            raise UnknownReference("process", key)
        return latest

    def _surroundings(self, call: Call) -> ServiceContext:
        return replace(
            surroundings(self._uow, self._actor, self._instance),
            definition_key=call.process,
            business_key=call.business_key or self._instance.business_key,
            activity_id=call.activity,
            variables=call.variables,
        )

    def _sla_due(self, code: str) -> datetime:
        return self.rules.due(
            code, self._uow.now, self._case(), promise_pauses(self._instance.pauses), self._uow.now
        )

    def _sla_warn(self, code: str, percent: int = 80) -> datetime | None:
        pauses = promise_pauses(self._instance.pauses)
        return self.rules.warn_at(code, self._uow.now, int(percent), self._case(), pauses)

    def _leaders(self, levels: int, unit: str = "") -> list[str]:
        """Return the leaders above the starter, the nearest first, as many levels as wanted."""
        session, case = self._uow.session, self._instance
        starter = staff.users_by_ids(session, [case.starter_id]).get(case.starter_id)
        start = unit or (starter.org_id if starter else case.org_id)
        found = staff.directory(session).leaders_above(start, besides=case.starter_id)
        return list(islice(found, max(int(levels), 0)))

    def _case(self) -> Case:
        return Case.of(self._instance.org_path, self.variables)


def surroundings(uow: UnitOfWork, actor: Actor, case: ProcessInstance) -> ServiceContext:
    """Return what a business line is told of a case, as it stands in the database."""
    return ServiceContext(
        uow=uow,
        actor=actor,
        instance_id=case.id,
        definition_key=case.definition_key,
        business_key=case.business_key,
        org_id=case.org_id,
        org_path=case.org_path,
        now=uow.now,
        starter_id=case.starter_id,
        title=case.title,
        variables=case.variables or {},
    )
