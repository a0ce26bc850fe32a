"""Who gets the tasks a move opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from engine.assignment.queries import resolve_all
from engine.assignment.rules import (
    ADMIN_ROLE,
    PERSON,
    Resolution,
    Wanted,
    agents_of,
    instead_of_starter,
    parse_policy,
    sole_person,
)
from engine.db import UnitOfWork
from engine.instances.model import ProcessInstance
from engine.processes.rules import named_steps
from engine.staff import queries as staff
from engine.staff.model import User
from engine.staff.rules import group_name
from engine.tasks.queries import handlers_of
from engine.workflow import OpenedTask

# How one of several is chosen without anybody claiming.
RANDOM = "random"


@dataclass(frozen=True)
class Candidates:
    """Who may do a task: candidate keys, the assignee if the diagram names one, and why.

    `policy` names the rule that found somebody else, or lets the task pass by itself;
    `stand_ins` says by agent for whom (id, name) he acts; `sole` is the only one there is.
    """

    keys: tuple[str, ...]
    assignee_id: str | None = None
    assignee_name: str | None = None
    note: str | None = None
    policy: str = ""
    sole: str = ""
    acting_for: tuple[str, str] | None = None
    stand_ins: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def resolve_tasks(
    uow: UnitOfWork,
    case: ProcessInstance,
    opened: Sequence[OpenedTask],
    variables: Mapping[str, Any],
) -> list[Candidates]:
    """Return who gets each task; one statement, and one more if the diagram names people."""
    chosen = [_chosen(task, variables) for task in opened]
    people = _people(uow.session, opened, chosen)
    wanted = [
        _wanted(case, task, variables, people, names)
        for task, names in zip(opened, chosen, strict=True)
    ]
    found = resolve_all(uow.session, wanted, uow.now)
    return [
        _with_agents(uow, case, task, _candidates(uow, case, task, one, people))
        for task, one in zip(opened, _separated(uow, case, opened, found), strict=True)
    ]


def _separated(
    uow: UnitOfWork,
    case: ProcessInstance,
    opened: Sequence[OpenedTask],
    found: Sequence[Resolution],
) -> list[Resolution]:
    pairs = zip(opened, found, strict=True)
    return [
        _without_handlers(uow, case, task, one) if "notBy" in task.properties else one
        for task, one in pairs
    ]


def _without_handlers(
    uow: UnitOfWork, case: ProcessInstance, task: OpenedTask, found: Resolution
) -> Resolution:
    """Leave out who did a step this one must not be done by; the others are asked by name.

    When nobody else is left, the administrators choose somebody.
    """
    steps = named_steps(task.properties)
    barred = handlers_of(uow.session, case.id, steps)
    directory = staff.directory(uow.session)
    groups = (who for group in found.groups for who in directory.holders(group, uow.now))
    people = list(dict.fromkeys((*found.users, *groups)))
    if not barred & set(people):
        return found
    left = tuple(one for one in people if one not in barred)
    if left:
        return replace(found, groups=(), users=left)
    root = directory.root()
    admins = (group_name(ADMIN_ROLE, root.id),) if root else ()
    return Resolution(admins, policy="admin", reason="everybody who may has decided before")


def _chosen(task: OpenedTask, variables: Mapping[str, Any]) -> list[str]:
    """Return whom the starter or an earlier handler chose for the task, by the variable."""
    name = task.properties.get("choose", "")
    value = task.variables.get(name, variables.get(name)) if name else None
    return [str(one) for one in (value if isinstance(value, list) else [value]) if one]


def _people(
    session: Session, opened: Sequence[OpenedTask], chosen: Sequence[Sequence[str]]
) -> dict[str, User]:
    """Return the people the diagram or somebody's choice names, by account name and by id."""
    named = {name for task in opened for name in (task.assignee, *task.candidate_users) if name}
    named |= {name for names in chosen for name in names}
    named |= {name for task in opened for name in _stand_by(task.properties, PERSON)}
    people: dict[str, User] = {}
    for user in staff.users_named(session, named) if named else ():
        people[user.username] = people[user.id] = user
    return people


def _wanted(
    case: ProcessInstance,
    task: OpenedTask,
    variables: Mapping[str, Any],
    people: Mapping[str, User],
    chosen: Sequence[str],
) -> Wanted:
    properties = task.properties
    own_unit = str(task.variables.get("orgId") or variables.get("orgId") or case.org_id)
    named = (task.assignee, *task.candidate_users, *chosen)
    separated = properties.get("excludeStarter") == "true"
    return Wanted(
        groups=() if any(name in people for name in chosen) else task.candidate_groups,
        units=(own_unit, case.org_id),
        users=[
            people[name].id for name in named if name and name in people and people[name].is_active
        ],
        exclude=frozenset({case.starter_id}) if separated else frozenset(),
        starter_id=case.starter_id,
        empty_policy=parse_policy(properties.get("emptyPolicy", ""))[1],
        instead=_instead(properties, people),
    )


