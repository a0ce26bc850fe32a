"""How much one move, and one instance, may do before it is stopped."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds; passing one is an incident that names it."""

    steps: int = 10_000  # of one move; instances of a multi-instance add their own
    steps_per_instance: int = 20
    most_steps: int = 200_000  # however many instances there are
    seconds: float = 30.0  # of one move, measured now and then; no time of the case
    tokens: int = 20_000
    call_depth: int = 30
    state_bytes: int = 16_000_000


DEFAULT_LIMITS = Limits()
