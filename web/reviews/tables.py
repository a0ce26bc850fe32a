"""Lists as tables to take away, safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from flask import Response

# A cell that begins like this would be run as a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: Any) -> str:
    """Return a cell as text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RISKY) else text


def as_csv(heads: Sequence[Any], rows: Iterable[Sequence[Any]], name: str) -> Response:
    """Return a table as a file; the mark at its start tells spreadsheets that it is UTF-8."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(head) for head in heads])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    answer = Response("\ufeff" + out.getvalue(), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
