"""Ladders of escalation, and who stands on each rung for a given piece of work."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

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
# How long whoever took a matter up has until it climbs again, in the unit of the ladder.
SETTLE = {"E1": 2, "fault": 1}
# A ladder that counts multiples of a limit needs some time also where there is no limit.
SHORTEST_STEP = timedelta(minutes=15)
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


def top_of(ladder: str) -> int:
    """Return the highest level of a ladder."""
    return max((rung.level for rung in LADDERS.get(ladder, ())), default=0)


@dataclass(frozen=True)
class Breach:
    """A limit's begin and end, from which the delays of a ladder count; else one moment.

    Without a limit (`is_limit`) each level counts from the moment it was reached.
    """

    opened_at: datetime
    due_at: datetime
    is_limit: bool = True

    @property
    def limit(self) -> timedelta:
        """Return the length of one step of a ladder that counts multiples of the limit."""
        return max(self.due_at - self.opened_at, SHORTEST_STEP)


def answer_by(
    ladder: str, level: int, breach: Breach, reached_at: datetime, calendar: WorkingCalendar
) -> datetime:
    """Return by when somebody on a level must have taken a matter up.

    That is the moment of the next level; where that has passed already, because nothing ran
    or the level was reached late, a whole step from now. The top has one step as well.
    """
    upper = rung_of(ladder, level + 1)
    if upper is not None and breach.is_limit:
        at = rings_at(upper, breach.opened_at, breach.due_at, calendar)
        if at > reached_at:
            return at
    here = rung_of(ladder, level)
    delay = upper.delay - here.delay if upper and here else 1
    return _later(ladder, max(delay, 1), breach, reached_at, calendar)


def settle_by(
    ladder: str, breach: Breach, taken_at: datetime, calendar: WorkingCalendar
) -> datetime:
    """Return by when a matter somebody has taken up must be settled, or it climbs on."""
    return _later(ladder, SETTLE.get(ladder, SETTLE["E1"]), breach, taken_at, calendar)


def _later(
    ladder: str, steps: int, breach: Breach, start: datetime, calendar: WorkingCalendar
) -> datetime:
    rung = rung_of(ladder, 1)
    if rung is not None and rung.unit == LIMITS:
        return start + breach.limit * steps
    return add_working_days(calendar, start, steps)


def standing_of(groups: Collection[str], org_path: str) -> tuple[str, ...]:
    """Return the highest leading group somebody belongs to among the units above a case.

    A matter he raises himself goes to those above him, as if his own work were late.
    """
    units = org_path.strip("/").split("/")
    found = [(one, *one.split("@", 1)) for one in groups if "@" in one]
    leading = [
        (_rank(role), -units.index(unit), group)
        for group, role, unit in found
        if unit in units and _rank(role)
    ]
    return (max(leading)[2],) if leading else ()


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
