"""What the scheduler does for reviews: remind units of conditions."""

from collections.abc import Mapping

from engine.oversight.conditions import REMIND, remind
from engine.scheduler.jobs import Handler


def handlers() -> Mapping[str, Handler]:
    """Return what is done with each kind of job."""
    return {REMIND: remind}
