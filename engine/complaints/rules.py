"""Repeats, secrecy, and which crew goes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

KINDS = frozenset(
    {"COMPLAINT", "FAULT", "CONSULT", "QUERY", "OPINION", "SUGGEST", "REPORT", "PRAISE"}
)
# Reports of misconduct hide who made them from the unit that handles them.
SECRET_KINDS = frozenset({"REPORT"})
REPEAT_WITHIN = timedelta(days=60)
CREW_ROLE = "REPAIR_CREW"
HANDLER_ROLE = "SPECIALIST"


def place_of(account_no: str, phone: str) -> str:
    """Return by what the same customer is recognised."""
    return account_no or (f"tel:{phone}" if phone else "")


def is_secret(kind: str, secrecy: str) -> bool:
    """Tell whether the caller stays hidden from the unit that handles the order."""
    return kind in SECRET_KINDS or secrecy in {"ANONYMOUS", "SECRET"}


def next_crew(stations: Sequence[str], load: Mapping[str, int], tried: Sequence[str]) -> str | None:
    """Return the station whose crew goes next, the nearest first, then the least busy one.

    `stations` begins with the station of the address. A crew that did not take the order
    is asked again only when all others were.
    """
    if not stations:
        return None
    near, *others = stations
    ordered = [near, *sorted(others, key=lambda station: (load.get(station, 0), station))]
    fewest = min(tried.count(station) for station in ordered)
    return next(station for station in ordered if tried.count(station) == fewest)
