"""The ways a text can reach somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

INAPP = "inapp"
EMAIL = "email"
SMS = "sms"
WECOM = "wecom"
WECOM_ROBOT = "wecom_robot"
DINGTALK = "dingtalk"
FEISHU = "feishu"
APPRISE = "apprise"
CHANNELS = (INAPP, EMAIL, WECOM, WECOM_ROBOT, DINGTALK, FEISHU, SMS, APPRISE)
ROBOTS = (WECOM_ROBOT, DINGTALK, FEISHU)


class Rejected(Exception):
    """The channel will never take this text; trying again does not help."""


class Unreachable(Exception):
    """The channel did not take the text now; trying again may help."""


class Later(Unreachable):
    """The channel has enough for the moment, and takes texts again after some seconds."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True)
class Robot:
    """A webhook of somebody's own, and the secret its calls are signed with."""

    url: str
    secret: str = ""


@dataclass(frozen=True)
class Letter:
    """A text with its address; `key` stays the same when it is sent again."""

    key: str
    address: str
    subject: str
    body: str
    html: str
    at: datetime
    channel: str = EMAIL
    link: str = ""
    robot: Robot | None = None


class Channel(Protocol):
    """Takes a text to its address."""

    def send(self, letter: Letter) -> None:
        """Hand the text over; raise `Rejected` or `Unreachable` when it was not taken."""
