"""The demo's stand-in for a payment provider: a page that signs real reports, on loopback only."""

import hmac
import json
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engine.kernel.errors import Misconfigured, NotFound
from engine.kernel.ids import new_id
from engine.payments.rules import DEMO, sign
from web import context
from web.payments.callbacks import accept
from web.payments.provider import demo_key

bp = Blueprint("demo_payment", __name__, url_prefix="/demo-payment")

SIGNED = ("order", "amount", "subject", "notify", "back")


@bp.get("/")
@context.public
def show() -> ResponseReturnValue:
    """Show the order as a provider would."""
    _require_demo()
    _require_signed()
    return render_template("payments/demo.html", given=request.args)


@bp.post("/")
@context.public
def pay() -> ResponseReturnValue:
    """Report the payment with a signature, once or twice, and lead back."""
    _require_demo()
    _require_signed()
    parts = context.container()
    now = parts.clock.now()
    told = {
        "number": f"DEMO{new_id()[:24]}",
        "order": request.args["order"],
        "amount": request.form.get("amount", request.args["amount"]),
        "way": "DEMO",
        "paidAt": now.isoformat(),
    }
    body, timestamp = json.dumps(told).encode(), str(int(now.timestamp()))
    signature = sign(demo_key(parts.settings), timestamp, body)
    for _time in range(2 if request.form.get("twice") else 1):
        accept(DEMO, timestamp, signature, body)
    return redirect(request.args["back"], 303)


def _require_demo() -> None:
    # The application does not even know the page outside the demo; this is the second bolt.
    if not context.container().settings.demo:
        raise Misconfigured("the demo's payment page is for the demo on loopback only")


def _require_signed() -> None:
    if any(name not in request.args for name in (*SIGNED, "signature")):
        raise NotFound("order", "")
    query = urlencode({name: request.args[name] for name in SIGNED})
    made = sign(demo_key(context.container().settings), "pay", query.encode())
    if not hmac.compare_digest(made, request.args["signature"]):
        raise NotFound("order", request.args["order"])
