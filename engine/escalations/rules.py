"""Ladders of escalation, and who stands on each rung for a given piece of work."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.deadlines.rules import WorkingCalendar, add_working_days
from engine.staff.rules import Directory, Unit, UnitType, group_name

WORKING_DAYS = "WD"
LIMITS = "LIMIT"


@dataclass(frozen=True)
class Rung:
    """One level: how long after the due moment, and which role hears of it.

    The delay counts working days, or multiples of the task's own limit. `HEAD` stands for
    the head of the department whose people should have done the work.
    """

    level: int
    delay: int
    unit: str
    role: str


@dataclass(frozen=True)
class Told:
    """Who hears of an escalation: a group, or a leader when the group has nobody."""

    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


LADDERS = {
    "E1": (
        Rung(1, 0, WORKING_DAYS, "TEAM_LEAD"),
        Rung(2, 1, WORKING_DAYS, "HEAD"),
        Rung(3, 2, WORKING_DAYS, "DEPUTY_GM"),
        Rung(4, 3, WORKING_DAYS, "SUPERVISOR@group"),
    ),
    "fault": (
        Rung(1, 0, LIMITS, "SERVICE_DISPATCH@city"),
        Rung(2, 1, LIMITS, "OPS_HEAD@county"),
        Rung(3, 2, LIMITS, "DEPUTY_GM@county"),
    ),
}
# The chain of command within a company, from the bottom.
CHAIN = ("TEAM_LEAD", "HEAD", "DEPUTY_GM", "GM")
DEPARTMENTS = {
    "DIRECTOR": "HQ_RECEPTION HQ_REVIEWER",
    "DISPATCH_HEAD": "DISPATCHER DISPATCH_PLANNER",
    "EQUIPMENT_HEAD": "ASSET_CLERK KEEPER",
    "FINANCE_HEAD": "FINANCE",
    "OPS_HEAD": "DESIGNER MAINT_TEAM OPS_TEAM PROJECT_CLERK PROJECT_MANAGER REPAIR_CREW",
    "PLANNING_HEAD": "EXPERT PLANNER",
}
HEAD_OF = {role: head for head, roles in DEPARTMENTS.items() for role in roles.split()}
# A team lead commands the people of his own station or company, not those of units below.
LOWEST_COMPANY = frozenset({UnitType.COUNTY, UnitType.CITY, UnitType.PROVINCE, UnitType.GROUP})


def rung_of(ladder: str, level: int) -> Rung | None:
    """Return a level of a ladder; none above its top."""
    return next((rung for rung in LADDERS.get(ladder, ()) if rung.level == level), None)


def rings_at(
    rung: Rung, opened_at: datetime, due_at: datetime, calendar: WorkingCalendar
) -> datetime:
    """Return when work that is still open reaches a level."""
    if rung.unit == LIMITS:
        return due_at + (due_at - opened_at) * rung.delay
    return add_working_days(calendar, due_at, rung.delay) if rung.delay else due_at


def who_is_told(
    rung: Rung,
    candidates: Collection[str],
    org_id: str,
    directory: Directory,
    now: datetime,
) -> Told:
    """Return who stands on a rung for work of these candidates at a unit.

    Where nobody holds the role, the next higher one hears of it. When leaders are late
    themselves, the ladder begins above them, one step later.
    """
    late, unit_id = _late_group(candidates, org_id)
    roles = _roles_above(rung, late)
    for wanted in roles:
        name, _, scope = wanted.partition("@")
        name = HEAD_OF.get(late, "MARKETING_HEAD") if name == "HEAD" else name
        for unit in _chain(directory, unit_id, name, scope):
            group = group_name(name, unit.id)
            if group not in candidates and directory.holders(group, now):
                return Told(groups=(group,))
    units = directory.chain(unit_id) if roles else iter(())
    leader = next((unit.leader_id for unit in units if unit.leader_id), None)
    return Told(users=(leader,)) if leader else Told()


def _roles_above(rung: Rung, late: str) -> tuple[str, ...]:
    if rung.role not in CHAIN:
        return (rung.role,)
    step = CHAIN.index(rung.role)
    rank = _rank(late)
    if rank > 0 and rung.level == 1:
        return ()
    if rank > 0:
        step = min(max(step, rank + rung.level - 2), len(CHAIN) - 1)
    return CHAIN[step:]


def _rank(role: str) -> int:
    """Return how many steps of the chain of command lie below the one above a role."""
    if role.endswith("_HEAD") or role == "DIRECTOR":
        return CHAIN.index("HEAD") + 1
    return CHAIN.index(role) + 1 if role in CHAIN else 0


def _late_group(candidates: Collection[str], org_id: str) -> tuple[str, str]:
    for candidate in candidates:
        role, _, unit_id = candidate.partition("@")
        if unit_id:
            return role, unit_id
    return "", org_id


def _chain(directory: Directory, unit_id: str, role: str, scope: str) -> Iterator[Unit]:
    reached = not scope
    for unit in directory.chain(unit_id):
        reached = reached or unit.type.lower() == scope
        if reached:
            yield unit
        if role == "TEAM_LEAD" and unit.type in LOWEST_COMPANY:
            return
