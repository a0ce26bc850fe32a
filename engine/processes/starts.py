"""What begins a process besides a person: messages, signals and timers of its start events."""

from collections.abc import Callable, Mapping

from sqlalchemy import delete

from engine.db import UnitOfWork
from engine.deadlines.service import current_rules
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.definitions.model import ProcessDefinition
from engine.definitions.service import World, deploy
from engine.kernel.actor import SYSTEM, Actor
from engine.kernel.errors import Refused
from engine.kernel.ids import new_id
from engine.processes.model import EventSubscription
from engine.processes.service import Trigger, start_by_event
from engine.scheduler.model import Job, Rearm
from engine.scheduler.service import NewJob, cancel_for, schedule_many
from engine.workflow import TimerSet, next_start_timer, start_timers
from engine.workflow.problems import Fault

START = "timer.start"


def deploy_processes(
    uow: UnitOfWork, actor: Actor, files: Mapping[str, bytes], world: World, note: str = ""
) -> list[ProcessDefinition]:
    """Deploy documents, all or nothing, and let the new versions begin by their events."""
    made = deploy(uow, actor, files, world, note)
    for row in made:
        _refuse_conditions(uow, row)
        _listen(uow, row)
        _set_timers(uow, row)
    return made


def start_by_timer(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Start a case at a timer start event, and set the timer of the next one."""
    facts = job.payload
    definition = definitions.latest_definition(uow.session, facts["key"])
    if definition.id != facts["definition_id"]:
        return None
    start_by_event(uow, SYSTEM, Trigger(definition.id, facts["activity"], {}))
    following = next_start_timer(_timer(job))
    return Rearm(following.due_at, START, _payload(definition, following)) if following else None


def _refuse_conditions(uow: UnitOfWork, row: ProcessDefinition) -> None:
    """Refuse a process that begins when something becomes true: nobody here watches for it."""
    starts = store.load(uow.session, row.id).workflow.start_triggers
    problems = [
        {
            "file": row.file,
            "severity": "error",
            "code": "unsupported-conditional-start",
            "line": None,
            "element": trigger.activity,
            "message": "部署的流程不能由条件开始事件启动。",
            "message_en": "A deployed process cannot begin by a conditional start event.",
            "fix": "改用消息、信号、定时或普通开始事件。",
            "fix_en": "Use a message, signal, timer or plain start event.",
        }
        for trigger in starts
        if trigger.kind == "conditional"
    ]
    if problems:
        raise Refused(problems)


def _listen(uow: UnitOfWork, row: ProcessDefinition) -> None:
    """Replace what the version before waited for by what this one waits for."""
    gone = delete(EventSubscription).where(
        EventSubscription.definition_key == row.key, EventSubscription.instance_id.is_(None)
    )
    uow.session.execute(gone)
    workflow = store.load(uow.session, row.id).workflow
    uow.session.add_all(
        EventSubscription(
            id=new_id(),
            kind=trigger.kind,
            name=trigger.event_name,
            definition_id=row.id,
            definition_key=row.key,
            activity_id=trigger.activity,
            created_at=uow.now,
        )
        for trigger in workflow.start_triggers
        if trigger.kind in ("message", "signal")
    )


def _set_timers(uow: UnitOfWork, row: ProcessDefinition) -> None:
    rules = current_rules(uow)
    functions: dict[str, Callable[..., object]] = {
        "sla.due": lambda code: rules.due(code, uow.now),
        "sla.warn": lambda code, percent=80: rules.warn_at(code, uow.now, int(percent)),
    }
    workflow = store.load(uow.session, row.id).workflow
    try:
        timers = start_timers(workflow, uow.now, functions)
    except Fault as error:
        # No case has begun, so the timer of a start event knows no variable.
        raise Refused([_problem(row, error)]) from error
    known = [trigger.activity for trigger in workflow.start_triggers if trigger.kind == "timer"]
    cancel_for(uow, [_ref(row.key, activity) for activity in known])
    schedule_many(
        uow,
        [
            NewJob(START, timer.due_at, None, _ref(row.key, timer.activity), _payload(row, timer))
            for timer in timers
        ],
    )


def _problem(row: ProcessDefinition, error: Fault) -> dict[str, object]:
    facts = {"severity": "error", "code": error.code, "line": None, "element": None, "fix": None}
    return {"file": row.file, "message": error.message, "message_en": error.message, **facts}


def _ref(key: str, activity: str) -> str:
    return f"{key}/{activity}"[:64]


def _payload(row: ProcessDefinition, timer: TimerSet) -> dict[str, object]:
    return {
        "key": row.key,
        "definition_id": row.id,
        "activity": timer.activity,
        "interval": timer.interval,
        "remaining": timer.remaining,
    }


def _timer(job: Job) -> TimerSet:
    facts = job.payload
    return TimerSet(
        id=job.ref,
        activity=facts["activity"],
        due_at=job.due_at,
        interval=facts.get("interval"),
        remaining=facts.get("remaining"),
    )
