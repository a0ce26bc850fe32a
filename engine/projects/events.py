"""Facts about projects."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectEvent(Event):
    """A fact about one project."""

    instance_id: str
    project_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ProjectRegistered(ProjectEvent):
    """A project was proposed."""

    estimate: str


@dataclass(frozen=True, kw_only=True)
class ProjectApproved(ProjectEvent):
    """A project may be carried out."""

    approval_no: str
    decision_level: str


@dataclass(frozen=True, kw_only=True)
class ProjectRejected(ProjectEvent):
    """A project will not be carried out."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ProjectStageRecorded(ProjectEvent):
    """A project took a step."""

    stage: str
    progress: int


@dataclass(frozen=True, kw_only=True)
class ProjectCapitalised(ProjectEvent):
    """A project was settled and its assets were taken over."""

    final_account: str
    assets: int
