"""Say in the reader's language what went wrong and what to do about it."""

import logging
from datetime import datetime
from typing import Any

from flask import Flask, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.kernel import errors
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.ids import new_id
from engine.workflow import StepFailed
from web.context import wants_json
from web.explanations import EXPLANATIONS
from web.incidents.texts import meaning
from web.problems import by_field
from web.texts import gettext

logger = logging.getLogger(__name__)

STATUS: dict[type[errors.GridFlowError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.Refused: 422,
    errors.Unavailable: 503,
    errors.Misconfigured: 500,
    StepFailed: 422,
}
HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "bad_request",
    413: "too_large",
    415: "bad_request",
}


CLASS_CODES = {
    errors.NotFound: "not_found",
    errors.Forbidden: "forbidden",
    errors.Conflict: "conflict",
    errors.Invalid: "invalid",
    errors.Refused: "refused",
    errors.Unavailable: "unavailable",
}


def install(app: Flask) -> None:
    """Answer every error with a page or JSON that says the way out."""
    app.register_error_handler(errors.GridFlowError, _on_own)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_surprise)


def status_of(error: errors.GridFlowError) -> int:
    """Return the HTTP status of a class of errors."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)


def explain(code: str, facts: dict[str, Any] | None = None) -> dict[str, str]:
    """Return title, text and way out in the reader's language, by the reason if it has its own."""
    reason = (facts or {}).get("reason")
    exact = EXPLANATIONS.get(f"{code}.{reason}") if reason else None
    found = exact or EXPLANATIONS.get(code, EXPLANATIONS["internal"])
    text = str(found.text)
    if "%(" in text:
        text %= _Facts(facts or {})
    return {"title": str(found.title), "message": text, "way_out": str(found.way_out)}


def message_of(error: errors.GridFlowError) -> str:
    """Return what to say in one line beside a form."""
    said = explain(known_code(error), error.facts)
    return f"{said['message']} {said['way_out']}"


def known_code(error: errors.GridFlowError) -> str:
    """Return the error's own code if it is explained, else that of its class."""
    if error.code in EXPLANATIONS:
        return error.code
    return next((code for kind, code in CLASS_CODES.items() if isinstance(error, kind)), "internal")


def render_code(code: str, status: int, **more: Any) -> ResponseReturnValue:
    """Answer with the explanation of a code, as a page or as JSON."""
    said = explain(code, more.get("facts"))
    if wants_json():
        extra = {key: more[key] for key in ("errors", "problems", "number") if more.get(key)}
        return make_response(jsonify(code=code, **said, **extra), status)
    if request.headers.get("HX-Request"):
        return make_response(render_template("errors/fragment.html", **said), status)
    page = "errors/page.html" if g.get("actor") else "errors/bare.html"
    return make_response(render_template(page, status=status, **said, **more), status)


def _on_own(error: errors.GridFlowError) -> ResponseReturnValue:
    status = status_of(error)
    if status >= 500:
        facts = {"action": "request_failed", "code": error.code}
        logger.warning("request failed: %s", error, extra=facts)
    problems = getattr(error, "problems", [])
    return render_code(
        known_code(error),
        status,
        facts={**error.facts, "detail": _detail(error)},
        problems=problems,
        errors=by_field(problems) if isinstance(error, errors.Invalid) else None,
    )


def _detail(error: errors.GridFlowError) -> str:
    return meaning(error.incident) if isinstance(error, StepFailed) else error.message


def _on_csrf(error: CSRFError) -> ResponseReturnValue:
    return render_code("csrf", 400)


def _on_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return render_code(HTTP_CODES.get(error.code, "bad_request"), error.code)


def _on_surprise(error: Exception) -> ResponseReturnValue:
    number = new_id()[-8:]
    logger.exception("request broke", extra={"action": "request_broke", "number": number})
    return render_code("internal", 500, number=number)


class _Facts(dict[str, Any]):
    """Facts for a text: moments in company time; one that is not known is said as a dash."""

    def __getitem__(self, key: str) -> Any:
        fact = super().__getitem__(key)
        if isinstance(fact, datetime):
            return fact.astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M")
        return fact

    def __missing__(self, key: str) -> str:
        return gettext("somebody")
