"""Turns the model of a BPMN file into specs the runtime executes."""

from engine.workflow.compiling.compiler import compile_definition, compile_process

__all__ = ["compile_definition", "compile_process"]
