"""What protects the people who use the pages: headers, cookies, tokens."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from engine.kernel.settings import Settings
from engine.kernel.signing import previous_secrets, secret_of

csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        # The diagram and form viewers place what they draw with style attributes.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def configure(app: Flask, settings: Settings) -> None:
    """Set the cookie's and the requests' limits."""
    secure = urlsplit(settings.base_url).scheme == "https"
    app.config.update(
        SECRET_KEY=secret_of(settings),
        SECRET_KEY_FALLBACKS=list(previous_secrets(settings)),
        SESSION_COOKIE_NAME="__Host-gridflow" if secure else "gridflow",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=200,
        # A token lives as long as the session it belongs to.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )


def install(app: Flask) -> None:
    """Check tokens on what changes something; add the headers to every answer."""
    csrf.init_app(app)
    app.after_request(_protect)


def is_local_address(target: str | None) -> bool:
    """Tell whether an address to go on to lies within this application."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and "\\" not in target


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        # Pages of a case must not come back from a shared computer's cache.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
