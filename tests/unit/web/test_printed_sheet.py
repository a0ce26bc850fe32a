"""The sheet on paper: long texts and many opinions break over pages, and all of it can be read."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from pypdf import PdfReader

from engine.kernel.errors import Misconfigured
from web.printing.content import Section, Sheet
from web.printing.drawing import draw, in_lines
from web.printing.fields import Pairs, Table
from web.printing.remarks import Remark

ADDRESS = "https://gridflow.example/cases/1?sheet=7-0123456789AB"


@pytest.fixture
def _speaking() -> Iterator[None]:
    app = Flask("paper")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def remark(number: int, text: str = "同意。", **more) -> Remark:
    return Remark(
        f"环节{number}", f"人员{number}", "营销部", "同意", text, "2026-11-02 09:00", **more
    )


def sheet(**parts) -> Sheet:
    given = {
        "facts": [("编号", "LC1")],
        "sections": [],
        "remarks": [],
        "files": [],
        **parts,
    }
    return Sheet(
        company="云澜电力",
        title="请假",
        number="LC1",
        address=ADDRESS,
        mark="7-0123456789AB",
        printed="",
        language="zh",
        **given,
    )


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


@pytest.mark.usefixtures("_speaking")
def test_a_hundred_opinions_break_over_pages_and_none_is_missing():
    pages = pages_of(draw(sheet(remarks=[remark(number) for number in range(100)]), ""))

    text = "\n".join(pages)
    assert all(f"人员{number}\n" in text for number in range(100))
    assert [f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1)] == [True] * len(
        pages
    )


@pytest.mark.usefixtures("_speaking")
def test_an_opinion_longer_than_a_page_goes_on_overleaf():
    pages = pages_of(draw(sheet(remarks=[remark(1, "意见很长" * 1500)]), ""))

    assert len(pages) > 2
    assert "".join(pages).replace("\n", "").count("意见很长") > 1450


@pytest.mark.usefixtures("_speaking")
def test_fields_lists_and_files_stand_on_it():
    form = [Pairs("客户", [("户名", "李<b>雷</b>"), ("说明", "甲\n乙" * 60)])]
    form.append(Table("设备", ["名称", "功率"], [["水泵😀", "5"], ["电机", "11"]]))

    text = "\n".join(
        pages_of(draw(sheet(sections=[Section("申请", "王", form)], files=["图纸.pdf"]), ""))
    )

    for wanted in ("李<b>雷</b>", "水泵□", "电机", "11", "图纸.pdf", "7-0123456789AB"):
        assert wanted in text


@pytest.mark.usefixtures("_speaking")
def test_a_list_with_many_columns_is_told_row_by_row():
    heads = [f"列{number}" for number in range(12)]
    block = Table("明细", heads, [[f"值{number}" for number in range(12)]])

    text = "\n".join(pages_of(draw(sheet(sections=[Section("申请", "王", [block])]), "")))

    assert "列11" in text
    assert "值11" in text


@pytest.mark.usefixtures("_speaking")
def test_a_picture_that_cannot_be_read_spoils_nothing():
    broken = remark(1, signature=b"\x89PNG no picture", signature_note="手写签名")

    assert "手写签名" in "".join(pages_of(draw(sheet(remarks=[broken]), "")))


def test_short_neighbours_share_a_line():
    rows = [("a", "1"), ("b", "2"), ("c", "x" * 80), ("d", "3")]

    assert [[label for label, _text in line] for line in in_lines(rows)] == [
        ["a", "b"],
        ["c"],
        ["d"],
    ]


@pytest.mark.usefixtures("_speaking")
def test_a_typeface_that_is_none_is_refused_with_the_name_of_the_setting(tmp_path: Path):
    (tmp_path / "no.ttf").write_bytes(b"nothing")

    with pytest.raises(Misconfigured, match="GRIDFLOW_PRINT_FONT"):
        draw(sheet(), str(tmp_path / "no.ttf"))
