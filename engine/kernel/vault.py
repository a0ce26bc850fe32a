"""Secrets that are kept in the database: encrypted with the installation's own key."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.kernel.settings import Settings
from engine.kernel.signing import previous_secrets, secret_of


class Vault:
    """Encrypts with the present key; decrypts with that and the former ones."""

    def __init__(self, settings: Settings) -> None:
        secrets = (secret_of(settings), *previous_secrets(settings))
        self._cipher = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def seal(self, text: str) -> str:
        """Return a text nobody can read without the key."""
        return self._cipher.encrypt(text.encode()).decode() if text else ""

    def unseal(self, sealed: str) -> str:
        """Return the text; nothing when it was sealed with a key that is gone."""
        try:
            return self._cipher.decrypt(sealed.encode()).decode() if sealed else ""
        except InvalidToken:
            return ""


def _key(secret: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"gridflow.vault").derive(secret.encode())
    return urlsafe_b64encode(derived)
