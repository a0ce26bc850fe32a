"""Signing by hand: the form asks for it, the history and the sheet show it."""

import base64
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.integration.approvals.bureau import AGREE, Bureau
from tests.integration.web.papers import deploy_line, node, printed
from tests.integration.web.test_approvals import bureau  # noqa: F401  # fixture


@pytest.fixture
def office(bureau) -> Bureau:  # noqa: F811  # the fixture above
    """Return the station with a step that is signed by hand."""
    deploy_line(bureau, ("check", node("check", "li", signature="required")))
    return bureau


@pytest.fixture
def address(office) -> str:
    """Return the address of the task to be signed."""
    return f"/tasks/{office.task(office.start('wang'), 'check').id}"


def drawing() -> str:
    """Return a picture as the pad sends it."""
    target = BytesIO()
    Image.new("RGBA", (240, 90), (16, 36, 62, 200)).save(target, "PNG")
    return base64.b64encode(target.getvalue()).decode()


def test_the_task_shows_a_pad_to_him_who_signs(office, address, signed_in):
    assert 'data-signature="form"' in signed_in("li").get(address).text
    assert 'data-signature="form"' not in signed_in("boss").get(address).text


def test_without_a_signature_nothing_moves(office, address, signed_in):
    answer = signed_in("li").send(f"{address}/complete", {"data": AGREE})

    assert (answer.status_code, answer.json["code"]) == (409, "signature_needed")


@pytest.mark.parametrize("text", ["%%%", "bm8gcGljdHVyZQ=="])
def test_what_is_no_picture_is_refused(office, address, signed_in, text):
    answer = signed_in("li").send(f"{address}/complete", {"data": AGREE, "signature": text})

    assert answer.status_code == 422


def test_a_signature_shows_in_the_history_and_on_the_sheet(office, address, signed_in):
    li = signed_in("li")
    answer = li.send(f"{address}/complete", {"data": AGREE, "signature": drawing()})
    assert answer.status_code == 200, answer.json

    page = li.get(address).text
    picture = page.split('class="signature-shown" src="')[1].split('"')[0]
    assert li.get(picture).mimetype == "image/png"
    assert "手写签名与所填内容一致" in page
    case = page.split("/print/cases/")[1].split(".pdf")[0]
    assert "手写签名与所填内容一致" in printed(li, case)
    sheet = PdfReader(BytesIO(li.get(f"/print/cases/{case}.pdf").data))
    assert any(one.images for one in sheet.pages)
    assert "signature-" not in page.split('id="pane-files"')[1].split('id="pane-comments"')[0]
