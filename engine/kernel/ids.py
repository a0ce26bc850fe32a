"""Keys of rows: unguessable, and ordered by the time they were made."""

import secrets
import threading
import time

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return 32 hex characters: 48 bits of milliseconds, then a counter and 64 random bits.

    Time order keeps inserts at the end of an index (UUID version 7, RFC 9562). The
    time is no business fact: nothing reads it back.
    """
    global _last
    with _lock:
        stamp = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = stamp
    random = secrets.token_bytes(8)
    head = (stamp >> 12 << 16) | 0x7000 | (stamp & 0xFFF)
    return f"{head:016x}{0x80 | random[0] & 0x3F:02x}{random[1:].hex()}"
