"""All texts in one file per language; `python -m tests.unit.notifications.snapshots` rewrites."""

from collections.abc import Iterator
from pathlib import Path

from engine.kernel.settings import Settings
from notifications.render import LANGUAGES, Renderer, known_templates
from notifications.samples import SAMPLE

FOLDER = Path(__file__).parent


def texts(language: str) -> str:
    """Return every text of a language, one below the other."""
    return "\n".join(_texts(language))


def path(language: str) -> Path:
    """Return where the texts of a language are kept."""
    return FOLDER / f"texts.{language}.txt"


def _texts(language: str) -> Iterator[str]:
    renderer = Renderer(Settings())
    for name in sorted(known_templates()):
        text = renderer.render(name, language, SAMPLE)
        yield f"== {name}\n{text.subject}\n\n{text.body}\n"


if __name__ == "__main__":
    for each in LANGUAGES:
        path(each).write_text(texts(each), "utf-8")
