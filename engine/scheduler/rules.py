"""How long a failed job waits, and when to give up."""

from datetime import timedelta

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
ERROR_LENGTH = 2000


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures: 5 s, 25 s, about 2 min, 10 min, 1 h."""
    return min(timedelta(seconds=5 ** min(failures, 6)), LONGEST_WAIT)


def error_text(error: BaseException) -> str:
    """Return what went wrong, short enough to be kept and without the values of a statement."""
    first_line = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first_line}"[:ERROR_LENGTH]
