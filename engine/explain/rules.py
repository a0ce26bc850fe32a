"""Why a task is somebody's or not, as pure rules; the words are made elsewhere."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.kernel.actor import Actor
from engine.staff.rules import Directory, Grant
from engine.tasks.model import CANCELLED, LENT, UserTask
from engine.tasks.records import TaskNote

# How somebody came by the task he holds.
CLAIMED, NAMED, GIVEN, DEPUTY, BORROWED = "claimed", "named", "given", "deputy", "lent"
# How a reader stands to a task.
MINE, FREE, TAKEN, OUTSIDE, ON_HOLD, ENDED, WITHDRAWN = (
    "mine",
    "free",
    "taken",
    "outside",
    "on_hold",
    "ended",
    "withdrawn",
)
# The reader started the case, and the diagram separates duties.
OWN_CASE = "own_case"


@dataclass(frozen=True)
class Holding:
    """How the assignee came by a task: claimed, named, given, lent, or as a deputy."""

    how: str
    by: str = ""
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How a reader stands to a task, and by which of the groups asked for.

    `elsewhere` are his groups of the same role at other units, `lapsed` his grants of a
    group asked for that no longer count, or do not count yet.
    """

    kind: str
    through: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    lapsed: tuple[Grant, ...] = ()
    who: str = ""
    at: datetime | None = None
    holding: Holding | None = None


def standing(
    task: UserTask, actor: Actor, directory: Directory, notes: Iterable[TaskNote], now: datetime
) -> Standing:
    """Return why a task is the reader's, may become his, or is not."""
    wanted = tuple(task.candidates or ())
    through = own_groups(actor, wanted)
    if not task.is_open:
        kind = WITHDRAWN if task.state == CANCELLED else ENDED
        return Standing(kind, through, who=task.completed_by_name or "", at=task.completed_at)
    if task.hold:
        return Standing(ON_HOLD, through, who=task.assignee_name or "")
    if task.assignee_id:
        kind = MINE if task.assignee_id == actor.user_id else TAKEN
        held = holding(task, notes)
        return Standing(kind, through, who=task.assignee_name or "", at=held.at, holding=held)
    if through:
        return Standing(FREE, through)
    lapsed = lapsed_grants(actor.user_id, wanted, directory, now)
    return Standing(OUTSIDE, elsewhere=same_roles(actor, wanted), lapsed=lapsed)


def holding(task: UserTask, notes: Iterable[TaskNote]) -> Holding:
    """Return how the present assignee came by a task."""
    if task.acting_for_name:
        return Holding(DEPUTY, by=task.acting_for_name, at=task.claimed_at)
    if task.lending == LENT:
        return Holding(BORROWED, by=task.owner_name or "", at=task.claimed_at)
    given = [
        note
        for note in notes
        if note.task_id == task.id and (task.assignee_name or "") in (note.people or ())
    ]
    if given:
        last = given[-1]
        return Holding(GIVEN, by=last.author_name, reason=last.text, at=last.at)
    if task.claimed_at is None or task.claimed_at == task.created_at:
        return Holding(NAMED, at=task.created_at)
    return Holding(CLAIMED, at=task.claimed_at)


def own_groups(actor: Actor, wanted: Collection[str]) -> tuple[str, ...]:
    """Return those candidates of a task that the reader is one of."""
    own = {*actor.groups, f"user:{actor.user_id}"}
    return tuple(key for key in wanted if key in own)


def same_roles(actor: Actor, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the reader's groups with a role that is asked for, but at other units."""
    roles = {key.partition("@")[0] for key in wanted if "@" in key}
    return tuple(sorted(group for group in actor.groups if group.partition("@")[0] in roles))


def lapsed_grants(
    user_id: str, wanted: Iterable[str], directory: Directory, now: datetime
) -> tuple[Grant, ...]:
    """Return the grants that would make somebody a candidate if they counted now."""
    return tuple(
        grant
        for key in wanted
        for grant in directory.grants.get(key, ())
        if grant.user_id == user_id and not grant.is_valid(now)
    )


def people_of(keys: Iterable[str], directory: Directory, now: datetime) -> dict[str, list[str]]:
    """Return who may act under candidate keys: ids of people, and by which keys each."""
    found: dict[str, list[str]] = {}
    for key in keys:
        named = (key.removeprefix("user:"),) if key.startswith("user:") else ()
        for user_id in named or directory.holders(key, now):
            found.setdefault(user_id, []).append(key)
    return found
