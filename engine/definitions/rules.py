"""Pure facts about a diagram that the definition row and its documents need."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bpmn.model import Event, Process, Task
from engine.definitions.model import BPMN, DMN, FORM

# The forms made from `camunda:formData` have keys that begin so.
GENERATED = "generated."
SUFFIXES = {".bpmn": BPMN, ".dmn": DMN, ".form": FORM}


@dataclass(frozen=True)
class ProcessFacts:
    """What a deployed process says about itself and which documents it needs."""

    key: str
    name: str
    name_en: str
    start_form_key: str | None
    starter_roles: tuple[str, ...]
    is_startable: bool
    number_prefix: str
    title: str
    promise: str
    listed: tuple[str, ...]
    form_keys: frozenset[str]
    decision_ids: frozenset[str]


def kind_of(file: str) -> str | None:
    """Return the kind of document a file name stands for."""
    return next((kind for end, kind in SUFFIXES.items() if file.lower().endswith(end)), None)


def sha256(content: bytes) -> str:
    """Return the hash a document is kept under."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(hashes: Mapping[tuple[str, str], str]) -> str:
    """Return one hash over all documents of a version."""
    lines = (f"{kind} {key} {sha}" for (kind, key), sha in sorted(hashes.items()))
    return sha256("\n".join(lines).encode())


def describe(process: Process) -> ProcessFacts:
    """Return what a process says about itself."""
    extensions = process.extensions
    start = start_event_of(process)
    properties = extensions.properties
    return ProcessFacts(
        key=process.id,
        name=process.name or process.id,
        name_en=properties.get("nameEn", "") or process.name or process.id,
        start_form_key=form_key_of(start) if start else None,
        starter_roles=_listed(extensions.camunda.get("candidateStarterGroups", "")),
        is_startable=start is not None
        and extensions.camunda.get("isStartableInTasklist", "true") != "false",
        number_prefix=properties.get("numberPrefix", ""),
        title=properties.get("title", ""),
        promise=properties.get("sla", ""),
        listed=_listed(properties.get("listed", "")),
        form_keys=frozenset(filter(None, map(form_key_of, process.walk_nodes()))),
        decision_ids=frozenset(
            reference
            for node in process.walk_nodes()
            if isinstance(node, Task) and (reference := node.extensions.camunda.get("decisionRef"))
        ),
    )


def start_event_of(process: Process) -> Event | None:
    """Return the start event a person sets off, if the process has one."""
    return next(
        (
            node
            for node in process.nodes
            if isinstance(node, Event) and node.kind == "start" and not node.definitions
        ),
        None,
    )


def form_key_of(node: object) -> str | None:
    """Return the form a node shows, if any; `embedded:` prefixes of Camunda are dropped."""
    camunda: Mapping[str, str] = getattr(getattr(node, "extensions", None), "camunda", {})
    key = camunda.get("formRef") or camunda.get("formKey") or ""
    return key.rsplit(":", 1)[-1].removesuffix(".form") or _generated_key(node)


def _generated_key(node: object) -> str | None:
    """Return the key of the form made from fields drawn inside the diagram, if there are any."""
    fields = getattr(getattr(node, "extensions", None), "form_fields", ())
    return f"{GENERATED}{getattr(node, 'id', '')}" if fields else None


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def only(kind: str, files: Iterable[str]) -> list[str]:
    """Return those file names that stand for one kind of document."""
    return [file for file in files if kind_of(file) == kind]
