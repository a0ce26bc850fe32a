"""From files to a definition: specs for the elements, wired as the arrows say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from bpmn.model import Definitions, Process
from bpmn.reader import read
from engine.kernel.errors import NotFound, Refused
from engine.workflow.compiling.names import Names
from engine.workflow.compiling.nodes import NodeMaker
from engine.workflow.compiling.starting import starts_of, ways_to_begin
from engine.workflow.compiling.texts import Reader
from engine.workflow.compiling.wiring import wire
from engine.workflow.definition import Definition
from engine.workflow.specs.base import NodeSpec
from engine.workflow.specs.scopes import ProcessSpec, SubProcess


def compile_definition(
    files: Mapping[str, bytes], process_id: str, ref: str | None = None
) -> Definition:
    """Compile one process of the files; `ref` is the name its instances remember it by.

    Raises NotFound when no file has the process, ReadError when a file cannot be read, Refused
    with file, line, element and reason when something in it is not run.
    """
    for name, data in files.items():
        if not name.lower().endswith((".bpmn", ".xml")) and b"BPMN/20100524" not in data:
            continue
        document = read(data, name)
        process = document.process(process_id)
        if process is not None:
            digest = hashlib.sha256(data).hexdigest()[:16]
            return compile_process(document, process, ref or f"{process_id}:{digest}")
    raise NotFound("process", process_id)


def compile_process(document: Definitions, process: Process, ref: str) -> Definition:
    """Compile a process that is read already."""
    reader = Reader(document.file)
    workflow_spec = WorkflowSpec(process.id, document.file)
    maker = NodeMaker(workflow_spec, Names(document, process), reader)
    root = ProcessSpec(workflow_spec, process)
    root.kind = "process"
    nodes: dict[str, NodeSpec] = {process.id: root}
    for scope in process.walk_scopes():
        for node in scope.nodes:
            spec = maker.make(node) if node.id not in nodes else None
            if spec is not None:
                nodes[node.id] = spec
                spec.container = nodes.get(scope.id)
    if not reader.problems:
        wire(process, nodes, reader)
    if reader.problems:
        raise Refused(reader.problems, file=document.file)
    for scope in process.walk_scopes():
        holder = nodes[scope.id]
        if isinstance(holder, ProcessSpec | SubProcess):
            holder.starts = starts_of(scope, nodes)
    workflow_spec.start = root
    return Definition(
        key=process.id,
        name=process.name,
        name_en=process.properties.get("nameEn", ""),
        ref=ref,
        root=root,
        nodes=MappingProxyType(nodes),
        starts=ways_to_begin(process, nodes),
        workflow_spec=workflow_spec,
    )
