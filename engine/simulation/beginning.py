"""How a simulation begins: the process of the script, at the start event it has."""

from __future__ import annotations

from engine.simulation.script import Complete, Script, StartProcess
from engine.simulation.start_timers import arm_start_timers
from engine.simulation.steps import start_process
from engine.simulation.world import World
from engine.workflow import Definition, StartTrigger, start_condition_holds

OTHERS_SEND = ("message", "signal")


def begin(world: World, script: Script) -> None:
    """Start the process; one that something must set off waits for that.

    If no step of the script could ever set it off, it begins at its first start event at once.
    """
    functions = world.ports.functions
    world.start_timers.extend(arm_start_timers(world.definitions, world.now, functions))
    definition = world.definitions[script.process]
    if definition.starts_plainly:
        start_process(
            world, StartProcess(script.process, script.variables, None, script.business_key)
        )
    elif (trigger := _set_off_now(world, definition, script)) is not None:
        key = script.business_key
        world.start(script.process, script.variables, trigger, business_key=key)
    else:
        world.awaited[script.process] = script.variables
    world.deliver_post()


def _set_off_now(world: World, definition: Definition, script: Script) -> StartTrigger | None:
    """Return the start event that happens without a step of the script, if there is one."""
    now, variables = world.now, script.variables
    for trigger in definition.start_triggers:
        if trigger.kind == "conditional" and start_condition_holds(
            definition, trigger.activity, variables, now, world.ports.functions
        ):
            return trigger
    if not all(isinstance(step, Complete) for step in script.steps):
        return None
    return next((one for one in definition.start_triggers if one.kind in OTHERS_SEND), None)
