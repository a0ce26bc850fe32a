"""From a template and facts to a text in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, FileSystemLoader, Template, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
GENERAL = "general"
LANGUAGES = ("zh", "en")
SUBJECT_LENGTH = 200


class Missing(ChainableUndefined):
    """A fact that nobody gave: shown as a dash, and false in a condition."""

    def __str__(self) -> str:
        return "—"


@dataclass(frozen=True)
class Rendered:
    """A text, ready for every channel."""

    subject: str
    body: str
    html: str
    sms: str


class Renderer:
    """Makes texts from the templates in a folder."""

    def __init__(self, settings: Settings, folder: Path = TEMPLATES) -> None:
        self._folder = folder
        self._common = {"company": settings.company_name, "hotline": settings.hotline}
        self._environments = {language: _environment(folder, language) for language in LANGUAGES}

    def render(
        self,
        template: str,
        language: str,
        values: Mapping[str, Any],
        own: Mapping[str, str] | None = None,
    ) -> Rendered:
        """Return the text of a template in a language; an unknown one becomes the general one.

        `own` holds the parts an installation has written itself; they win.
        """
        language = language if language in LANGUAGES else LANGUAGES[0]
        name = template if template in known_templates(self._folder) else GENERAL
        facts = {**self._common, "event": template, **values}

        def part(file: str) -> str:
            written = (own or {}).get(file, "")
            found = self._own(language, file, written) if written else None
            text: str = (found or self._delivered(name, language, file)).render(facts)
            return text.strip()

        subject = " ".join(part("subject.txt").split())
        body = part("body.txt")
        facts = {**facts, "subject": subject, "body": body}
        html, sms = part("body.html"), part("sms.txt")
        return Rendered(subject=subject[:SUBJECT_LENGTH], body=body, html=html, sms=sms)

    def _delivered(self, name: str, language: str, part: str) -> Template:
        # A template says what is its own; the mail's frame and the short text are common.
        environment = self._environments[language]
        try:
            return environment.get_template(f"{name}/{language}/{part}")
        except TemplateNotFound:
            return environment.get_template(f"{GENERAL}/{language}/{part}")

    def _own(self, language: str, part: str, written: str) -> Template:
        is_html = part.endswith(".html")
        environment = self._environments[language].overlay(autoescape=is_html)
        return environment.from_string(written)


@cache
def known_templates(folder: Path = TEMPLATES) -> frozenset[str]:
    """Return the names of all templates in a folder."""
    return frozenset(path.name for path in folder.iterdir() if path.is_dir())


def show_moment(value: Any, language: str) -> str:
    """Return a moment or date in the company's zone as people of the language write it."""
    if isinstance(value, str):
        try:
            is_date = len(value) == len("2026-11-02")
            value = date.fromisoformat(value) if is_date else datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(COMPANY_ZONE)
        return _written(value, language, f" {value:%H:%M}")
    return _written(value, language, "") if isinstance(value, date) else str(value)


def show_span(value: Any, language: str) -> str:
    """Return a span of time by its two largest units, such as `2天3小时`."""
    if not isinstance(value, timedelta):
        return str(value)
    minutes = max(int(abs(value).total_seconds()) // 60, 1)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    words = ("天", "小时", "分钟") if language == "zh" else (" d", " h", " min")
    parts = [
        f"{number}{word}"
        for number, word in zip((days, hours, minutes), words, strict=True)
        if number
    ]
    return ("" if language == "zh" else " ").join(parts[:2])


def show_list(value: Any, language: str) -> str:
    """Return a list as people of the language write it; of a row its first text."""
    if not isinstance(value, list | tuple):
        return str(value)
    items = [next(iter(item.values()), "") if isinstance(item, dict) else item for item in value]
    return ("、" if language == "zh" else ", ").join(str(item) for item in items)


def _written(value: date, language: str, clock: str) -> str:
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日{clock}"
    return f"{value.day} {value:%B} {value.year}{clock}"


def _environment(folder: Path, language: str) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=Missing,
    )
    environment.filters["listed"] = lambda value: show_list(value, language)
    environment.filters["moment"] = lambda value: show_moment(value, language)
    environment.filters["span"] = lambda value: show_span(value, language)
    return environment
