"""No row of the table is without a test."""

import ast
from pathlib import Path

from tests.acceptance.table.rows import ROWS


def _proven(file: Path) -> set[str]:
    """Return the rows the tests of a file say they prove."""
    return {
        ast.literal_eval(mark.args[0])
        for test in ast.parse(file.read_text("utf-8")).body
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_")
        for mark in test.decorator_list
        if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "row"
    }


def test_every_row_is_proven_by_a_test():
    found = set().union(*map(_proven, Path(__file__).parent.glob("test_*.py")))

    assert [row for row in ROWS if row not in found] == []
