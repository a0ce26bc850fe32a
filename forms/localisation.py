"""The texts of a form in the language of its reader: Chinese as written, English beside it."""

from collections.abc import Mapping
from typing import Any

_SUFFIX = "En"


def localise(raw: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return the form's JSON with its texts in a language.

    Chinese stands in `label`, `description`, `text` …; English in `properties.labelEn`, or beside
    the text as `labelEn`, in any component, option or column.
    """
    found = _copy(raw, lang.lower().startswith("en"))
    return found if isinstance(found, dict) else {}


def _copy(value: Any, english: bool) -> Any:
    if isinstance(value, Mapping):
        made = {key: _copy(item, english) for key, item in value.items()}
        if english:
            _translate(made)
        return made
    if isinstance(value, list):
        return [_copy(item, english) for item in value]
    return value


def _translate(made: dict[str, Any]) -> None:
    """Put the English texts where the viewer looks for them."""
    properties = made.get("properties")
    sources = [made, properties] if isinstance(properties, dict) else [made]
    for source in sources:
        for name, text in list(source.items()):
            if name == _SUFFIX or not name.endswith(_SUFFIX) or not isinstance(text, str):
                continue
            plain = name.removesuffix(_SUFFIX)
            appearance = made.get("appearance")
            if isinstance(appearance, dict) and plain in appearance:
                appearance[plain] = text
            elif plain in made or source is properties:
                made[plain] = text
