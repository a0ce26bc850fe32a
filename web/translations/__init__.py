"""The interface's languages: English in the sources, Chinese in `zh/LC_MESSAGES/messages.po`."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, get_locale

LANGUAGES = {"zh": "简体中文", "en": "English"}
DEFAULT_LANGUAGE = "zh"
CATALOGUE = "LC_MESSAGES/messages.po"
HERE = Path(__file__).parent


class SourceCatalogues(Domain):  # type: ignore[misc]  # Flask-Babel publishes no types
    """Translations read straight from the `.po` files: nothing to compile, nothing stale."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded = {language: load_catalogue(language) for language in LANGUAGES}

    def get_translations(self) -> NullTranslations:
        """Return the texts of the request's language."""
        locale = get_locale()
        language = locale.language if locale else DEFAULT_LANGUAGE
        return self._loaded.get(language, self._loaded[DEFAULT_LANGUAGE])


@cache
def load_catalogue(language: str) -> NullTranslations:
    """Return a language's texts; English speaks the sources' own."""
    path = HERE / language / CATALOGUE
    if not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
