"""Diagrams as the browser gets them: in the reader's language, with those a case calls."""

from collections.abc import Iterable

from flask import Response
from lxml import etree

from bpmn.model import CallActivity
from bpmn.safe_xml import parse
from engine.db import UnitOfWork
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.definitions.model import ProcessDefinition
from engine.definitions.store import Loaded
from engine.instances.model import ActivityRow, ProcessInstance
from engine.kernel.errors import NotFound
from web import context

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ENGLISH_NAME = "{*}extensionElements/{*}properties/{http://camunda.org/schema/1.0/bpmn}property[@name='nameEn']"


def diagram_answer(content: bytes) -> Response:
    """Answer with a diagram in the reader's language."""
    shown = content if context.language() == "zh" else in_english(content)
    return Response(shown, mimetype="application/xml")


def in_english(content: bytes) -> bytes:
    """Return a diagram whose elements bear their English names where they have one."""
    root = parse(content)
    for found in root.iterfind(f".//{ENGLISH_NAME}"):
        owner = found.getparent().getparent().getparent()
        if found.get("value") and owner.tag.startswith(BPMN):
            owner.set("name", found.get("value"))
    names = {one.get("id"): one.get("name") for one in root.iterfind(f"{BPMN}process")}
    for pool in root.iterfind(f".//{BPMN}participant"):
        name = names.get((pool.get("processRef") or "").rpartition(":")[2])
        if name:
            pool.set("name", name)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def involved(
    uow: UnitOfWork, case: ProcessInstance, rows: Iterable[ActivityRow]
) -> dict[str, Loaded]:
    """Return the processes a case has gone through, by key: its own first, then the called."""
    visited = {row.activity_id for row in rows}
    found: dict[str, Loaded] = {}
    waiting = [(case.definition_key, case.definition_id)]
    while waiting:
        key, definition_id = waiting.pop(0)
        found[key] = store.load(uow.session, definition_id)
        for called in called_by(found[key], visited):
            definition = _called(uow, found[case.definition_key], called)
            if definition is not None and called not in found:
                waiting.append((called, definition.id))
    return found


def called_by(loaded: Loaded, visited: set[str]) -> list[str]:
    """Return the keys of the processes that visited elements of a diagram call."""
    calls = [node for node in loaded.process.walk_nodes() if isinstance(node, CallActivity)]
    return [node.called_element for node in calls if node.id in visited and node.called_element]


def diagram_of(uow: UnitOfWork, case: ProcessInstance, key: str) -> bytes:
    """Return the diagram of a process a case may have called."""
    loaded = store.load(uow.session, case.definition_id)
    if key in ("", case.definition_key):
        return loaded.diagram
    definition = _called(uow, loaded, key)
    if definition is None:
        raise NotFound("process", key)
    return store.load(uow.session, definition.id).diagram


def _called(uow: UnitOfWork, caller: Loaded, key: str) -> ProcessDefinition | None:
    session = uow.session
    together = definitions.of_deployment(session, caller.deployment_id, key)
    return together or definitions.find_latest(session, key)
