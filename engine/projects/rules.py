"""When two projects are the same, which documents are needed, how assets share the cost."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.kernel.money import CENT, to_cents

STAGES = {
    "GOVERNMENT": 10,
    "TENDER": 20,
    "CONTRACT": 30,
    "PROGRESS": 60,
    "CHANGE": 60,
    "ACCEPTANCE": 90,
}
SAME_WITHIN_YEARS = 3
# Where the city or somebody above it decides, the problem must be shown on six photos.
PHOTOS_FROM = Decimal(500_000)
FEWEST_PHOTOS = 6
FILES = ("drawings", "problemPhotos")


def plain_name(name: str) -> str:
    """Return a project's name as names are compared."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).lower()


def missing_files(estimate: Decimal, given: Mapping[str, int]) -> list[str]:
    """Return the form fields that hold fewer files than a project of this size needs."""
    needed = {"drawings": 1}
    if estimate >= PHOTOS_FROM:
        needed["problemPhotos"] = FEWEST_PHOTOS
    return [field for field, number in needed.items() if given.get(field, 0) < number]


def share_cost(total: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """Split a final account over assets in proportion; the last one takes the odd cent."""
    whole = sum(parts, Decimal(0))
    if not parts:
        return []
    weights = [part / whole if whole else Decimal(1) / len(parts) for part in parts]
    shares = [to_cents(total * weight) for weight in weights[:-1]]
    return [*shares, (total - sum(shares, Decimal(0))).quantize(CENT)]


def approval_number(short_name: str, year: int, number: int) -> str:
    """Return the number of a letter of approval."""
    return f"{short_name}电发展〔{year}〕{number}号"
