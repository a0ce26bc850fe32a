"""Masks, duplicates and the way from an address to a transformer."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

IMPORTANT = {"SPECIAL": 4, "L1": 3, "L2": 2, "TEMP": 1, "NONE": 0}
TOP_IMPORTANT = frozenset({"SPECIAL", "L1"})
EDITABLE = frozenset({"address", "email", "language", "manager_id", "phone"})


class Place(Protocol):
    """A transformer as far as addresses care."""

    id: str
    areas: list[str]
    capacity: Decimal


def mask_phone(phone: str) -> str:
    """Return a telephone number of which only the ends can be read."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)


def mask_certificate(number: str) -> str:
    """Return a certificate number of which only the ends can be read."""
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def mask_name(name: str) -> str:
    """Return a name of which only the first character can be read."""
    return name[:1] + "*" * (len(name) - 1)


def certificate_digest(number: str) -> str:
    """Return the digest by which a certificate is found again; empty for none."""
    plain = re.sub(r"\s", "", number).upper()
    return hashlib.sha256(f"gridflow:{plain}".encode()).hexdigest() if plain else ""


def plain_address(address: str) -> str:
    """Return an address as it is compared: one width, no blanks, no punctuation."""
    return re.sub(r"[\s,.;:#()\-，。；：（）]", "", unicodedata.normalize("NFKC", address)).lower()


def best_place(address: str, places: Iterable[Place]) -> Place | None:
    """Return the transformer whose area an address names, the longest name first."""
    wanted = plain_address(address)
    found = [
        (len(area), place.capacity, place.id, place)
        for place in places
        for area in place.areas or ()
        if plain_address(area) and plain_address(area) in wanted
    ]
    return max(found, key=lambda entry: entry[:3])[3] if found else None


def supply_mode(voltage: str, is_dual: bool) -> str:
    """Return how a place is supplied."""
    if voltage in {"220V", "380V", ""}:
        return "LOW_SINGLE"
    return "HIGH_DUAL" if is_dual else "HIGH_SINGLE"
