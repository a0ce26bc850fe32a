"""What of a file can be shown without downloading it, and how it is kept from doing harm."""

import csv
from dataclasses import dataclass

from engine.documents.model import Document
from engine.documents.rules import type_of

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
PDF = "application/pdf"
EMBEDDED = PICTURES | {PDF}
# So much of a text, so many rows of a table; the rest is in the file.
LONGEST_TEXT = 200_000
MOST_ROWS = 500
# What a file brings along can do nothing: no script, no form, no other address, and only our
# own pages may show it.
SANDBOX = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
        "object-src 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


@dataclass(frozen=True)
class Preview:
    """How a file is shown: `picture`, `pdf`, `text`, `table` or, without a preview, `none`."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False


def previewed(document: Document, content: bytes) -> Preview:
    """Return what is shown of a file; its bytes decide, not its name."""
    if not is_what_it_says(document, content):
        return Preview("none")
    if document.mime in EMBEDDED:
        return Preview("pdf" if document.mime == PDF else "picture")
    if document.mime in ("text/plain", "text/csv"):
        text = content.decode("utf-8-sig")
        return _table(text) if document.mime == "text/csv" else _plain(text)
    return Preview("none")


def is_what_it_says(document: Document, content: bytes) -> bool:
    """Tell whether the bytes are still of the type the file was accepted as."""
    return type_of(document.name, content) == document.mime


def _plain(text: str) -> Preview:
    return Preview("text", text[:LONGEST_TEXT], is_cut=len(text) > LONGEST_TEXT)


def _table(text: str) -> Preview:
    try:
        rows = tuple(tuple(row) for row in csv.reader(text[:LONGEST_TEXT].splitlines()) if row)
    except csv.Error:
        return _plain(text)
    is_cut = len(rows) > MOST_ROWS or len(text) > LONGEST_TEXT
    return Preview("table", rows=rows[:MOST_ROWS], is_cut=is_cut)
