"""Mail goes over real SMTP: encrypted, signed in, with clear outcomes."""

import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.kernel.settings import Settings
from notifications.channels import Letter, Rejected, Unreachable
from notifications.channels.email import EmailChannel

# The server cannot know that the whole connection is encrypted.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


class Inbox:
    """What a mail server received; it refuses the addresses it was told to."""

    def __init__(self) -> None:
        self.received = []
        self.refusals: dict[str, str] = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (its name)
        envelope.rcpt_tos.append(address)
        return self.refusals.get(address, "250 OK")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (its name)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for the loopback address; it is its own authority."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))  # noqa: TID251 (TLS asks the machine)
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))  # noqa: TID251
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def serve(inbox, certificate):
    """Run a mail server and yield the settings to reach it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    ways = {
        "none": {},
        "tls": {"ssl_context": context},
        "starttls": {"tls_context": context, "require_starttls": True},
    }

    def check(server, session, envelope, mechanism, data):
        known = (data.login, data.password) == (b"gridflow", b"secret")
        return AuthResult(success=known, handled=False)

    @contextmanager
    def serve(tls: str, *, login: bool = True):
        needs = {"auth_required": True, "authenticator": check} if login else {}
        options = {**ways[tls], **needs, "auth_require_tls": tls == "starttls"}
        controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        try:
            yield Settings(
                smtp_host="127.0.0.1",
                smtp_port=controller.port,
                smtp_tls=tls,
                smtp_user="gridflow" if login else "",
                smtp_password="secret",
                smtp_ca_file=str(certificate / "cert.pem"),
                mail_from="云澜电力 <gridflow@mail.example>",
            )
        finally:
            controller.stop()

    return serve


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def letter(to: str = "wang@home.example") -> Letter:
    return Letter("k1", to, "待办：新装", "您有新的待办。", "<p>您有新的待办。</p>", NOW)


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_mail_is_sent_encrypted_and_signed_in(serve, inbox, tls):
    with serve(tls) as settings:
        EmailChannel(settings).send(letter())

    mail = inbox.received[0]
    assert (mail["Subject"], mail["To"]) == ("待办：新装", "wang@home.example")
    assert mail["From"] == "云澜电力 <gridflow@mail.example>"
    assert mail["Message-ID"] == "<k1@mail.example>"
    assert mail.get_body(("plain",)).get_content().strip() == "您有新的待办。"
    assert mail.get_body(("html",)).get_content().strip() == "<p>您有新的待办。</p>"


def test_a_server_within_the_house_may_need_neither(serve, inbox):
    with serve("none", login=False) as settings:
        EmailChannel(settings).send(letter())

    assert len(inbox.received) == 1


def test_an_address_the_server_refuses_for_good_is_rejected(serve, inbox):
    inbox.refusals["wang@home.example"] = "550 no such user"

    with serve("starttls") as settings, pytest.raises(Rejected, match="550 no such user"):
        EmailChannel(settings).send(letter())


def test_an_address_the_server_refuses_for_now_is_tried_again(serve, inbox):
    inbox.refusals["wang@home.example"] = "450 mailbox busy"

    with serve("starttls") as settings, pytest.raises(Unreachable, match="450 mailbox busy"):
        EmailChannel(settings).send(letter())


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "a b@c.example", "a@b.example\r\nBcc: x@y.example", "@x"]
)
def test_what_is_no_address_is_rejected_before_anything_is_sent(serve, inbox, address):
    with serve("starttls") as settings, pytest.raises(Rejected, match="no e-mail address"):
        EmailChannel(settings).send(letter(address))

    assert inbox.received == []


def test_a_server_with_a_strange_certificate_is_not_trusted(serve, inbox):
    with serve("tls") as settings:
        stranger = Settings(**{**vars(settings), "smtp_ca_file": ""})
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            EmailChannel(stranger).send(letter())

    assert inbox.received == []


def test_a_wrong_password_is_not_the_fault_of_the_mail(serve, inbox):
    with serve("starttls") as settings:
        wrong = Settings(**{**vars(settings), "smtp_password": "guess"})
        with pytest.raises(Unreachable, match="login"):
            EmailChannel(wrong).send(letter())

    assert inbox.received == []


def test_a_server_without_encryption_gets_no_mail(serve, inbox):
    with serve("none", login=False) as settings:
        strict = Settings(**{**vars(settings), "smtp_tls": "starttls"})
        with pytest.raises(Unreachable, match="STARTTLS"):
            EmailChannel(strict).send(letter())

    assert inbox.received == []


def test_a_server_that_is_away_is_tried_again():
    nowhere = Settings(smtp_host="127.0.0.1", smtp_port=1, mail_from="a@b.example")

    with pytest.raises(Unreachable, match="Connection refused"):
        EmailChannel(nowhere).send(letter())
