"""Who decides instead of the starter, and who stands in for somebody absent."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.assignment.rules import Resolution, agents_of, instead_of_starter, sole_person
from engine.staff.rules import Directory, Grant, StandIn, Unit

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
LEADERS = {"10": "zhou", "200101": "sun", "20010101": "qian"}
TREE = {"10": ("GROUP", None), "200101": ("COUNTY", "10"), "20010101": ("TEAM", "200101")}


def _unit(key: str) -> Unit:
    type_, parent = TREE[key]
    return Unit(key, key, key, key, type_, parent, f"/{key}/", "URBAN", LEADERS[key])


def _stand_in(principal: str, agent: str, *keys: str) -> StandIn:
    until = NOW + timedelta(days=1)
    return StandIn(principal, principal, agent, agent, keys, NOW, until)


DIRECTORY = Directory(
    {key: _unit(key) for key in TREE},
    {"A@10": (Grant("li", "A", "10"),), "B@10": (Grant("li", "B", "10"), Grant("wu", "B", "10"))},
    {"li": (_stand_in("li", "wu"),), "wu": (_stand_in("wu", "qian", "leave"),)},
)


@pytest.mark.parametrize(
    ("rule", "starter", "leaders"),
    [
        ("superior", "wang", ("qian",)),
        ("superior", "qian", ("sun",)),
        ("leader", "wang", ("sun",)),
        ("leader", "sun", ("zhou",)),
    ],
)
def test_a_leader_above_decides_instead_of_the_starter(
    rule: str, starter: str, leaders: tuple[str, ...]
) -> None:
    assert instead_of_starter(rule, starter, "20010101", DIRECTORY).users == leaders


def test_nobody_above_the_top_changes_nothing() -> None:
    assert instead_of_starter("leader", "zhou", "10", DIRECTORY) == Resolution()


@pytest.mark.parametrize(
    ("found", "sole"),
    [
        (Resolution(("A@10",)), "li"),
        (Resolution(("B@10",)), ""),
        (Resolution((), ("wu",)), "wu"),
        (Resolution(("A@10",), ("wu",)), ""),
    ],
)
def test_somebody_is_alone_only_when_nobody_else_may(found: Resolution, sole: str) -> None:
    assert sole_person(found, DIRECTORY, NOW) == sole


@pytest.mark.parametrize(
    ("people", "process", "barred", "agents"),
    [
        (["li"], "any", [], ["wu"]),
        (["li"], "any", ["wu"], []),
        (["wu"], "leave", [], ["qian"]),
        (["wu"], "other", [], []),
        (["li", "wu"], "other", [], []),
    ],
)
def test_agents_stand_in_within_their_scope_and_without_a_chain(
    people: list[str], process: str, barred: list[str], agents: list[str]
) -> None:
    found = agents_of(people, process, DIRECTORY, barred, NOW)

    assert [one.agent_id for one in found] == agents
