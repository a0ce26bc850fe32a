"""What a package is, as one text."""

from datetime import UTC, datetime
from decimal import Decimal

from engine.oversight.rules import canonical, digest


def test_the_order_of_the_fields_does_not_matter():
    first = {"b": Decimal("1.50"), "a": {"y": [1, 2], "x": "停电"}}
    second = {"a": {"x": "停电", "y": (1, 2)}, "b": Decimal("1.50")}

    assert digest(canonical(first)) == digest(canonical(second))


def test_any_change_of_the_content_changes_the_digest():
    package = {"at": datetime(2026, 11, 2, tzinfo=UTC), "kVA": 12000}

    assert digest(canonical(package)) != digest(canonical({**package, "kVA": 12001}))
