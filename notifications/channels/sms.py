"""Text messages through a gateway that is called over HTTP, as the settings describe it."""

import json
import re
from typing import Any

from engine.kernel.settings import Settings
from notifications.channels import Letter, Rejected, Unreachable
from notifications.channels.calling import Answer, post_form, post_json

NUMBER = re.compile(r"\+?\d{5,20}")
PLACE = re.compile(r"\{(phone|text|key|user|secret|time)\}")


class SmsChannel:
    """Calls the gateway with the request the settings describe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._request = json.loads(settings.sms_template)
        self._headers = json.loads(settings.sms_headers or "{}")

    def send(self, letter: Letter) -> None:
        """Hand a short text to the gateway."""
        number = re.sub(r"[\s-]", "", letter.address)
        if not NUMBER.fullmatch(number):
            raise Rejected("this is no telephone number")
        facts = self._facts(letter, number)
        body, headers = _filled(self._request, facts), _filled(self._headers, facts)
        if self._settings.sms_format == "form":
            answer = post_form(self._settings.sms_url, body, headers)
        else:
            answer = post_json(self._settings.sms_url, body, headers)
        self._check(answer)

    def _facts(self, letter: Letter, number: str) -> dict[str, str]:
        return {
            "phone": number,
            "text": letter.body,
            "key": letter.key,
            "user": self._settings.sms_user,
            "secret": self._settings.sms_secret,
            "time": str(int(letter.at.timestamp())),
        }

    def _check(self, answer: Answer) -> None:
        if not self._settings.sms_success or fits(answer, self._settings.sms_success):
            return
        said = self._without_secret(answer.text[:200])
        if self._settings.sms_final and fits(answer, self._settings.sms_final):
            raise Rejected(f"the gateway refuses: {said}")
        raise Unreachable(f"the gateway says: {said}")

    def _without_secret(self, text: str) -> str:
        secret = self._settings.sms_secret
        return text.replace(secret, "…") if secret else text


def fits(answer: Answer, criterion: str) -> bool:
    """Tell whether an answer fulfils a criterion.

    `path.to.field=value|other` looks into the JSON of the answer; `~words` looks for words
    in its text.
    """
    if criterion.startswith("~"):
        return criterion[1:] in answer.text
    path, _, values = criterion.partition("=")
    found: Any = answer.json
    for name in path.strip().split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found is not None and str(found) in {value.strip() for value in values.split("|")}


def sms_problem(settings: Settings) -> str:
    """Return what is wrong with the description of the request; nothing when it can be used."""
    for name in ("sms_template", "sms_headers"):
        try:
            described = json.loads(getattr(settings, name) or "{}")
        except ValueError:
            return f"{name} is no JSON"
        if not isinstance(described, dict):
            return f"{name} must be a JSON object"
    return ""


def _filled(described: Any, facts: dict[str, str]) -> Any:
    """Return a description with the facts in their places, within the texts only."""
    if isinstance(described, str):
        return PLACE.sub(lambda found: facts[found[1]], described)
    if isinstance(described, dict):
        return {name: _filled(value, facts) for name, value in described.items()}
    if isinstance(described, list):
        return [_filled(value, facts) for value in described]
    return described
