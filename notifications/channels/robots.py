"""Robots of group chats: WeCom, DingTalk and Feishu webhooks, signed where they ask for it."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import quote_plus

from notifications.channels import (
    DINGTALK,
    FEISHU,
    WECOM_ROBOT,
    Later,
    Letter,
    Rejected,
    Robot,
    Unreachable,
)
from notifications.channels.calling import REST_SECONDS, Answer, post_json

# WeCom takes 2048 bytes of text; the others take more than anybody reads.
WECOM_BYTES = 2000
BUSY_CODES = frozenset({45009, 45033, 130101, 90018, 11232, 11233, 9499, 99991400})
AWAY_CODES = frozenset({-1, 1000, 500})
OPEN = {"zh": "打开", "en": "Open"}


class RobotChannel:
    """Speaks in a group chat, and calls the one it is for by his number or id."""

    def __init__(self, kind: str, company: Robot) -> None:
        self._kind = kind
        self._company = company

    def send(self, letter: Letter) -> None:
        """Post a text in the company's group, or that of the person's own robot."""
        robot = letter.robot or self._company
        if not robot.url:
            raise Rejected("there is no robot: neither one of the company nor one of his own")
        answer = post_json(self._address(robot, letter), self._body(robot, letter))
        _check(answer)

    def _address(self, robot: Robot, letter: Letter) -> str:
        if self._kind != DINGTALK or not robot.secret:
            return robot.url
        moment = str(int(letter.at.timestamp() * 1000))
        signature = base64.b64encode(_hmac(robot.secret, f"{moment}\n{robot.secret}")).decode()
        joint = "&" if "?" in robot.url else "?"
        return f"{robot.url}{joint}timestamp={moment}&sign={quote_plus(signature)}"

    def _body(self, robot: Robot, letter: Letter) -> dict[str, Any]:
        # In somebody's own group nobody else has to be told who is meant.
        called = "" if letter.robot else letter.address
        if self._kind == WECOM_ROBOT:
            return _wecom(letter, called)
        if self._kind == FEISHU:
            return {**_feishu_signature(robot, letter), **_feishu(letter, called)}
        return _dingtalk(letter, called)


def _wecom(letter: Letter, called: str) -> dict[str, Any]:
    text = "\n".join(filter(None, (letter.subject, letter.body, letter.link)))
    content: dict[str, Any] = {"content": cut_bytes(text, WECOM_BYTES)}
    if called:
        key = "mentioned_mobile_list" if called.lstrip("+").isdigit() else "mentioned_list"
        content[key] = [called]
    return {"msgtype": "text", "text": content}


def _dingtalk(letter: Letter, called: str) -> dict[str, Any]:
    lines = [f"#### {letter.subject}", letter.body.replace("\n", "  \n")]
    if letter.link:
        lines.append(f"[{_open(letter)}]({letter.link})")
    # DingTalk calls only those whose number stands in the text itself.
    if called:
        lines.append(f"@{called}")
    markdown = {"title": letter.subject, "text": "\n\n".join(lines)}
    at = {"atMobiles": [called] if called else [], "isAtAll": False}
    return {"msgtype": "markdown", "markdown": markdown, "at": at}


def _feishu(letter: Letter, called: str) -> dict[str, Any]:
    first: list[dict[str, str]] = [{"tag": "at", "user_id": called}] if called else []
    lines = [[*first, {"tag": "text", "text": letter.body}]]
    if letter.link:
        lines.append([{"tag": "a", "text": _open(letter), "href": letter.link}])
    post = {"zh_cn": {"title": letter.subject, "content": lines}}
    return {"msg_type": "post", "content": {"post": post}}


def _feishu_signature(robot: Robot, letter: Letter) -> dict[str, str]:
    if not robot.secret:
        return {}
    moment = str(int(letter.at.timestamp()))
    # Feishu takes moment and secret as the key, and signs nothing with it.
    signature = base64.b64encode(_hmac(f"{moment}\n{robot.secret}", "")).decode()
    return {"timestamp": moment, "sign": signature}


def _hmac(key: str, text: str) -> bytes:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()


def _check(answer: Answer) -> None:
    """Raise unless the service says that it took the text."""
    said = answer.json
    code = said.get("errcode", said.get("code", said.get("StatusCode")))
    if code == 0:
        return
    reason = str(said.get("errmsg") or said.get("msg") or "no reason given")[:200]
    refuse(code, f"the service says {code}: {reason}")


def refuse(code: object, wording: str) -> None:
    """Raise what an error code of the services means: enough for now, away, or never."""
    if code in BUSY_CODES:
        raise Later(wording, REST_SECONDS)
    if code in AWAY_CODES or code is None:
        raise Unreachable(wording)
    raise Rejected(wording)


def cut_bytes(text: str, most: int) -> str:
    """Return a text that fits into so many bytes, cut between characters."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode("utf-8", "ignore") + "…"


def _open(letter: Letter) -> str:
    is_chinese = any("一" <= sign <= "鿿" for sign in letter.subject)
    return OPEN["zh" if is_chinese else "en"]
