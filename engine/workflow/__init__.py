"""Runs BPMN 2.0.2 processes as a function of state: no rows, no clock, no surprises.

    definition = compile_definition(files, "my_process", ref="my_process:3")
    advance(definition, state, command, now, ports) -> Advance      (state None for Start)
    migrate(old, new, state, mapping, now, ports) -> Migration

A failing automatic step raises StepFailed with an IncidentRecord: save nothing, tell someone.

Where to read: `commands`, `results`, `ports` are the door; `compiling/` makes specs of a diagram;
`specs/` says what each element does with a token; `tokens` holds what is open; `move` runs it;
`state` saves it. `variables`, `triggers`, `catching`, `loops`, `compensation`, `reach` are the
rules of the standard that several elements share.
"""

from engine.workflow.commands import (
    AddInstances,
    BroadcastSignal,
    CancelInstance,
    Command,
    CompleteService,
    CompleteTask,
    Correlate,
    CorrelateMessage,
    FailService,
    FireTimer,
    MoveToken,
    RemoveInstance,
    Retry,
    SetVariables,
    Start,
    ThrowToTask,
)
from engine.workflow.compiling import compile_definition, compile_process
from engine.workflow.definition import Definition
from engine.workflow.limits import DEFAULT_LIMITS, Limits
from engine.workflow.migration import Comparison, KeptTask, Migration, compare, migrate
from engine.workflow.ports import DEFERRED, Binding, BpmnError, NoPorts, Ports, ServiceContext
from engine.workflow.problems import BadVariables, StaleCommand, StepFailed, UnknownReference
from engine.workflow.results import (
    ActivityRecord,
    Advance,
    ClosedTask,
    IncidentRecord,
    OpenedTask,
    ServiceCall,
    StartTrigger,
    Subscription,
    ThrownEscalation,
    ThrownMessage,
    ThrownSignal,
    TimerSet,
)
from engine.workflow.runtime import advance
from engine.workflow.standing import Standing, standing
from engine.workflow.starting import next_start_timer, start_condition_holds, start_timers
from engine.workflow.texts import incident_text
from engine.workflow.transfer import MigrationProblem

__all__ = [
    "DEFAULT_LIMITS", "DEFERRED", "ActivityRecord", "AddInstances", "Advance", "BadVariables",
    "Binding", "BpmnError", "BroadcastSignal", "CancelInstance", "ClosedTask", "Command",
    "Comparison", "CompleteService", "CompleteTask", "Correlate", "CorrelateMessage", "Definition",
    "FailService", "FireTimer", "IncidentRecord", "KeptTask", "Limits", "Migration",
    "MigrationProblem", "MoveToken", "NoPorts", "OpenedTask", "Ports", "RemoveInstance", "Retry",
    "ServiceCall", "ServiceContext", "SetVariables", "StaleCommand", "Standing", "Start",
    "StartTrigger", "StepFailed", "Subscription", "ThrowToTask", "ThrownEscalation",
    "ThrownMessage", "ThrownSignal", "TimerSet", "UnknownReference", "advance", "compare",
    "compile_definition", "compile_process", "incident_text", "migrate", "next_start_timer",
    "standing", "start_condition_holds", "start_timers",
]  # fmt: skip
