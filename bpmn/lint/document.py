"""The text of a file and where its elements stand in it, so that edits leave the rest alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bpmn.safe_xml import encoding_of, parse

_TOKENS = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<(?P<close>/)?(?P<tag>[^\s/>!?]+)(?P<inside>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)
_ATTRIBUTES = re.compile(r"\s+(?P<name>[^\s=]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@dataclass
class Span:
    """Where one element begins, where its start tag ends, and where it ends."""

    start: int
    head_end: int
    end: int
    is_empty: bool


@dataclass
class Document:
    """A file that is edited as text."""

    text: str
    encoding: str
    root: etree._Element
    spans: dict[etree._Element, Span]
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def set_attribute(self, element: etree._Element, name: str, value: str | None) -> None:
        """Set an attribute in the start tag of an element, or remove it."""
        span = self.spans[element]
        head = self.text[span.start : span.head_end]
        found = next((one for one in _ATTRIBUTES.finditer(head) if one["name"] == name), None)
        written = "" if value is None else f' {name}="{_quoted(value)}"'
        if found:
            start, end = span.start + found.start(), span.start + found.end()
            self.edits.append((start, end, written))
        elif written:
            at = span.head_end - (2 if span.is_empty else 1)
            self.edits.append((at, at, written))

    def remove(self, element: etree._Element) -> None:
        """Remove an element, and its line when nothing else stands on it."""
        span = self.spans[element]
        start, end = span.start, span.end
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", end)
        if not self.text[line_start:start].strip() and line_end >= 0:
            if not self.text[end:line_end].strip():
                start, end = line_start, line_end + 1
        self.edits.append((start, end, ""))

    def insert_inside(self, element: etree._Element, markup: str) -> None:
        """Put markup before the end tag of an element."""
        span = self.spans[element]
        if span.is_empty:
            tag = re.match(r"<([^\s/>]+)", self.text[span.start :])
            name = tag.group(1) if tag else ""
            self.edits.append((span.head_end - 2, span.head_end, f">{markup}</{name}>"))
        else:
            at = self.text.rfind("</", span.start, span.end)
            self.edits.append((at, at, markup))

    def written(self) -> bytes:
        """Return the file with all edits done, in its own encoding."""
        text = self.text
        for start, end, replacement in sorted(set(self.edits), reverse=True):
            text = text[:start] + replacement + text[end:]
        return text.encode(self.encoding)


def open_document(data: bytes) -> Document:
    """Return the file for editing; raises ReadError like the reader."""
    root = parse(data)
    encoding = encoding_of(data)
    text = data.decode(encoding)
    elements = list(root.iter(etree.Element))
    return Document(text, encoding, root, dict(zip(elements, _spans(text), strict=False)))


def _spans(text: str) -> Iterator[Span]:
    """Yield where each element stands, in the order of their start tags."""
    made: list[Span] = []
    opened: list[Span] = []
    for match in _TOKENS.finditer(text):
        if match["tag"] is None:
            continue
        if match["close"]:
            opened.pop().end = match.end()
            continue
        is_empty = match["inside"].endswith("/")
        span = Span(match.start(), match.end(), match.end(), is_empty)
        made.append(span)
        if not is_empty:
            opened.append(span)
    yield from made


def _quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
