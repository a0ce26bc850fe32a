"""Messages of an application of the company's own in WeCom, to one person each."""

from threading import Lock
from typing import Any
from urllib.parse import urlencode

from engine.kernel.settings import Settings
from notifications.channels import Letter, Rejected, Unreachable
from notifications.channels.calling import get, post_json
from notifications.channels.robots import cut_bytes, refuse

EXPIRED = frozenset({40001, 40014, 42001})
TITLE_BYTES, TEXT_BYTES, PLAIN_BYTES = 128, 512, 2000
# WeCom itself drops the same text within this time: a text sent twice arrives once.
DUPLICATE_SECONDS = 1800


class WeComChannel:
    """Sends messages as the company's application."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token = ""
        self._lock = Lock()

    def send(self, letter: Letter) -> None:
        """Send a card with a link, or a plain text where there is none."""
        said = self._post(letter, self._key())
        if said.get("errcode") in EXPIRED:
            said = self._post(letter, self._key(fresh=True))
        code = said.get("errcode")
        if code != 0:
            refuse(code, f"WeCom says {code}: {str(said.get('errmsg', ''))[:200]}")
        if said.get("invaliduser"):
            raise Rejected(f"WeCom does not know the user {said['invaliduser']}")

    def _post(self, letter: Letter, token: str) -> dict[str, Any]:
        query = urlencode({"access_token": token})
        return post_json(self._url(f"/cgi-bin/message/send?{query}"), self._body(letter)).json

    def _body(self, letter: Letter) -> dict[str, Any]:
        common = {
            "touser": letter.address,
            "agentid": int(self._settings.wecom_agent_id),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_SECONDS,
        }
        if not letter.link:
            text = cut_bytes(f"{letter.subject}\n{letter.body}", PLAIN_BYTES)
            return {**common, "msgtype": "text", "text": {"content": text}}
        card = {
            "title": cut_bytes(letter.subject, TITLE_BYTES),
            "description": cut_bytes(letter.body, TEXT_BYTES),
            "url": letter.link,
        }
        return {**common, "msgtype": "textcard", "textcard": card}

    def _key(self, *, fresh: bool = False) -> str:
        """Return the application's token, asked for once and again when it is worn out."""
        with self._lock:
            if fresh or not self._token:
                self._token = self._asked_key()
            return self._token

    def _asked_key(self) -> str:
        settings = self._settings
        query = {"corpid": settings.wecom_corp_id, "corpsecret": settings.wecom_secret}
        said = get(self._url(f"/cgi-bin/gettoken?{urlencode(query)}")).json
        if said.get("errcode") != 0 or not said.get("access_token"):
            # Not the text's fault: when the setting is mended, it can still go out.
            raise Unreachable(f"WeCom refuses the application: {said.get('errcode')}")
        return str(said["access_token"])

    def _url(self, path: str) -> str:
        return self._settings.wecom_api.rstrip("/") + path
