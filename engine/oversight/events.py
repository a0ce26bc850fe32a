"""Facts about reviews and supervision."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PackageFrozen(Event):
    """A unit submitted something for review."""

    instance_id: str
    review_id: str
    number: str
    package_hash: str


@dataclass(frozen=True, kw_only=True)
class ReviewConcluded(Event):
    """Headquarters decided about a package."""

    instance_id: str
    review_id: str
    number: str
    conclusion: str


@dataclass(frozen=True, kw_only=True)
class SupervisionOpened(Event):
    """A unit was told to do what is late.

    Orders come and are answered while no move holds the case, so both facts are told in
    the chain of the system.
    """

    case_id: str
    supervision_id: str
    number: str
    level: str
    unit_id: str


@dataclass(frozen=True, kw_only=True)
class SupervisionAnswered(Event):
    """A unit answered an order of supervision."""

    case_id: str
    supervision_id: str
    number: str
