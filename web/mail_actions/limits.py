"""How often somebody may ask from one address, kept in the memory of one process."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

WINDOW = timedelta(minutes=1)
MOST_IN_WINDOW = 30
# Addresses beyond this many are forgotten, the oldest first: memory stays bounded.
MOST_ADDRESSES = 10_000


class Limiter:
    """Counts what came from each address within the last minute."""

    def __init__(self, most: int = MOST_IN_WINDOW) -> None:
        self._most = most
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Note a request and tell whether it is still within the limit."""
        with self._lock:
            times = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= self._most:
                return False
            times.append(now)
            return True