def _stand_by(properties: Mapping[str, str], kind: str) -> list[str]:
    named = parse_policy(properties["emptyPolicy"])[0] if "emptyPolicy" in properties else ()
    return [value for found, value in named if found == kind]


def _instead(properties: Mapping[str, str], people: Mapping[str, User]) -> tuple[str, ...]:
    """Return whom the diagram names for the case that nobody is found; only who is active."""
    if "emptyPolicy" not in properties:
        return ()
    keys = []
    for kind, value in parse_policy(properties["emptyPolicy"])[0]:
        person = people.get(value) if kind == PERSON else None
        if kind != PERSON:
            keys.append(value)
        elif person is not None and person.is_active:
            keys.append(f"user:{person.id}")
    return tuple(keys)


def _candidates(
    uow: UnitOfWork,
    case: ProcessInstance,
    task: OpenedTask,
    found: Resolution,
    people: dict[str, User],
) -> Candidates:
    sole = sole_person(found, staff.directory(uow.session), uow.now) if task.properties else ""
    rule = task.properties.get("selfApprove", "self")
    if sole and sole == case.starter_id and rule != "self":
        instead = _above_starter(uow, case, rule)
        if instead.policy:
            keys = tuple(f"user:{user_id}" for user_id in instead.users)
            above = next(iter(instead.users), "")
            return Candidates(keys, note=instead.reason, policy=instead.policy, sole=above)
    keys = (*found.groups, *(f"user:{user_id}" for user_id in found.users))
    note = found.reason or None
    base = Candidates(keys, note=note, policy=found.policy, sole=sole)
    drawn = _drawn(uow, case, task, found) if task.properties.get("pick") == RANDOM else None
    if drawn is not None:
        return replace(base, assignee_id=drawn.id, assignee_name=drawn.name, sole=drawn.id)
    if found.policy == PERSON:
        person = people[found.users[0]]
        return replace(base, assignee_id=person.id, assignee_name=person.name)
    assignee = people.get(task.assignee or "")
    if assignee is not None and assignee.is_active and assignee.id in found.users:
        return replace(base, assignee_id=assignee.id, assignee_name=assignee.name,
                       sole=assignee.id)  # fmt: skip
    if task.assignee and not found.reason:
        return replace(base, note=f"no active account {task.assignee}")
    return base


def _drawn(
    uow: UnitOfWork, case: ProcessInstance, task: OpenedTask, found: Resolution
) -> User | None:
    """Return one of those who may do a task, drawn by lot; all of them may still take it."""
    directory = staff.directory(uow.session)
    groups = (who for group in found.groups for who in directory.holders(group, uow.now))
    separated = task.properties.get("excludeStarter") == "true"
    people = sorted({*found.users, *groups} - ({case.starter_id} if separated else set()))
    if found.policy or not people:
        return None
    # The id of the task is drawn by the runtime; a lot of our own could not be repeated.
    lot = sha256(task.id.encode()).digest()
    chosen = people[int.from_bytes(lot[:8]) % len(people)]
    return staff.users_by_ids(uow.session, [chosen]).get(chosen)


def _above_starter(uow: UnitOfWork, case: ProcessInstance, rule: str) -> Resolution:
    starter = staff.users_by_ids(uow.session, [case.starter_id]).get(case.starter_id)
    unit = starter.org_id if starter else case.org_id
    return instead_of_starter(rule, case.starter_id, unit, staff.directory(uow.session))


def _with_agents(
    uow: UnitOfWork, case: ProcessInstance, task: OpenedTask, found: Candidates
) -> Candidates:
    """Let those who stand in for absent people act; the principals keep sight of the task."""
    directory = staff.directory(uow.session)
    if not directory.stand_ins:
        return found
    people = [key.removeprefix("user:") for key in found.keys if key.startswith("user:")]
    people += [who for key in found.keys if "@" in key for who in directory.holders(key, uow.now)]
    if found.assignee_id:
        people = [found.assignee_id]
    key = task.process or case.definition_key
    agents = agents_of(people, key, directory, [case.starter_id], uow.now)
    if not agents:
        return found
    stand_ins = {one.agent_id: (one.principal_id, one.principal_name) for one in agents}
    keys = dict.fromkeys([*found.keys, *(f"user:{agent}" for agent in stand_ins)])
    found = replace(found, keys=tuple(keys), stand_ins=stand_ins)
    first = agents[0]
    principal = found.assignee_id or (found.sole if len(agents) == 1 else "")
    if principal != first.principal_id:
        return found
    if len(agents) > 1:
        # Several agents: the first to claim it acts.
        return replace(found, assignee_id=None, assignee_name=None)
    return replace(
        found,
        keys=tuple(dict.fromkeys([*found.keys, f"user:{principal}"])),
        assignee_id=first.agent_id,
        assignee_name=first.agent_name,
        acting_for=stand_ins[first.agent_id],
    )
