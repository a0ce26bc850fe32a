"""What people read about one error."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Explanation:
    """What a person reads about an error."""

    title: Any
    text: Any
    way_out: Any
