"""The typeface of printed sheets: a TrueType file of the installation, or every viewer's own."""

from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from engine.kernel.errors import Misconfigured

# Not in the file: a viewer takes its own Chinese typeface for it, as all of them have one.
BUILT_IN = "STSong-Light"
OURS = "GridFlowSheet"


@cache
def typeface(path: str) -> str:
    """Return the name of the typeface to draw with; `path` is the setting `print_font`.

    Raises `Misconfigured` when the file is none of TrueType outlines.
    """
    if not path:
        pdfmetrics.registerFont(UnicodeCIDFont(BUILT_IN))
        return BUILT_IN
    try:
        pdfmetrics.registerFont(TTFont(OURS, path))
    except (TTFError, OSError) as error:
        reason = f"{path} is no TrueType font that can be embedded: {error}"
        raise Misconfigured(f"GRIDFLOW_PRINT_FONT {reason}", setting="print_font") from error
    return OURS


def drawable(text: str, name: str) -> str:
    """Return a text with a box for what the built-in typeface cannot name."""
    if name != BUILT_IN:
        return text
    return "".join(char if ord(char) <= 0xFFFF else "□" for char in text)
