"""Say problems of an input in the reader's language, at the fields they belong to."""

from collections.abc import Iterable, Mapping
from typing import Any

from web.texts import lazy_gettext as _

TEXTS = {
    "required": _("Please fill this in."),
    "length": _("The text is too short or too long."),
    "too_many": _("There are too many fields."),
    "cannot_see": _("Not allowed to see the case, so not mentioned: %(names)s."),
    "too_many_people": _("Too many people are mentioned."),
    "unknown_people": _("Choose people who work here."),
    "oneself": _("Choose a colleague, not yourself."),
    "no_way_back": _("The case cannot go back to there."),
    "rows": _("Choose at least one task, and no more than 100."),
    "unknown": _("This is not known here."),
    "too_large": _("The file is too large."),
    "wrong_type": _("Files of this type are not accepted."),
    "empty": _("The file is empty."),
}


def by_field(problems: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the messages of each field; a message without a field comes under `""`."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        field = str(problem.get("field") or problem.get("path") or "")
        found.setdefault(field, []).append(said(problem))
    return found


def said(problem: Mapping[str, Any]) -> str:
    """Return a problem's text: ours for a known code, else its own."""
    known = TEXTS.get(str(problem.get("code", "")))
    if known and problem.get("names"):
        return str(known) % {"names": problem["names"]}
    return str(known) if known else str(problem.get("message", ""))
