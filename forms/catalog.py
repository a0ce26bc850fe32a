"""Finding the forms that come with GridFlow."""

from pathlib import Path

from engine.kernel.errors import NotFound
from forms.schema import Form, read

FOLDER = Path(__file__).parent


def files_of(process_key: str, folder: Path = FOLDER) -> dict[str, bytes]:
    """Return the form files of a process by their names."""
    if process_key not in process_keys(folder):
        return {}
    found = sorted((folder / process_key).glob("*.form"))
    return {path.name: path.read_bytes() for path in found}


def forms_of(process_key: str, folder: Path = FOLDER) -> dict[str, Form]:
    """Return the forms of a process by their ids."""
    forms = [read(data, name) for name, data in files_of(process_key, folder).items()]
    return {form.id: form for form in forms}


def find(process_key: str, form_id: str, folder: Path = FOLDER) -> Form:
    """Return one form of a process."""
    forms = forms_of(process_key, folder)
    if form_id not in forms:
        raise NotFound("form", form_id)
    return forms[form_id]


def process_keys(folder: Path = FOLDER) -> list[str]:
    """Return the processes that have forms."""
    return sorted({path.parent.name for path in folder.glob("*/*.form")})
