"""Finding the diagrams and decisions that come with GridFlow."""

from pathlib import Path

FOLDER = Path(__file__).parent
SUFFIXES = (".bpmn", ".dmn")


def files_of(process_key: str, folder: Path = FOLDER) -> dict[str, bytes]:
    """Return the diagrams and decisions of a process by their file names."""
    if process_key not in process_keys(folder):
        return {}
    found = sorted((folder / process_key).iterdir())
    return {path.name: path.read_bytes() for path in found if path.suffix in SUFFIXES}


def process_keys(folder: Path = FOLDER) -> list[str]:
    """Return the keys of the processes that have diagrams."""
    return sorted({path.parent.name for path in folder.glob("*/*.bpmn")})
