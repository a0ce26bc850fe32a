"""Drawing a sheet as PDF: A4, page after page, however long the texts are."""

from io import BytesIO
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from web.printing.content import Section, Sheet
from web.printing.fields import Block, Pairs
from web.printing.fields import Table as Rows
from web.printing.fonts import drawable, typeface
from web.printing.remarks import Remark
from web.texts import gettext as _

# A frame keeps six points free within each of its margins.
WIDTH = A4[0] - 36 * mm - 12
LABEL = 34 * mm
LINE, SHADE, INK, PALE = (HexColor(one) for one in ("#9aa5b1", "#eef2f6", "#1a2430", "#52606d"))
GRID = [
    ("GRID", (0, 0), (-1, -1), 0.5, LINE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]
MOST_COLUMNS = 8
# In bytes, since a Chinese character takes the room of two letters and three bytes.
SHORT = 42


def draw(sheet: Sheet, font_path: str) -> bytes:
    """Return the sheet as a PDF file; `font_path` as the setting `print_font`."""
    pen = _Pen(sheet, typeface(font_path))
    # Drawn twice: only then it is known of how many pages a page is one.
    _content, pages = pen.build(0)
    return pen.build(pages)[0]


class _Pen:
    """Draws one sheet with one typeface."""

    def __init__(self, sheet: Sheet, font: str) -> None:
        self.sheet, self.font = sheet, font
        self.text = self._style(9, INK)
        self.small = self._style(8, PALE)
        self.head = self._style(11, INK, spaceBefore=9, spaceAfter=4, keepWithNext=1)
        self.title = self._style(17, INK, leading=23)

    def build(self, pages: int) -> tuple[bytes, int]:
        """Return the file and the number of its pages; `pages` stands at their feet."""
        target = BytesIO()
        paper = SimpleDocTemplate(
            target,
            pagesize=A4,
            leftMargin=18 * mm,
            rightMargin=18 * mm,
            topMargin=16 * mm,
            bottomMargin=20 * mm,
            title=f"{self.sheet.title} {self.sheet.number}",
            author=self.sheet.company,
            lang=self.sheet.language,
        )

        def foot(canvas: Any, document: Any) -> None:
            self._foot(canvas, document.page, pages)

        paper.build(self._story(), onFirstPage=foot, onLaterPages=foot)
        return target.getvalue(), paper.page

    def _story(self) -> list[Any]:
        story = [self._top(), Spacer(0, 4 * mm), *self._pairs(self.sheet.facts)]
        for section in self.sheet.sections:
            story += self._section(section)
        story.append(self._said(_("Opinions"), self.head))
        if self.sheet.remarks:
            story.append(self._remarks())
        else:
            story.append(self._said(_("Nobody has decided anything yet."), self.text))
        if self.sheet.files:
            story.append(self._said(_("Files"), self.head))
            story += [self._said(f"{n}. {one}", self.text) for n, one in _counted(self.sheet.files)]
        return story

    def _top(self) -> Any:
        names = [
            self._said(self.sheet.company, self.small),
            self._said(_("%(process)s: approval sheet", process=self.sheet.title), self.title),
        ]
        code = _qr(self.sheet.address, 26 * mm)
        return Table(
            [[names, code]],
            colWidths=[WIDTH - 26 * mm, 26 * mm],
            style=[("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                   ("RIGHTPADDING", (0, 0), (-1, -1), 0)],
        )  # fmt: skip

    def _section(self, section: Section) -> list[Any]:
        heading = [self._said(section.title, self.head), self._said(section.who, self.small)]
        drawn = [part for block in section.blocks for part in self._block(block)]
        # A heading alone at the foot of a page would be of no use.
        return [KeepTogether([*heading, Spacer(0, 2 * mm)]), *drawn]

    def _block(self, block: Block) -> list[Any]:
        caption = [self._said(block.title, self.text), Spacer(0, 1 * mm)] if block.title else []
        body = self._pairs(block.rows) if isinstance(block, Pairs) else self._rows(block)
        return [*caption, *body, Spacer(0, 2 * mm)]

    def _pairs(self, rows: list[tuple[str, str]]) -> list[Any]:
        """Draw labels with values: short ones two beside each other, long ones alone."""
        lines = in_lines(rows)
        runs = groupby(lines, key=len)
        return [self._line_table([*run], columns) for columns, run in runs]

    def _line_table(self, lines: list[list[tuple[str, str]]], columns: int) -> Any:
        cells = [
            [part for label, one in line
             for part in (self._said(label, self.small), self._said(one, self.text))]
            for line in lines
        ]  # fmt: skip
        shades = [("BACKGROUND", (2 * n, 0), (2 * n, -1), SHADE) for n in range(columns)]
        widths = [LABEL, WIDTH / columns - LABEL] * columns
        return Table(cells, colWidths=widths, style=[*GRID, *shades], splitInRow=1)

    def _rows(self, block: Rows) -> list[Any]:
        """Draw a list; one with too many columns for the paper row by row."""
        if len(block.heads) > MOST_COLUMNS:
            pairs = [pair for row in block.rows for pair in zip(block.heads, row, strict=True)]
            return self._pairs(pairs)
        cells = [[self._said(one, self.small) for one in block.heads]]
        cells += [[self._said(one, self.text) for one in row] for row in block.rows]
        style = [*GRID, ("BACKGROUND", (0, 0), (-1, 0), SHADE)]
        widths = [WIDTH / len(block.heads)] * len(block.heads)
        return [Table(cells, colWidths=widths, style=style, repeatRows=1, splitInRow=1)]

    def _remarks(self) -> Any:
        heads = [_("Step"), _("Person"), _("Decision"), _("Opinion"), _("Time")]
        cells = [[self._said(one, self.small) for one in heads]]
        cells += [self._remark(one) for one in self.sheet.remarks]
        widths = [26 * mm, 32 * mm, 27 * mm, WIDTH - 105 * mm, 20 * mm]
        style = [*GRID, ("BACKGROUND", (0, 0), (-1, 0), SHADE)]
        return Table(cells, colWidths=widths, style=style, repeatRows=1, splitInRow=1)

    def _remark(self, one: Remark) -> list[Any]:
        said = [self._said(one.text, self.text)]
        if one.signature_note:
            said += [_picture(one.signature), self._said(one.signature_note, self.small)]
        return [
            self._said(one.node, self.text),
            [self._said(one.name, self.text), self._said(one.place, self.small)],
            self._said(one.deed, self.text),
            [part for part in said if part is not None],
            self._said(one.at, self.small),
        ]

    def _foot(self, canvas: Any, page: int, pages: int) -> None:
        canvas.saveState()
        canvas.setFont(self.font, 8)
        canvas.setFillColor(PALE)
        mark = _("Check code %(mark)s", mark=self.sheet.mark)
        left = f"{self.sheet.number}　{mark}　{self.sheet.printed}"
        canvas.drawString(18 * mm, 11 * mm, drawable(left, self.font))
        number = _("Page %(page)s of %(pages)s", page=page, pages=pages)
        canvas.drawRightString(A4[0] - 18 * mm, 11 * mm, number)
        canvas.restoreState()

    def _said(self, text: str, style: ParagraphStyle) -> Paragraph:
        lines = drawable(text, self.font).split("\n")
        return Paragraph("<br/>".join(escape(line) for line in lines), style)

    def _style(self, size: float, colour: Any, **more: Any) -> ParagraphStyle:
        values = {"fontName": self.font, "fontSize": size, "leading": size * 1.4, "wordWrap": "CJK"}
        return ParagraphStyle(f"s{size}", **{**values, "textColor": colour, **more})


def in_lines(rows: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Return labels with values line by line: two short neighbours share one."""
    lines: list[list[tuple[str, str]]] = []
    for label, text in rows:
        is_short = len(text.encode()) <= SHORT and len(label.encode()) <= SHORT
        before = lines[-1] if lines and len(lines[-1]) == 1 else []
        if is_short and before and all(len(part.encode()) <= SHORT for part in before[0]):
            before.append((label, text))
        else:
            lines.append([(label, text)])
    return lines


def _qr(address: str, size: float) -> Drawing:
    code = QrCodeWidget(address, barLevel="M", barBorder=1)
    left, bottom, right, top = code.getBounds()
    drawing = Drawing(
        size, size, transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0]
    )
    drawing.translate(-left, -bottom)
    drawing.add(code)
    return drawing


def _picture(content: bytes | None) -> Image | None:
    """Return a signature in the size of a written one; none when it is no readable picture."""
    if content is None:
        return None
    try:
        width, height = ImageReader(BytesIO(content)).getSize()
    except OSError:
        return None
    scale = min(40 * mm / width, 16 * mm / height)
    return Image(BytesIO(content), width * scale, height * scale, mask="auto", hAlign="LEFT")


def _counted(texts: list[str]) -> list[tuple[int, str]]:
    return list(enumerate(texts, 1))
