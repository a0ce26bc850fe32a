"""One call over HTTP: no redirect, a limit for time and size, clear outcomes, no secrets told."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

from notifications.channels import Later, Rejected, Unreachable

TIMEOUT_SECONDS = 10
LARGEST_ANSWER = 64 * 1024
# How long to leave a service alone that has enough and does not say for how long.
REST_SECONDS = 60
LONGEST_REST = 3600
BUSY = frozenset({429, 503})
TRY_AGAIN = frozenset({408, 425})


@dataclass(frozen=True)
class Answer:
    """What a service said: its status, its text, and the JSON in it, if any."""

    status: int
    text: str

    @property
    def json(self) -> dict[str, Any]:
        """Return the JSON object of the answer; an empty one when it is none."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: a redirect could lead into our own network."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """Refuse to go on."""
        return None


def post_json(url: str, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Send JSON to a service and return its answer."""
    data = json.dumps(body, ensure_ascii=False).encode()
    return _call(url, data, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def post_form(url: str, body: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
    """Send a form to a service and return its answer."""
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    return _call(url, urlencode(body).encode(), {"Content-Type": kind, **headers})


def get(url: str) -> Answer:
    """Ask a service and return its answer."""
    return _call(url, None, {})


def _call(url: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
    if urlsplit(url).scheme not in ("http", "https"):
        raise Rejected("the address of the service is no web address")
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        request = urllib.request.Request(url, data=data, headers=dict(headers))
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            text = answer.read(LARGEST_ANSWER).decode("utf-8", "replace")
            return Answer(answer.status, text)
    except urllib.error.HTTPError as error:
        with error:
            _refuse(error.code, error.headers)
    except urllib.error.URLError as error:
        raise Unreachable(f"the service does not answer: {_reason(error)}") from None
    except (OSError, HTTPException) as error:
        raise Unreachable(f"the service does not answer: {type(error).__name__}") from None
    except ValueError:
        # The text of such an error may quote the address, and with it a secret.
        raise Rejected("the address of the service cannot be used") from None


def _refuse(status: int, headers: Message) -> NoReturn:
    wording = f"the service says {status}"
    if status in BUSY:
        raise Later(wording, _rest(headers.get("Retry-After", "")))
    if status >= 500 or status in TRY_AGAIN:
        raise Unreachable(wording)
    raise Rejected(wording)


def _rest(text: str) -> int:
    return min(int(text), LONGEST_REST) if text.strip().isdigit() else REST_SECONDS


def _reason(error: urllib.error.URLError) -> str:
    reason = error.reason
    return getattr(reason, "strerror", None) or type(reason).__name__
