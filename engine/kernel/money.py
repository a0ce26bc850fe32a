"""Money: decimal yuan, rounded to the cent, half up."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal | int | str) -> Decimal:
    """Return an amount of yuan rounded half up to the cent."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)
