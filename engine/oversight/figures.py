"""Figures of reviews and spot checks, unit by unit: counts in SQL, rolled up along the tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from engine.kernel.actor import Actor
from engine.oversight.model import CONCLUDED, FULFILLED, HqReview, ReviewCheck, ReviewCondition
from engine.oversight.queries import FIRST_PASS, ReviewFilter, matching, overdue
from engine.oversight.rules import share
from engine.staff.rules import Directory, Unit

COUNTED = ("total", "open", "overdue", "judged", "on_time", "first_pass", "returned", "times",
           "minutes", "conditions")  # fmt: skip


@dataclass
class Figures:
    """What happened to the packages of a unit and everything below it.

    `judged` are those with a conclusion other than withdrawn; rates are shares of them.
    `returned` packages went back at least once, `times` is how often in all.
    """

    unit: Unit
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    has_below: bool = False

    def __getitem__(self, name: str) -> int:
        return self.counts[name]

    def add(self, more: Mapping[str, int]) -> None:
        """Add the figures of a unit below."""
        for name, number in more.items():
            self.counts[name] += number

    @property
    def on_time_rate(self) -> float | None:
        """Return the share of judged packages that were judged in time."""
        return share(self["on_time"], self["judged"])

    @property
    def first_pass_rate(self) -> float | None:
        """Return the share of judged packages agreed to without a return or an appeal."""
        return share(self["first_pass"], self["judged"])

    @property
    def average_hours(self) -> float | None:
        """Return the reviewers' average working time in hours."""
        return round(self["minutes"] / self["judged"] / 60, 1) if self["judged"] else None


def review_figures(
    session: Session,
    actor: Actor,
    tree: Directory,
    unit: Unit,
    wanted: ReviewFilter,
    now: datetime,
) -> tuple[list[Figures], Figures]:
    """Return the figures of the units right below one, and their sum.

    What belongs to the unit itself or its departments is the first line.
    """
    rows = _by_path(session, actor, wanted, now)
    below = [one for one in tree.units.values() if one.parent_id == unit.id and not one.is_part]
    lines = {one.path: Figures(one) for one in (unit, *below)}
    whole = Figures(unit)
    for path, counts in rows.items():
        place = next((one.path for one in below if path.startswith(one.path)), unit.path)
        lines[place].add(counts)
        whole.add(counts)
    for line in lines.values():
        line.has_below = line.unit is not unit and _has_below(tree, line.unit)
    kept = [one for one in lines.values() if one["total"]]
    return kept, whole


def _has_below(tree: Directory, unit: Unit) -> bool:
    return any(one.parent_id == unit.id and not one.is_part for one in tree.units.values())


def _by_path(
    session: Session, actor: Actor, wanted: ReviewFilter, now: datetime
) -> dict[str, dict[str, int]]:
    judged = (HqReview.status == CONCLUDED) & (HqReview.conclusion != "withdrawn")
    columns: dict[str, Any] = {
        "total": func.count(HqReview.id),
        "open": _sum(HqReview.status != CONCLUDED),
        "overdue": _sum(overdue(now)),
        "judged": _sum(judged),
        "on_time": _sum(judged & HqReview.is_on_time.is_(True)),
        "first_pass": _sum(FIRST_PASS),
        "returned": _sum(HqReview.returned_count > 0),
        "times": func.sum(HqReview.returned_count),
        "minutes": func.sum(case((judged, func.coalesce(HqReview.worked_minutes, 0)), else_=0)),
    }
    statement = matching(select(HqReview.org_path, *columns.values()), actor, wanted, now)
    rows = {
        path: dict(zip(columns, (int(number or 0) for number in numbers), strict=True))
        for path, *numbers in session.execute(statement.group_by(HqReview.org_path))
    }
    counted = select(HqReview.org_path, func.count(ReviewCondition.id))
    open_ones = (
        matching(counted, actor, wanted, now)
        .join(ReviewCondition, ReviewCondition.review_id == HqReview.id)
        .where(ReviewCondition.status != FULFILLED)
        .group_by(HqReview.org_path)
    )
    for path, number in session.execute(open_ones):
        rows[path]["conditions"] = int(number)
    return rows


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def return_reasons(
    session: Session, actor: Actor, wanted: ReviewFilter, now: datetime, limit: int = 10
) -> list[tuple[str, str, int]]:
    """Return which items failed the formal check most often: Chinese, English text, times."""
    times = func.count(ReviewCheck.id)
    columns = select(
        ReviewCheck.code, func.max(ReviewCheck.item), func.max(ReviewCheck.item_en), times
    )
    statement = (
        matching(columns, actor, wanted, now)
        .join(HqReview, HqReview.id == ReviewCheck.review_id)
        .where(ReviewCheck.stage == "FORMAL", ReviewCheck.result == "fail")
        .group_by(ReviewCheck.code)
        .order_by(times.desc(), ReviewCheck.code)
    )
    rows = session.execute(statement.limit(limit))
    return [(item, english, int(number)) for _, item, english, number in rows]
