"""Links that carry their own permission: signed, for one purpose, for a limited time."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from engine.kernel.errors import Forbidden
from engine.kernel.settings import Settings


class LinkInvalid(Forbidden):
    """The link was not made here, or was changed on the way."""

    code = "link_invalid"


class LinkExpired(Forbidden):
    """The link was good once."""

    code = "link_expired"


class Signer:
    """Signs and checks links of one installation.

    It signs with the present secret, and still knows links signed with former ones.
    """

    def __init__(self, secret: str, former: Sequence[str] = ()) -> None:
        # The serializer signs with the last one and reads with all of them.
        self._secrets = [*former, secret]

    def sign(self, purpose: str, value: Any) -> str:
        """Return a text for an address that stands for the value."""
        return self._serializer(purpose).dumps(value)

    def read(self, purpose: str, text: str, max_age_days: int | None) -> Any:
        """Return the value a signed text stands for; raise when it is not ours or too old."""
        seconds = None if max_age_days is None else max_age_days * 86400
        try:
            return self._serializer(purpose).loads(text, max_age=seconds)
        except SignatureExpired as error:
            raise LinkExpired("the link is too old") from error
        except BadSignature as error:
            raise LinkInvalid("the link is not valid") from error

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._secrets, salt=f"gridflow.{purpose}")


def signer_of(settings: Settings) -> Signer:
    """Return the signer of an installation, with the secrets it had before."""
    return Signer(secret_of(settings), previous_secrets(settings))


def previous_secrets(settings: Settings) -> tuple[str, ...]:
    """Return the secrets whose links still count, the oldest first."""
    return tuple(filter(None, (one.strip() for one in settings.previous_secret_keys.split(","))))


def secret_of(settings: Settings) -> str:
    """Return the installation's secret: the setting, else one kept in the data folder."""
    if settings.secret_key:
        return settings.secret_key
    path = Path(settings.data_dir) / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text("ascii").strip()
