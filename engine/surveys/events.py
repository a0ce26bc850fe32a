"""Facts about ratings."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerInvited(Event):
    """A customer was asked to rate a case."""

    instance_id: str
    survey_id: str
    case_no: str


@dataclass(frozen=True, kw_only=True)
class CaseRated(Event):
    """A customer rated a case."""

    instance_id: str
    survey_id: str
    case_no: str
    score: int
