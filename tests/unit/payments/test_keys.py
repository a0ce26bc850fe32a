"""Keys of providers, signatures, and how much may still be paid back."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.kernel.errors import Misconfigured
from engine.kernel.settings import Settings
from engine.payments.rules import (
    CallbackExpired,
    SignatureInvalid,
    left_to_refund,
    provider_keys,
    require_signed,
    sign,
)

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
OLD, NEW = "o" * 16, "n" * 16


def test_a_provider_may_have_two_keys_while_they_change():
    keys = provider_keys(Settings(payment_keys=f"pay:{NEW}, pay:{OLD},bank:{OLD}"))

    assert keys == {"pay": (NEW, OLD), "bank": (OLD,)}


@pytest.mark.parametrize("text", ["pay", "pay:short", f":{NEW}", f"no name:{NEW}"])
def test_keys_that_cannot_be_used_are_refused(text):
    with pytest.raises(Misconfigured):
        provider_keys(Settings(payment_keys=text))


def test_the_demos_provider_is_refused_in_production():
    with pytest.raises(Misconfigured, match="loopback"):
        provider_keys(Settings(payment_keys=f"demo:{NEW}"))


def test_either_key_signs():
    stamp = str(int(NOW.timestamp()))

    require_signed((NEW, OLD), stamp, b"{}", sign(OLD, stamp, b"{}"), NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_signature_counts_for_five_minutes(seconds):
    stamp = str(int(NOW.timestamp()) + seconds)

    with pytest.raises(CallbackExpired):
        require_signed((NEW,), stamp, b"{}", sign(NEW, stamp, b"{}"), NOW)


def test_the_moment_is_part_of_what_is_signed():
    stamp, later = str(int(NOW.timestamp())), str(int(NOW.timestamp()) + 1)

    with pytest.raises(SignatureInvalid):
        require_signed((NEW,), later, b"{}", sign(NEW, stamp, b"{}"), NOW)


def test_no_more_is_paid_back_than_was_paid():
    left = left_to_refund(Decimal("100.00"), [Decimal("60.00"), Decimal("39.99")])

    assert left == Decimal("0.01")
