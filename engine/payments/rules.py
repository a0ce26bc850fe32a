"""Signatures of callbacks, what fits an order, and how much may be paid back."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from engine.kernel.errors import Forbidden, Misconfigured
from engine.kernel.settings import Settings

# How far a provider's clock may stand off ours.
WINDOW = timedelta(minutes=5)
DEMO = "demo"
MISMATCH = "mismatch"
UNKNOWN_ORDER = "unknown_order"
PAID_AGAIN = "paid_again"
CHANGED = "changed"
ORDER_CLOSED = "order_closed"
# What nobody can be found for is listed apart from what does not fit.
UNMATCHED = frozenset({UNKNOWN_ORDER, PAID_AGAIN, ORDER_CLOSED})
RETURNED = "returned"
MATCHED = "matched"
NOTED = "noted"
WAYS_TO_SETTLE = (MATCHED, RETURNED, NOTED)
LARGEST = Decimal("999999999999.99")


class SignatureInvalid(Forbidden):
    """The callback does not come from the provider it names, or was changed on the way."""

    code = "signature_invalid"


class CallbackExpired(Forbidden):
    """The callback was signed too long ago, or by a clock that is wrong."""

    code = "callback_expired"


@dataclass(frozen=True)
class Callback:
    """What a provider tells us: its own number, our order, the money and the moment."""

    provider: str
    provider_no: str
    order_number: str
    amount: Decimal
    way: str
    paid_at: datetime


def provider_keys(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the keys of each provider, from `name:key,name:key`; two of a name while changing."""
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (one.strip() for one in settings.payment_keys.split(","))):
        name, _, key = part.partition(":")
        if not name.strip().isidentifier() or len(key.strip()) < 16:
            raise Misconfigured(
                "GRIDFLOW_PAYMENT_KEYS must be name:key,name:key with keys of 16 characters or more"
            )
        found[name.strip()] = (*found.get(name.strip(), ()), key.strip())
    if DEMO in found and not settings.demo:
        raise Misconfigured("the payment provider demo belongs to the demo on loopback only")
    return found


def sign(key: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 over its moment, a line end and the body."""
    return hmac.new(key.encode(), timestamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def require_signed(
    keys: Sequence[str], timestamp: str, body: bytes, signature: str, now: datetime
) -> None:
    """Raise unless one of the keys signed the body, and lately."""
    good = [hmac.compare_digest(sign(key, timestamp, body), signature) for key in keys]
    if not any(good):
        raise SignatureInvalid("no key of the provider made this signature")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise CallbackExpired("the moment is no number of seconds")
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > WINDOW:
        raise CallbackExpired("the callback was signed too long ago")


def left_to_refund(paid: Decimal, refunded: Sequence[Decimal]) -> Decimal:
    """Return how much of a receipt may still be paid back."""
    return max(paid - sum(refunded, Decimal(0)), Decimal(0))
