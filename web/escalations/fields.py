"""What the forms of escalations and supervision have in common."""

from datetime import datetime

from flask import request

from engine.kernel.errors import Invalid
from engine.kernel.inputs import to_moment


def typed(name: str) -> str:
    """Return what was typed into a field."""
    return request.form.get(name, "").strip()


def typed_moment(name: str) -> datetime | None:
    """Return a moment chosen in a field, in the company's zone; raises when it is none."""
    try:
        return to_moment(name, typed(name))
    except Invalid as error:
        problem = {"field": name, "code": "moment", "message": "not a moment"}
        raise Invalid([problem]) from error
