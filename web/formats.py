"""How moments, spans, lights and names are shown to people."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from web.context import container, language
from web.texts import gettext, ngettext

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
MINUTE, HOUR, DAY = 60, 3600, 86400


def moment(at: datetime | None, seconds: bool = False) -> Markup:
    """Show a moment in company time, exact for machines."""
    if at is None:
        return Markup("")
    local = at.astimezone(COMPANY_ZONE)
    text = local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")
    return Markup('<time class="nowrap numbers" datetime="{}">{}</time>').format(
        local.isoformat(), text
    )


def day(on: date | datetime | None) -> str:
    """Show a date."""
    if isinstance(on, datetime):
        on = on.astimezone(COMPANY_ZONE).date()
    return on.isoformat() if on else ""


def span(length: timedelta) -> str:
    """Say how long something lasts, in its largest unit."""
    seconds = abs(int(length.total_seconds()))
    if seconds >= 2 * DAY:
        return ngettext("%(num)d day", "%(num)d days", seconds // DAY)
    if seconds >= HOUR:
        return ngettext("%(num)d hour", "%(num)d hours", seconds // HOUR)
    return ngettext("%(num)d minute", "%(num)d minutes", max(seconds // MINUTE, 1))


def due(at: datetime | None) -> str:
    """Say how far away a due time is, or by how much it has passed."""
    if at is None:
        return ""
    left = at - container().clock.now()
    if left >= timedelta(0):
        return gettext("%(span)s left", span=span(left))
    return gettext("%(span)s overdue", span=span(left))


def ago(at: datetime | None) -> str:
    """Say how long ago something was."""
    if at is None:
        return ""
    passed = container().clock.now() - at
    if passed < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(span)s ago", span=span(passed))


def named(thing: Any) -> str:
    """Return a thing's name in the reader's language; Chinese when there is no English one."""
    if thing is None:
        return ""
    other = getattr(thing, "name_en", None) if language() == "en" else None
    return str(other or thing.name or "")


def file_size(size: int) -> str:
    """Show a size in the unit people expect."""
    if size < 1024 * 1024:
        return f"{max(size / 1024, 0.1):.1f} kB"
    return f"{size / 1024 / 1024:.1f} MB"


def value(raw: Any) -> Markup | str:
    """Show a submitted value: yes or no, numbers, lists, and tables of a few columns."""
    if raw is None or raw == "":
        return "—"
    if isinstance(raw, bool):
        return gettext("Yes") if raw else gettext("No")
    if isinstance(raw, dict):
        return Markup("<br>").join(Markup("{}: {}").format(k, value(v)) for k, v in raw.items())
    if isinstance(raw, list):
        return Markup("<br>").join(value(item) for item in raw)
    return _said(str(raw))


def _said(text: str) -> Markup:
    # Forms hand moments over as ISO texts, in whatever zone the browser stood.
    if INSTANT.fullmatch(text):
        return moment(datetime.fromisoformat(text))
    return escape(text)


def initials(name: str) -> str:
    """Return one or two letters that stand for a person."""
    words = name.split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return name[-2:] if name and not name.isascii() else name[:2].upper()


def recorded(name: str | None) -> str:
    """Return a name as it was recorded; the program's own in the reader's language."""
    return gettext("System") if name == SYSTEM.name else name or ""


def install(app: Flask) -> None:
    """Make the formats known to the templates."""
    for shown in (moment, day, span, due, ago, named, file_size, value, initials, recorded):
        app.jinja_env.filters[shown.__name__] = shown
