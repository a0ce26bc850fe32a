"""What a file is, told from its bytes."""

import io
import zipfile

import pytest

from engine.documents.rules import clean_name, problem_of, type_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def office(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("scan.PDF", b"%PDF-1.7 ..."),
        ("photo.png", PNG),
        ("photo.jpg", b"\xff\xd8\xff\xe0...."),
        ("photo.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
        ("letter.docx", office("word/document.xml")),
        ("list.xlsx", office("xl/workbook.xml")),
        ("note.txt", "停电通知\r\n".encode()),
        ("data.csv", b"\xef\xbb\xbfa,b\n"),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(name, content):
    assert problem_of(name, content, 10_000) == ""
    assert type_of(name, content)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("page.png", b"<html><script>", "file_content_mismatch"),
        ("virus.exe", b"MZ", "file_type_not_allowed"),
        ("noending", b"abc", "file_type_not_allowed"),
        ("empty.pdf", b"", "file_empty"),
        ("big.png", PNG + b"0" * 20_000, "file_too_large"),
        ("list.xlsx", office("word/document.xml"), "file_content_mismatch"),
        ("macro.docx", office("word/document.xml", "word/vbaProject.bin"), "file_content_mismatch"),
        ("broken.docx", b"PK\x03\x04garbage", "file_content_mismatch"),
        ("gbk.txt", "停电".encode("gbk"), "file_content_mismatch"),
        ("binary.txt", b"a\x00b", "file_content_mismatch"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name, content, problem):
    assert problem_of(name, content, 10_000) == problem


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\scan\\合同.pdf", "合同.pdf"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_keeps_no_folder_and_no_trick(name, clean):
    assert clean_name(name) == clean
