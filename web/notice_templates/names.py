"""How parts and faults of texts are called on the page."""

from collections.abc import Iterable, Sequence
from typing import Any

from engine.kernel.settings import Settings
from notifications.choices import GROUPS, group_of
from notifications.render import Renderer
from notifications.samples import SAMPLE
from notifications.wording import Fault
from web.notices import GROUP_NAMES
from web.texts import lazy_gettext as _

PART_NAMES: dict[str, Any] = {
    "subject.txt": _("Subject"),
    "body.txt": _("Text"),
    "sms.txt": _("Text message"),
    "body.html": _("HTML mail"),
}
FAULTS: dict[str, Any] = {
    "required": _("Please fill this in."),
    "text_too_long": _("The text is longer than %(word)s characters."),
    "text_syntax": _("Line %(line)s cannot be read: %(word)s"),
    "text_unknown_place": _("Line %(line)s, column %(column)s: there is no fact “%(word)s” here."),
    "text_unknown_filter": _(
        "Line %(line)s, column %(column)s: “%(word)s” is no way to format a fact."
    ),
    "text_nested_list": _("Line %(line)s: a list within a list is not possible."),
    "text_forbidden": _("Line %(line)s: “%(word)s” is not possible in a text."),
}


def said(fault: Fault) -> str:
    """Say what is wrong with a text, and where."""
    facts = {"line": fault.line, "column": fault.column, "word": fault.word}
    return str(FAULTS[fault.code]) % facts


def faults_by_part(faults: Iterable[Fault]) -> dict[str, list[Fault]]:
    """Return the faults of each part."""
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        found.setdefault(fault.part, []).append(fault)
    return found


def group_rows(
    names: Sequence[str], text: str, language: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return name and sample subject of each text that fits what is looked for, by its group."""
    renderer = Renderer(Settings())
    known = [(name, renderer.render(name, language, SAMPLE).subject) for name in names]
    fitting = [row for row in known if text in row[0].lower() or text in row[1].lower()]
    rows = [
        (str(GROUP_NAMES[group]), [row for row in fitting if group_of(row[0]) == group])
        for group in GROUPS
    ]
    return [(group, found) for group, found in rows if found]
