"""Questions about spot checks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.instances.model import COMPLETED, ProcessInstance
from engine.kernel.actor import Actor
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import NotFound
from engine.oversight.rules import MATTER_OF, SEVERITIES, share
from engine.oversight.spot_model import ANSWERED, DEFECTS, DRAWN, SpotCheck, SpotSample
from engine.tasks.model import OPEN, UserTask

PAGE_SIZE = 25


@dataclass(frozen=True)
class SpotFilter:
    """Which checks are looked for; an empty field lets everything through.

    `state` is a state, or DEFECTS for every finding that counts, CHECKED for
    whatever was looked at.
    """

    unit_path: str = ""
    org_id: str = ""
    matter: str = ""
    state: str = ""
    severity: str = ""
    sample_id: str = ""
    page: int = 1


@dataclass(frozen=True)
class SpotFigures:
    """What spot checks found at a unit: how many drawn, checked, with a defect, answered."""

    org_id: str
    drawn: int
    checked: int
    defects: int
    answered: int
    by_severity: dict[str, int]

    @property
    def defect_rate(self) -> float | None:
        """Return the share of checked cases with a defect."""
        return share(self.defects, self.checked)


def get_sample(session: Session, sample_id: str) -> SpotSample:
    """Return a sample."""
    found = session.get(SpotSample, sample_id)
    if found is None:
        raise NotFound("hq_spot_sample", sample_id)
    return found


def get_check(session: Session, check_id: str) -> SpotCheck:
    """Return a check of a drawn case."""
    found = session.get(SpotCheck, check_id)
    if found is None:
        raise NotFound("hq_spot_check", check_id)
    return found


def check_of_case(session: Session, instance_id: str) -> SpotCheck:
    """Return the check that runs in a case."""
    statement = select(SpotCheck).where(SpotCheck.instance_id == instance_id)
    found = session.scalars(statement).first()
    if found is None:
        raise NotFound("hq_spot_check", instance_id)
    return found


def check_with_number(session: Session, number: str) -> SpotCheck:
    """Return the check with a number."""
    found = session.scalars(select(SpotCheck).where(SpotCheck.number == number)).first()
    if found is None:
        raise NotFound("hq_spot_check", number)
    return found


def open_step(session: Session, check: SpotCheck, activity: str) -> UserTask | None:
    """Return the open task of a check at a step."""
    statement = select(UserTask).where(
        UserTask.instance_id == check.instance_id,
        UserTask.activity_id == activity,
        UserTask.state == OPEN,
    )
    return session.scalars(statement).first()


def finished_cases(
    session: Session, unit_path: str, matter: str, period: tuple[date, date]
) -> list[ProcessInstance]:
    """Return the local cases of a unit that ended well within a period, by number."""
    kinds = [key for key, one in MATTER_OF.items() if matter in ("", one)]
    begin = datetime.combine(period[0], time.min, COMPANY_ZONE)
    end = datetime.combine(period[1] + timedelta(days=1), time.min, COMPANY_ZONE)
    statement = select(ProcessInstance).where(
        ProcessInstance.org_path.like(f"{unit_path}%"),
        ProcessInstance.definition_key.in_(kinds),
        ProcessInstance.status == COMPLETED,
        ProcessInstance.ended_at >= begin,
        ProcessInstance.ended_at < end,
    )
    return list(session.scalars(statement.order_by(ProcessInstance.business_key)))


def samples(session: Session, actor: Actor, limit: int = 100) -> list[SpotSample]:
    """Return the samples drawn within the actor's reach, the latest first."""
    statement = select(SpotSample).where(within(SpotSample.org_path, actor))
    return list(session.scalars(statement.order_by(SpotSample.id.desc()).limit(limit)))


def checks(
    session: Session, actor: Actor, wanted: SpotFilter, limit: int = PAGE_SIZE
) -> tuple[list[SpotCheck], bool]:
    """Return a page of the checks within the actor's reach, the latest first; and if more."""
    statement = select(SpotCheck).where(within(SpotCheck.org_path, actor), *_wanted(wanted))
    page = statement.order_by(SpotCheck.id.desc()).offset((wanted.page - 1) * limit)
    rows = list(session.scalars(page.limit(limit + 1)))
    return rows[:limit], len(rows) > limit


def drawn_numbers(session: Session, sample_id: str) -> list[str]:
    """Return the numbers of the cases a sample drew."""
    statement = select(SpotCheck.case_no).where(SpotCheck.sample_id == sample_id)
    return list(session.scalars(statement.order_by(SpotCheck.case_no)))


def figures(session: Session, actor: Actor, wanted: SpotFilter) -> list[SpotFigures]:
    """Return what was found, unit by unit."""
    is_defect = SpotCheck.status.in_(DEFECTS)
    columns: list[Any] = [
        func.count(SpotCheck.id),
        _sum(SpotCheck.status != DRAWN),
        _sum(is_defect),
        _sum(SpotCheck.status == ANSWERED),
        *(_sum(is_defect & (SpotCheck.severity == one)) for one in SEVERITIES),
    ]
    statement = (
        select(SpotCheck.org_id, *columns)
        .where(within(SpotCheck.org_path, actor), *_wanted(wanted))
        .group_by(SpotCheck.org_id, SpotCheck.org_path)
        .order_by(SpotCheck.org_path)
    )
    found = []
    for org_id, *counts in session.execute(statement):
        drawn, checked, defects, answered, *severe = (int(one or 0) for one in counts)
        by_severity = dict(zip(SEVERITIES, severe, strict=True))
        found.append(SpotFigures(org_id, drawn, checked, defects, answered, by_severity))
    return found


def _wanted(wanted: SpotFilter) -> list[Any]:
    found: list[Any] = []
    if wanted.unit_path:
        found.append(SpotCheck.org_path.like(f"{wanted.unit_path}%"))
    if wanted.org_id:
        found.append(SpotCheck.org_id == wanted.org_id)
    if wanted.matter:
        found.append(SpotCheck.matter == wanted.matter)
    if wanted.state == "DEFECTS":
        found.append(SpotCheck.status.in_(DEFECTS))
    elif wanted.state == "CHECKED":
        found.append(SpotCheck.status != DRAWN)
    elif wanted.state:
        found.append(SpotCheck.status == wanted.state)
    if wanted.severity:
        found.append(SpotCheck.severity == wanted.severity)
    if wanted.sample_id:
        found.append(SpotCheck.sample_id == wanted.sample_id)
    return found


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
