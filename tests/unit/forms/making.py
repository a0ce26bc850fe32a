"""Small forms for the tests."""

import json
from typing import Any

from forms.schema import Form, read
from forms.validation import Outcome, validate


def make(*components: dict[str, Any], **more: Any) -> Form:
    """Return a form of some components."""
    raw = {"id": "f", "type": "default", "schemaVersion": 18, "components": list(components)}
    return read(json.dumps({**raw, **more}).encode(), "f.form")


def field(kind: str, key: str = "a", **settings: Any) -> dict[str, Any]:
    """Return a component; limits are given as `validate`."""
    return {"type": kind, "key": key, "label": key, **settings}


def check(component: dict[str, Any], value: Any, **variables: Any) -> Outcome:
    """Validate one value of one field with key `a`."""
    return validate(make(component), {"a": value}, variables, "en")
