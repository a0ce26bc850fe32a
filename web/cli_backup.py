"""`gridflow backup FILE` and `gridflow restore FILE`: everything in one archive."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine.db.archive import read_archive, write_archive
from engine.db.schema import migrate
from engine.kernel.settings import load_settings
from web.parts import connect


def run(name: str, arguments: Sequence[str]) -> int:
    """Write an archive, or read one into an empty database."""
    parser = argparse.ArgumentParser(f"gridflow {name}", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    parts = connect(load_settings(), check=name == "backup")
    if name == "backup":
        count = write_archive(parts.database, parts.data_dir, options.file)
        print(f"{count} rows written to {options.file}")
    else:
        migrate(parts.database)
        count = read_archive(parts.database, parts.data_dir, options.file)
        print(f"{count} rows restored from {options.file}")
    return 0
