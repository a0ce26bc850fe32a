"""The ways a text can reach somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

INAPP = "inapp"
EMAIL = "email"
SMS = "sms"


class Rejected(Exception):
    """The channel will never take this text; trying again does not help."""


class Unreachable(Exception):
    """The channel did not take the text now; trying again may help."""


@dataclass(frozen=True)
class Letter:
    """A text with its address; `key` stays the same when it is sent again."""

    key: str
    address: str
    subject: str
    body: str
    html: str
    at: datetime


class Channel(Protocol):
    """Takes a text to its address."""

    def send(self, letter: Letter) -> None:
        """Hand the text over; raise `Rejected` or `Unreachable` when it was not taken."""
