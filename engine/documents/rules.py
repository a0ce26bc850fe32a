"""What a file is, told from its bytes and not from its name."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable

LONGEST_NAME = 150
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(ord(char) < 32 and char not in "\t\n\r\f" for char in text)


def _is_office(content: bytes, main: str) -> bool:
    # Only the directory of the archive is read, so a packed bomb stays packed.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", main} <= names and not has_macros


# ending -> (type, does the content fit)
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "csv": ("text/csv", _is_text),
    "docx": (_WORD, lambda content: _is_office(content, "word/document.xml")),
    "jpeg": ("image/jpeg", lambda content: content[:3] == b"\xff\xd8\xff"),
    "jpg": ("image/jpeg", lambda content: content[:3] == b"\xff\xd8\xff"),
    "pdf": ("application/pdf", lambda content: content[:5] == b"%PDF-"),
    "png": ("image/png", lambda content: content[:8] == b"\x89PNG\r\n\x1a\n"),
    "txt": ("text/plain", _is_text),
    "webp": ("image/webp", _is_webp),
    "xlsx": (_SHEET, lambda content: _is_office(content, "xl/workbook.xml")),
}


def ending(name: str) -> str:
    """Return the ending of a file's name in small letters, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name: str) -> str:
    """Return a file's name without folders, control characters and excess length."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, tail = kept.rpartition(".")
    if not stem:
        return kept[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(tail) - 1]}{dot}{tail}"


def type_of(name: str, content: bytes) -> str:
    """Return the type of a file, or nothing when its bytes do not fit its name."""
    kind = KINDS.get(ending(name))
    return kind[0] if kind and kind[1](content) else ""


def problem_of(name: str, content: bytes, max_bytes: int) -> str:
    """Return the code of what is wrong with a file: empty when nothing is."""
    if not content:
        return "file_empty"
    if len(content) > max_bytes:
        return "file_too_large"
    if ending(name) not in KINDS:
        return "file_type_not_allowed"
    return "" if type_of(name, content) else "file_content_mismatch"
