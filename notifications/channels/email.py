"""E-mail over SMTP, encrypted and signed in as the settings say."""

import smtplib
import ssl
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from engine.kernel.settings import Settings
from notifications.channels import Letter, Rejected, Unreachable

TIMEOUT_SECONDS = 15


class EmailChannel:
    """Sends e-mail through one SMTP server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, letter: Letter) -> None:
        """Hand a mail to the server."""
        message = self._message(letter)
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()), (0, b""))
            raise _outcome(code, reason) from error
        except smtplib.SMTPAuthenticationError as error:
            # Not the text's fault: when the password is mended, it can still go out.
            raise Unreachable(f"the mail server refuses the login ({error.smtp_code})") from error
        except smtplib.SMTPResponseException as error:
            raise _outcome(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        place = (settings.smtp_host, settings.smtp_port)
        server: smtplib.SMTP
        if settings.smtp_tls == "tls":
            server = smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=self._context())
        else:
            server = smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
        try:
            if settings.smtp_tls == "starttls":
                server.starttls(context=self._context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
        except BaseException:
            server.close()
            raise
        return server

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._settings.smtp_ca_file or None)

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        name, sender = parseaddr(self._settings.mail_from)
        message["From"] = _address(sender, name or self._settings.company_name)
        message["To"] = _address(letter.address)
        message["Subject"] = letter.subject
        # The same each time, so that a mail sent twice can be recognised as one.
        message["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2]}>"
        message["Date"] = letter.at
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, cte="base64")
        if letter.html:
            message.add_alternative(letter.html, subtype="html", cte="base64")
        return message


def _address(text: str, name: str = "") -> Address:
    try:
        address = Address(name, addr_spec=text.strip())
    except (HeaderParseError, ValueError, IndexError) as error:
        raise Rejected(f"{text!r} is no e-mail address") from error
    if not address.username or not address.domain:
        raise Rejected(f"{text!r} is no e-mail address")
    return address


def _outcome(code: int, reason: bytes | str) -> Rejected | Unreachable:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    wording = f"the mail server says {code} {text}"
    return Rejected(wording) if 500 <= code < 600 else Unreachable(wording)
