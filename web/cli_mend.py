"""Mending files on the command line: only what needs no thought, every other byte as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bpmn import lint
from bpmn.lint import FileReport


def mend_files(
    contents: dict[str, bytes], reports: Sequence[FileReport], *, only: str = ""
) -> list[str]:
    """Write quick fixes, of one code if it is named, into the files; return the names changed."""
    changed = []
    for report in reports:
        data = contents.get(report.file)
        problems = [one for one in report.problems if one.quickfix and only in ("", one.code)]
        if data is None or not problems:
            continue
        mended = lint.mend(data, problems)
        if mended != data:
            Path(report.file).write_bytes(mended)
            contents[report.file] = mended
            changed.append(report.file)
    return changed
