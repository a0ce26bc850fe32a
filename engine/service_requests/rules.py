"""Classes of customers, fees, and who is free of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.kernel.inputs import to_decimal
from engine.kernel.money import to_cents

CLASSES = frozenset({"RES", "LV", "HV1", "HV2"})
CATEGORY = {"RES": "RESIDENTIAL", "LV": "COMMERCIAL", "HV1": "INDUSTRIAL", "HV2": "INDUSTRIAL"}
# Residents and low-voltage businesses are connected up to the meter at the company's cost.
FREE_OF_CHARGE = frozenset({"RES", "LV"})


def fee_problem(customer_class: str, amount: Decimal, items: Sequence[Any]) -> str:
    """Return the code of what is wrong with a fee: empty when nothing is."""
    if amount < 0:
        return "negative"
    if amount and customer_class in FREE_OF_CHARGE:
        return "free_of_charge"
    itemised = [item for item in items if isinstance(item, dict) and item.get("amount") is not None]
    total = sum((to_decimal("feeItems", item["amount"]) for item in itemised), Decimal(0))
    if itemised and to_cents(total) != to_cents(amount):
        return "items_do_not_add_up"
    return ""


def default_voltage(customer_class: str, asked: str) -> str:
    """Return the voltage of a supply when the applicant named none."""
    return asked or {"RES": "220V", "LV": "380V"}.get(customer_class, "10kV")
