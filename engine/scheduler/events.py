"""Facts about jobs."""

from dataclasses import dataclass

from engine.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class JobDied(Event):
    """A job ran out of retries and waits for a person."""

    job_id: str
    kind: str
    ref: str
    case_id: str | None
    error: str
