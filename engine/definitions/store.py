"""Definitions ready to run: compiled once, shared by all instances and threads.

A version never changes and its id is never used again, so a cached one is never stale.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from bpmn import dmn, reader
from bpmn.model import FlowNode, Process
from engine.definitions import queries
from engine.definitions.model import BPMN, DMN, FORM, ProcessDefinition
from engine.definitions.rules import GENERATED, ProcessFacts, describe, form_key_of
from engine.kernel.errors import NotFound
from engine.workflow import Definition, compile_definition
from forms import schema
from forms.generated import form_of

KEEP = 200


@dataclass(frozen=True)
class Loaded:
    """One version with everything it needs to run."""

    id: str
    key: str
    version: int
    deployment_id: str
    process: Process
    facts: ProcessFacts
    workflow: Definition
    diagram: bytes
    forms: Mapping[str, schema.Form]
    decisions: Mapping[str, "dmn.Model"]

    @cached_property
    def node_by_id(self) -> Mapping[str, FlowNode]:
        """Return all elements of the diagram's process by id, nested ones included."""
        return {node.id: node for node in self.process.walk_nodes()}

    def form(self, key: str | None) -> schema.Form | None:
        """Return a form of this version; none when the task has no form."""
        if not key:
            return None
        if key not in self.forms:
            raise NotFound("form", key)
        return self.forms[key]


_cache: OrderedDict[str, Loaded] = OrderedDict()
_lock = threading.Lock()


def load(session: Session, definition_id: str) -> Loaded:
    """Return a version, compiled now or earlier."""
    with _lock:
        if definition_id in _cache:
            _cache.move_to_end(definition_id)
            return _cache[definition_id]
    loaded = _compile(session, queries.get_definition(session, definition_id))
    with _lock:
        _cache[definition_id] = loaded
        while len(_cache) > KEEP:
            _cache.popitem(last=False)
    return loaded


def _compile(session: Session, row: ProcessDefinition) -> Loaded:
    documents = queries.documents_of(session, row.id)
    diagram = documents[BPMN, row.key]
    model = reader.read(diagram.content, diagram.name)
    process = next(one for one in model.processes if one.id == row.key)
    workflow = compile_definition({diagram.name: diagram.content}, row.key, ref=row.id)
    decisions = {
        sha: dmn.read(document.content, document.name)
        for sha, document in {
            found.sha256: found for (kind, _), found in documents.items() if kind == DMN
        }.items()
    }
    return Loaded(
        id=row.id,
        key=row.key,
        version=row.version,
        deployment_id=row.deployment_id,
        process=process,
        facts=describe(process),
        workflow=workflow,
        diagram=diagram.content,
        forms={
            **_generated_forms(process),
            **{
                key: schema.read(document.content, document.name)
                for (kind, key), document in documents.items()
                if kind == FORM
            },
        },
        decisions={
            key: decisions[document.sha256]
            for (kind, key), document in documents.items()
            if kind == DMN
        },
    )


def _generated_forms(process: Process) -> dict[str, schema.Form]:
    """Return the forms made from fields drawn inside the diagram, by key."""
    found = {}
    for node in process.walk_nodes():
        key = form_key_of(node)
        if key and key.startswith(GENERATED):
            made = form_of(key, node.extensions.form_fields)
            found[key] = schema.read(json.dumps(made).encode(), key)
    return found
