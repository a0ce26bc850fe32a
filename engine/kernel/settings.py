"""Settings: read once, checked at start, frozen afterwards."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from engine.kernel.channel_settings import ChannelSettings, channel_problem
from engine.kernel.errors import Misconfigured

PREFIX = "GRIDFLOW_"


@dataclass(frozen=True)
class Settings(ChannelSettings):
    """What an installation decides for itself.

    Each field is the environment variable `GRIDFLOW_<FIELD>` or a key of the TOML file
    named by `GRIDFLOW_CONFIG`; the environment wins.
    """

    database_url: str = "sqlite:///var/gridflow.db"
    secret_key: str = ""
    data_dir: str = "var"
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    public_url: str = ""
    demo: bool = False
    scheduler: bool = True
    tick_seconds: float = 1.0
    company_name: str = "云澜电力"
    hotline: str = "95598"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_tls: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_ca_file: str = ""
    mail_from: str = ""
    quiet_from: str = "22:00"
    quiet_to: str = "07:00"
    session_minutes: int = 30
    max_upload_mb: int = 20
    outside_hosts: str = ""
    payment_keys: str = ""
    payment_page: str = ""
    print_font: str = ""

    @property
    def base_url(self) -> str:
        """Return the address people reach the application at, without a final slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the checked settings; raise `Misconfigured` naming the setting and the reason."""
    environ = os.environ if environ is None else environ
    values = {**_from_file(environ), **_from_environment(environ)}
    known = {field.name for field in fields(Settings)}
    hints = get_type_hints(Settings)
    for name in values:
        if name not in known:
            _refuse(name, f"is not a setting; known are {', '.join(sorted(known))}")
    settings = Settings(**{name: _typed(name, hints[name], raw) for name, raw in values.items()})
    _check(settings)
    return settings


def changed(settings: Settings, **changes: Any) -> Settings:
    """Return the settings with some of them changed, checked again as a whole."""
    made = replace(settings, **changes)
    _check(made)
    return made


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    special = {"GRIDFLOW_CONFIG", "GRIDFLOW_ADMIN_PASSWORD"}
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name not in special and "_TEST_" not in name
    }


def _from_file(environ: Mapping[str, str]) -> dict[str, Any]:
    name = environ.get("GRIDFLOW_CONFIG")
    if not name:
        return {}
    try:
        return tomllib.loads(Path(name).read_text("utf-8"))
    except OSError as error:
        raise Misconfigured(f"GRIDFLOW_CONFIG: cannot read {name}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"GRIDFLOW_CONFIG: {name} is not valid TOML: {error}") from error


def _typed(name: str, kind: type, raw: Any) -> Any:
    if isinstance(raw, kind) and not (kind is int and isinstance(raw, bool)):
        return raw
    text = str(raw).strip()
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off", ""}:
            return False
        _refuse(name, f"must be true or false, not {text!r}")
    try:
        return kind(text)
    except ValueError:
        _refuse(name, f"must be of type {kind.__name__}, not {text!r}")


def _check(settings: Settings) -> None:
    scheme = urlsplit(settings.database_url).scheme
    if scheme not in {"sqlite", "mysql+pymysql", "mariadb+pymysql"}:
        _refuse("database_url", f"must start with sqlite:// or mysql+pymysql://, not {scheme}://")
    if settings.smtp_tls not in {"none", "starttls", "tls"}:
        _refuse("smtp_tls", "must be none, starttls or tls")
    if not 1 <= settings.port <= 65535:
        _refuse("port", "must lie between 1 and 65535")
    if settings.smtp_host and "@" not in settings.mail_from:
        _refuse("mail_from", "must be an e-mail address when smtp_host is set")
    for name in ("quiet_from", "quiet_to"):
        hours, _, minutes = getattr(settings, name).partition(":")
        if not (hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60):
            _refuse(name, "must be a time such as 22:00")
    problem = channel_problem(settings)
    if problem:
        _refuse(*problem)
    loopback = settings.host in {"127.0.0.1", "localhost", "::1"}
    if settings.demo and not loopback:
        _refuse("demo", "demo data with known passwords is served on the loopback address only")


def _refuse(name: str, reason: str) -> None:
    raise Misconfigured(f"{PREFIX}{name.upper()} {reason}", setting=name, reason=reason)
