"""What an address of the review asks for: filters of packages and of spot checks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import url_for

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.oversight.queries import ReviewFilter
from engine.oversight.spots import SpotFilter
from engine.staff import queries as staff
from engine.staff.rules import Unit
from web.reviews import words

NAMES = ("text", "unit", "own", "matter", "state", "result", "since", "until", "reviewer",
         "overdue", "on_time", "first_pass", "returned")  # fmt: skip


def asked_reviews(uow: UnitOfWork, given: Mapping[str, str]) -> ReviewFilter:
    """Return the filter an address asks for; what makes no sense lets everything through."""
    tree = staff.directory(uow.session)
    unit = tree.units.get(given.get("unit", ""))
    below = (one for one in tree.units.values() if unit and one.parent_id == unit.id)
    return ReviewFilter(
        text=given.get("text", "").strip()[:100],
        unit_path=unit.path if unit else "",
        besides=tuple(one.path for one in below if not one.is_part) if given.get("own") else (),
        matter=_known(given, "matter", words.MATTERS),
        state=_known(given, "state", words.STATES),
        result=_known(given, "result", words.RESULTS),
        since=a_day(given.get("since", "")),
        until=a_day(given.get("until", "")),
        reviewer=given.get("reviewer", "")[:64],
        is_overdue=given.get("overdue") == "1",
        on_time=given.get("on_time", "") if given.get("on_time") in ("yes", "no") else "",
        first_pass=given.get("first_pass") == "1",
        returned=given.get("returned") == "1",
        page=_page(given),
    )


def asked_checks(uow: UnitOfWork, given: Mapping[str, str]) -> SpotFilter:
    """Return the filter of spot checks an address asks for."""
    unit = staff.directory(uow.session).units.get(given.get("unit", ""))
    states = {**words.SPOT_STATES, "DEFECTS": "", "CHECKED": ""}
    return SpotFilter(
        unit_path=unit.path if unit else "",
        matter=_known(given, "matter", words.MATTERS),
        state=_known(given, "state", states),
        severity=_known(given, "severity", words.SEVERITIES),
        sample_id=given.get("sample", "")[:32],
        org_id=given.get("org", "")[:32],
        page=_page(given),
    )


def addresses(
    endpoint: str, given: Mapping[str, str], names: tuple[str, ...]
) -> Callable[..., str]:
    """Return what gives the address of the same list with some of its filters changed."""
    present = {name: given[name] for name in names if given.get(name)}

    def here(**changes: Any) -> str:
        chosen = {name: one for name, one in {**present, **changes}.items() if one}
        return url_for(endpoint, **chosen)

    return here


def units_within(uow: UnitOfWork, actor: Actor) -> list[Unit]:
    """Return the companies and stations within somebody's reach, in the order of the tree."""
    tree = staff.directory(uow.session)
    found = [one for one in tree.units.values() if not one.is_part and actor.sees(one.path)]
    return sorted(found, key=lambda one: one.path)


def top_unit(uow: UnitOfWork, actor: Actor, asked: str) -> Unit | None:
    """Return the unit asked for, else the highest one within somebody's reach."""
    within = units_within(uow, actor)
    chosen = next((one for one in within if one.id == asked), None)
    return chosen or (min(within, key=lambda one: one.path.count("/")) if within else None)


def within_unit(wanted: ReviewFilter, unit: Unit) -> ReviewFilter:
    """Return a filter narrowed to a unit."""
    return replace(wanted, unit_path=unit.path)


def a_day(text: str) -> date | None:
    """Return the day a text names, none if it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _known(given: Mapping[str, str], name: str, table: Mapping[str, Any]) -> str:
    return given.get(name, "") if given.get(name, "") in table else ""


def _page(given: Mapping[str, str]) -> int:
    text = given.get("page", "1")
    return max(int(text), 1) if text.isdigit() and len(text) < 6 else 1
