"""The moment a step script begins at, in the zone it was written in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from engine.kernel.clock import COMPANY_ZONE

_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?"
)


def read_moment(text: str) -> datetime | None:
    """Read an ISO date-time; one without an offset is local time of the company."""
    if not _MOMENT.fullmatch(text.strip()):
        return None
    try:
        moment = datetime.fromisoformat(text.strip().replace(",", "."))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=COMPANY_ZONE)
        moment.utctimetuple()
        _ = moment - timedelta(days=1), moment + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return moment
