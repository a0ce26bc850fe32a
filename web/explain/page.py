"""The answers to "why?" in the reader's words: elements by name, groups and people by name."""

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.db import UnitOfWork
from engine.definitions.store import Loaded
from engine.explain.prospects import Prospect
from engine.explain.queries import CaseAnswer, Person, people_of
from engine.explain.route import Choice
from engine.instances.model import ProcessInstance
from engine.instances.queries import trail
from engine.tasks.model import UserTask
from web.cases.history import element_name
from web.diagrams import involved
from web.formats import named
from web.inbox.views import definition_names
from web.names import candidates_of, group_names
from web.people import standing_in
from web.texts import gettext as _

# More names than this make a line unreadable; the rest is counted.
MOST_NAMES = 6


@dataclass(frozen=True)
class Ahead:
    """A step ahead in words: what, under which conditions, for whom."""

    name: str
    kind: str
    number: int
    conditions: Sequence[str]
    groups: Sequence[str]
    people: str
    is_told: bool
    is_joined: bool
    note: str


def said_parts(
    uow: UnitOfWork,
    case: ProcessInstance,
    answer: CaseAnswer,
    ahead: Iterable[tuple[UserTask, Sequence[Prospect]]],
) -> dict[str, Any]:
    """Return what the templates of the panel need."""
    diagrams = involved(uow, case, trail(uow.session, case.id))
    names = element_names(diagrams.values())
    processes = definition_names(uow)
    return {
        "waits": answer.waits,
        "rings": answer.rings,
        "ahead": [
            (named(task), [_said(uow, one, processes) for one in found])
            for task, found in ahead
            if found
        ],
        "name_of": lambda element, other="": names.get(element) or other or element,
        "groups_of": lambda keys: group_names(uow, keys),
        "candidates_of": lambda task: candidates_of(uow, task),
        "could_act": could_act,
        "people_at": lambda keys: people_text(uow, keys),
        "now": uow.now,
    }


def element_names(diagrams: Iterable[Loaded]) -> Mapping[str, str]:
    """Return the names of all elements of some diagrams in the reader's language, by id."""
    nodes = ChainMap(*(dict(one.node_by_id) for one in diagrams))
    return {key: element_name(node) for key, node in nodes.items()}


def could_act(one: Person, stand_ins: Mapping[str, Sequence[str]] | None) -> str:
    """Return the name of somebody who could act, and for whom if not in his own right."""
    is_own = any("@" in key for key in one.keys)
    return one.name if is_own else standing_in(one.id, one.name, stand_ins or {})


def people_text(
    uow: UnitOfWork, keys: Iterable[str], stand_ins: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Return the names of the people behind candidate keys, shortened when there are many."""
    found = [could_act(one, stand_ins) for one in people_of(uow, keys)]
    shown = _(", ").join(found[:MOST_NAMES])
    if len(found) > MOST_NAMES:
        return _("%(names)s and %(num)s more", names=shown, num=len(found) - MOST_NAMES)
    return shown


def _said(uow: UnitOfWork, one: Prospect, processes: Mapping[str, str]) -> Ahead:
    who = one.who
    keys = ((f"user:{who.assignee_id}",) if who.assignee_id else who.keys) if who else ()
    name = element_name(one.stop.node) or one.stop.node.id
    return Ahead(
        name=processes.get(one.called, name) if one.stop.kind == "call" else name,
        kind=one.stop.kind,
        number=one.stop.way.number,
        conditions=[condition_text(each) for each in one.stop.way.choices],
        groups=group_names(uow, (key for key in keys if "@" in key)),
        people=people_text(uow, keys, who.stand_ins if who else None),
        is_told=who is not None,
        is_joined=one.stop.way.is_joined,
        note=who.policy if who else "",
    )


def condition_text(choice: Choice) -> str:
    """Say on which decision a way hangs, in the words of the diagram."""
    gateway = element_name(choice.gateway)
    flow = _(" or ").join(filter(None, (element_name(one) for one in choice.flows)))
    if gateway and flow:
        return _("if “%(gateway)s”: %(flow)s", gateway=gateway, flow=flow)
    if gateway or flow:
        return _("if “%(flow)s”", flow=gateway or flow)
    return _("depends on the decision")
