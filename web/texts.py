"""Say the interface's texts in the reader's language."""

from typing import Any

import flask_babel


def gettext(text: str, **facts: object) -> str:
    """Return a text in the reader's language, with its facts put in."""
    return str(flask_babel.gettext(text, **facts))


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text that fits a number."""
    return str(flask_babel.ngettext(one, many, number))


def lazy_gettext(text: str) -> Any:
    """Return a text that is said when it is shown; for tables made at import."""
    return flask_babel.lazy_gettext(text)
