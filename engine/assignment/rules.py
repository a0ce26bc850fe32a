"""From `ROLE@SCOPE` in a diagram to the people of a unit, as pure rules."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.staff.rules import Directory, StandIn, Unit, UnitType, group_name

SELF = "self"
SCOPES = {type_.value.lower(): type_ for type_ in UnitType if type_ not in ("DEPT", "TEAM")}
ADMIN_ROLE = "PROCESS_ADMIN"
# Policies by which the case goes on without anybody.
SKIP = "skip"
REFUSE = "refuse"
# Policies by which somebody else is asked.
PERSON = "person"
ROLE = "role"


@dataclass(frozen=True)
class Wanted:
    """What a user task asks for.

    `units` are the unit of the case and the unit of its starter, in this order; a scope
    is looked up from the first one and, when it has none, from the next. `exclude`
    are people who must not do the task, such as the starter of a case with separated
    duties. `instead` are those asked in this order when nobody is found, people by
    `user:<id>` and groups by `ROLE@SCOPE`, before `empty_policy` counts.
    """

    groups: Sequence[str]
    units: Sequence[str]
    users: Sequence[str] = ()
    exclude: frozenset[str] = frozenset()
    starter_id: str = ""
    empty_policy: str = "admin"
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """Who may do a task; `policy` and `reason` are set when nobody could be found.

    With the policies `skip` and `refuse`, both groups and users are empty.
    """

    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    policy: str = ""
    reason: str = ""


def resolve(wanted: Wanted, directory: Directory, now: datetime) -> Resolution:
    """Return who may do a task; never nobody unless the diagram says to skip."""
    entries = list(split_groups(wanted.groups))
    groups = tuple(
        dict.fromkeys(
            group_name(role, unit.id)
            for role, scope in entries
            for unit in units_of_scope(scope, wanted.units, directory)
        )
    )
    users = tuple(user for user in wanted.users if user not in wanted.exclude)
    if users or _somebody(groups, wanted.exclude, directory, now):
        return Resolution(groups, users)
    asked = ", ".join(group_name(role, scope) for role, scope in entries) or "no candidates"
    found = ", ".join(groups) or "no such unit"
    reason = f"nobody for {asked} ({found})"
    return _instead(wanted, directory, reason, now) or _apply_policy(wanted, directory, reason)


def split_groups(raw: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield role and scope of each candidate group.

    `"CLERK@station,county"` names two scopes of one role, also when the text was split
    at its commas before; a role without a scope means the case's own unit.
    """
    role = ""
    for part in (part.strip() for text in raw for part in text.split(",")):
        if "@" in part:
            role, _, scope = part.partition("@")
            yield role.strip(), scope.strip()
        elif part.lower() in SCOPES or part.lower() == SELF:
            if role:
                yield role, part
        elif part:
            role = part
            yield role, SELF


def units_of_scope(scope: str, bases: Sequence[str], directory: Directory) -> tuple[Unit, ...]:
    """Return the units a scope means, seen from the first base that has any.

    A scope may also be the id of a unit, as an expression in a diagram would give it.
    """
    type_ = SCOPES.get(scope.lower())
    if type_ is None and scope.lower() != SELF:
        unit = directory.units.get(scope)
        return (unit,) if unit else ()
    known = [base for base in bases if base in directory.units]
    for base in known:
        found = directory.ancestor(base, type_) if type_ else directory.company(base)
        if found:
            return (found,)
    return _stations_below(known, directory) if type_ is UnitType.STATION else ()


def _stations_below(bases: Sequence[str], directory: Directory) -> tuple[Unit, ...]:
    # A county's case that asks for a station may be taken by any station of the county.
    # Other levels are not widened downwards: the head of one county of many would
    # decide a case of another.
    for base in bases:
        county = directory.ancestor(base, UnitType.COUNTY)
        if county:
            return tuple(
                unit
                for unit in directory.units.values()
                if unit.type == UnitType.STATION and unit.path.startswith(county.path)
            )
    return ()


def _somebody(
    groups: Iterable[str], exclude: frozenset[str], directory: Directory, now: datetime
) -> bool:
    return any(set(directory.holders(group, now)) - exclude for group in groups)


def _instead(wanted: Wanted, directory: Directory, reason: str, now: datetime) -> Resolution | None:
    """Return the first of those named for the case that nobody is found, who can do it."""
    for name in wanted.instead:
        user_id = name.removeprefix("user:")
        if user_id != name and user_id not in wanted.exclude:
            return Resolution(users=(user_id,), policy=PERSON, reason=reason)
        units = (
            group_name(role, unit.id)
            for role, scope in split_groups([name] if user_id == name else [])
            for unit in units_of_scope(scope, wanted.units, directory)
        )
        groups = tuple(dict.fromkeys(units))
        if _somebody(groups, wanted.exclude, directory, now):
            return Resolution(groups, policy=ROLE, reason=reason)
    return None


def parse_policy(text: str) -> tuple[list[tuple[str, str]], str]:
    """Return whom `person:zhang; role:HEAD@city; admin` names in order, and the word at its end."""
    named = []
    word = "admin"
    for part in (part.strip() for part in text.split(";")):
        kind, colon, value = part.partition(":")
        if colon and kind.strip() in (PERSON, ROLE):
            named.append((kind.strip(), value.strip()))
        elif part:
            word = part
    return named, word


def _apply_policy(wanted: Wanted, directory: Directory, reason: str) -> Resolution:
    if wanted.empty_policy in (SKIP, REFUSE):
        return Resolution(policy=wanted.empty_policy, reason=reason)
    if wanted.empty_policy == "starter" and wanted.starter_id:
        if wanted.starter_id not in wanted.exclude:
            return Resolution(users=(wanted.starter_id,), policy="starter", reason=reason)
    root = directory.root()
    groups = (group_name(ADMIN_ROLE, root.id),) if root else ()
    return Resolution(groups, policy="admin", reason=reason)


def sole_person(found: Resolution, directory: Directory, now: datetime) -> str:
    """Return the only one who may do a task; nothing when there are several."""
    people = {
        *found.users,
        *(who for group in found.groups for who in directory.holders(group, now)),
    }
    return people.pop() if len(people) == 1 else ""


def instead_of_starter(
    rule: str, starter_id: str, unit_id: str, directory: Directory
) -> Resolution:
    """Return who decides when the only one who may is the starter himself.

    `skip` lets the task pass; `superior` takes the next leader above him, `leader` the next
    one above who leads a department or a company, not a team. Nobody above: nothing changes.
    """
    if rule == SKIP:
        return Resolution(policy=SKIP, reason="the starter would decide his own case")
    units = directory.chain(unit_id)
    fit = (unit for unit in units if rule != "leader" or unit.type != UnitType.TEAM)
    leaders = (unit.leader_id for unit in fit if unit.leader_id not in (None, starter_id))
    leader = next(leaders, None)
    if leader is None:
        return Resolution()
    return Resolution(users=(leader,), policy=rule, reason="instead of the starter")


def agents_of(
    people: Iterable[str],
    process_key: str,
    directory: Directory,
    barred: Iterable[str],
    now: datetime,
) -> list[StandIn]:
    """Return who stands in for people now; an agent's own absence changes nothing.

    Those who are barred, the applicant above all, never stand in, nor do colleagues who may
    do the work anyway.
    """
    there = set(people)
    return [
        stand_in
        for person in dict.fromkeys(people)
        for stand_in in directory.stand_ins.get(person, ())
        if stand_in.counts(process_key, now) and stand_in.agent_id not in {*barred, *there}
    ]
