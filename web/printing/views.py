"""Giving the sheet of a case."""

from io import BytesIO

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from web import context
from web.cases.page import show_case
from web.printing.content import sheet_of
from web.printing.drawing import draw

bp = Blueprint("printing", __name__, url_prefix="/print")


@bp.get("/cases/<case_id>.pdf")
def case(case_id: str) -> ResponseReturnValue:
    """Give the sheet of a case to somebody who may see it, also after its end."""
    actor = context.current_actor()
    with context.open_reading() as uow:
        sheet = sheet_of(uow, actor, show_case(uow, actor, case_id))
    content = draw(sheet, context.container().settings.print_font)
    name = f"{sheet.number}.pdf"
    return send_file(BytesIO(content), "application/pdf", download_name=name, max_age=0)
