"""What a package is, as one canonical text with one digest."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine.kernel.inputs import to_plain

MATTERS = frozenset({"CONNECTION", "OUTAGE", "OUTAGE_TEMP", "FEEDBACK", "PROJECT"})
LEVELS = ("YELLOW", "ORANGE", "RED")
# Conclusions that count as an error of the unit that submitted the package.
ERRORS = frozenset({"return", "refuse"})
ERRORS_COUNT_FOR = timedelta(days=365)


def canonical(package: Mapping[str, Any]) -> str:
    """Return a package as text: the same content gives the same text, whatever its order."""
    return json.dumps(to_plain(dict(package)), sort_keys=True, ensure_ascii=False, indent=1)


def digest(text: str) -> str:
    """Return the SHA-256 digest of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()
