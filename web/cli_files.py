"""Reading files and printing answers on the command line, without ever failing on one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bpmn.lint import ERROR, FileReport, Problem
from bpmn.texts import Text

MAX_BYTES = 64 * 1024 * 1024
WHY = Text("读不到的文件无法检查。", "A file that cannot be read cannot be checked.")
FIX = Text(
    "请检查文件名、权限，并确认它是一个普通文件。",
    "Check the name and the permissions, and that it is a plain file.",
)


def read_files(names: Sequence[str]) -> tuple[dict[str, bytes], list[FileReport]]:
    """Return the contents by name as it was given, and a report for each that cannot be read."""
    contents: dict[str, bytes] = {}
    failed: list[FileReport] = []
    for name in dict.fromkeys(names):
        try:
            contents[name] = read_file(name)
        except (OSError, ValueError) as error:
            failed.append(_unreadable(name, error))
    return contents, failed


def read_file(name: str) -> bytes:
    """Return the bytes of a file; one beyond all measure is not even read."""
    path = Path(name)
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES // 1024 // 1024} MB")
    return path.read_bytes()


def print_json(value: Any) -> None:
    """Print JSON as people read it, escaped where the terminal cannot show it."""
    try:
        print(json.dumps(value, ensure_ascii=False, indent=2))
    except UnicodeEncodeError:
        print(json.dumps(value, indent=2))


def print_text(text: str) -> None:
    """Print lines, with escapes for what the terminal cannot show."""
    try:
        print(text)
    except UnicodeEncodeError:
        print(text.encode("ascii", "backslashreplace").decode())


def reason_of(error: Exception) -> str:
    """Return why a file could not be read, without its name."""
    return getattr(error, "strerror", None) or str(error)


def _unreadable(name: str, error: Exception) -> FileReport:
    reason = reason_of(error)
    message = Text(f"读不到文件：{reason}", f"The file cannot be read: {reason}")
    problem = Problem(severity=ERROR, code="file-unreadable", message=message, why=WHY, fix=FIX)
    return FileReport(file=name, problems=(problem,), is_readable=False)
