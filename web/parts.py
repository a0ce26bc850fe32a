"""The parts a door needs, connected to each other and to the notifications."""

from engine.bootstrap import Container, bootstrap
from engine.db.schema import require_current
from engine.kernel.clock import Clock
from engine.kernel.settings import Settings
from notifications import relay, router


def connect(settings: Settings, clock: Clock | None = None, *, check: bool = True) -> Container:
    """Return the parts over the database of the settings, whose tables must be current."""
    extra = relay.jobs(settings), relay.RECURRING
    parts = bootstrap(settings, clock, router.subscribers(), *extra)
    if check:
        require_current(parts.database)
    return parts
