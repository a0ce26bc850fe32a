"""A name written by hand, for the people of the demo who sign."""

import struct
import zlib
from math import sin

WIDTH, HEIGHT = 240, 90
# A stroke is this thick, in the ink of the signature pad.
THICK = 2
INK, PAPER = b"\x10\x24\x3e\xff", b"\x10\x24\x3e\x00"


def signature(name: str) -> bytes:
    """Return a picture (PNG) with a line as somebody's hand writes it."""
    swing = 2 + len(name) % 3
    heights = [
        HEIGHT / 2 + 24 * sin(x / 9) * sin(x / (17 * swing)) + 6 * sin(x / swing)
        for x in range(WIDTH)
    ]
    rows = (
        b"\x00" + b"".join(INK if abs(y - height) <= THICK else PAPER for height in heights)
        for y in range(HEIGHT)
    )
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
