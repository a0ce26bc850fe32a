"""`gridflow deploy`: check documents and deploy them, all or nothing."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Invalid
from engine.kernel.settings import load_settings
from engine.processes.starts import deploy_processes
from web.cli_errors import spoken_language
from web.parts import connect

SUFFIXES = (".bpmn", ".dmn", ".form")


def run(_name: str, arguments: Sequence[str]) -> int:
    """Deploy the files and folders named."""
    parser = argparse.ArgumentParser("gridflow deploy", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--note", default="", help="why this version is made")
    parser.add_argument(
        "--lang",
        choices=("zh", "en"),
        default=spoken_language(),
        help="the language problems are said in; else that of the terminal's locale",
    )
    options = parser.parse_args(arguments)
    files = read_files(options.files)
    parts = connect(load_settings())
    with parts.database.unit_of_work(parts.clock) as uow:
        made = deploy_processes(uow, SYSTEM, files, parts.world, options.note)
    for row in made:
        print(f"{row.key} version {row.version}: {row.name}")
    if not made:
        print("nothing has changed since the last deployment")
    return 0


def read_files(paths: Sequence[Path]) -> dict[str, bytes]:
    """Return the documents under the paths by file name; folders are searched."""
    found: dict[str, bytes] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if path.is_dir() and file.suffix not in SUFFIXES:
                continue
            try:
                found[str(file)] = file.read_bytes()
            except OSError as error:
                raise Invalid(
                    [{"file": str(file), "code": "unreadable", "message": error.strerror}]
                ) from error
    return found
