"""Where payment providers report: signed, within minutes, each payment counted once."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from engine.kernel.errors import Conflict, Invalid
from engine.payments.receiving import DOUBTED, Received, receive_payment
from engine.payments.rules import LARGEST, Callback, require_signed
from web import context
from web.payments.provider import keys_of
from web.security import csrf

bp = Blueprint("payment_callbacks", __name__, url_prefix="/payments/callback")

LARGEST_BODY = 16 * 1024


class PaymentDoubted(Conflict):
    """The payment does not fit; a clerk looks into it, telling it again changes nothing."""

    code = "payment_doubted"


@bp.post("/<provider>")
@context.public
@csrf.exempt  # type: ignore[untyped-decorator]  # flask_wtf publishes no types
def tell(provider: str) -> ResponseReturnValue:
    """Take what a provider reports of one payment."""
    headers = request.headers
    timestamp = headers.get("X-Payment-Timestamp", "")
    signature = headers.get("X-Payment-Signature", "")
    received = accept(provider, timestamp, signature, request.get_data(cache=False))
    if received.state == DOUBTED:
        raise PaymentDoubted(f"kept as {received.reason}", reason=received.reason)
    return jsonify(result=received.state, receipt=received.receipt_number)


def accept(provider: str, timestamp: str, signature: str, body: bytes) -> Received:
    """Check the signature of a report and count it; what does not fit is kept all the same."""
    parts = context.container()
    now = parts.clock.now()
    require_signed(keys_of(parts.settings, provider), timestamp, body, signature, now)
    told = _read(provider, body)
    return parts.database.transact(parts.clock, lambda uow: receive_payment(uow, told))


def _read(provider: str, body: bytes) -> Callback:
    try:
        content: Any = json.loads(body) if len(body) <= LARGEST_BODY else None
        if not isinstance(content, Mapping):
            raise ValueError("an object is expected")
        return Callback(
            provider=provider,
            provider_no=_text(content, "number"),
            order_number=_text(content, "order"),
            amount=_amount(content),
            way=_text(content, "way", 20) if content.get("way") else "ONLINE",
            paid_at=_moment(content),
        )
    except (ValueError, InvalidOperation) as error:
        problem = {"field": "body", "code": "wrong_kind", "message": str(error)[:200]}
        raise Invalid([problem]) from error


def _text(content: Mapping[str, Any], name: str, limit: int = 64) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= limit:
        raise ValueError(f"{name} must be a text of 1 to {limit} characters")
    return value.strip()


def _amount(content: Mapping[str, Any]) -> Decimal:
    # Money comes as text: a binary number would already have lost its cents.
    amount = Decimal(_text(content, "amount"))
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
        raise ValueError("amount must be yuan with at most two decimals")
    if not 0 < amount <= LARGEST:
        raise ValueError("amount must lie above zero")
    return amount


def _moment(content: Mapping[str, Any]) -> datetime:
    at = datetime.fromisoformat(_text(content, "paidAt"))
    if at.tzinfo is None:
        raise ValueError("paidAt needs a zone")
    return at
