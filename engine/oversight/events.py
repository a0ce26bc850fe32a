"""Facts about reviews, conditions and spot checks."""

from dataclasses import dataclass
from datetime import datetime

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PackageFrozen(Event):
    """A unit submitted something for review, or submitted it again."""

    instance_id: str
    review_id: str
    number: str
    revision: int
    package_hash: str


@dataclass(frozen=True, kw_only=True)
class FormalCheckNoted(Event):
    """The formal check found a package complete, or sent it back; then the clock stands still."""

    instance_id: str
    review_id: str
    number: str
    result: str


@dataclass(frozen=True, kw_only=True)
class ReviewRefused(Event):
    """A package was refused; the unit may appeal once until a moment."""

    instance_id: str
    review_id: str
    number: str
    appeal_until: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewAppealed(Event):
    """A unit appealed against a refusal."""

    instance_id: str
    review_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ReviewConcluded(Event):
    """Headquarters decided about a package."""

    instance_id: str
    review_id: str
    number: str
    conclusion: str


@dataclass(frozen=True, kw_only=True)
class ReviewsExported(Event):
    """Somebody took a list of packages away as a table."""

    count: int
    filters: str


@dataclass(frozen=True, kw_only=True)
class ConditionEvent(Event):
    """Something happened to a condition.

    Conditions are followed up after the review has ended and no move holds its case, so
    these facts are told in the chain of the system.
    """

    condition_id: str
    review_id: str
    number: str
    matter: str
    text: str
    org_id: str


@dataclass(frozen=True, kw_only=True)
class ConditionDue(ConditionEvent):
    """A condition is soon due, or late; its unit has not reported yet."""

    due_at: datetime
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ConditionReported(ConditionEvent):
    """The unit reported that a condition is fulfilled."""

    report: str


@dataclass(frozen=True, kw_only=True)
class ConditionJudged(ConditionEvent):
    """A report was confirmed, or given back."""

    is_fulfilled: bool
    reply: str


@dataclass(frozen=True, kw_only=True)
class SampleDrawn(Event):
    """A sample of finished cases was drawn for a spot check."""

    sample_id: str
    number: str
    seed: str
    size: int
    count: int


@dataclass(frozen=True, kw_only=True)
class SpotCheckNoted(Event):
    """A drawn case was looked at, answered for, or an appeal about it was decided."""

    instance_id: str
    check_id: str
    number: str
    status: str
    severity: str
