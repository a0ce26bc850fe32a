"""Forms made from the fields drawn inside a diagram (`camunda:formData`)."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

KINDS = {
    "string": "textfield",
    "long": "number",
    "integer": "number",
    "double": "number",
    "boolean": "checkbox",
    "date": "datetime",
    "enum": "select",
}
LIMITS = {"minlength": "minLength", "maxlength": "maxLength", "min": "min", "max": "max"}


class Field(Protocol):
    """A field of a form drawn inside a diagram."""

    @property
    def id(self) -> str:
        """Return the variable the field writes."""

    @property
    def label(self) -> str:
        """Return what people read beside it."""

    @property
    def type(self) -> str:
        """Return `string`, `long`, `boolean`, `date` or `enum`."""

    @property
    def default(self) -> str | None:
        """Return what stands in it at first."""

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """Return the choices of an `enum`: value and text."""

    @property
    def constraints(self) -> tuple[tuple[str, str], ...]:
        """Return the rules of its validation: name and configuration."""


def form_of(form_id: str, fields: Sequence[Field]) -> dict[str, Any]:
    """Return the form-js form that shows and checks the fields."""
    return {
        "type": "default",
        "id": form_id,
        "schemaVersion": 16,
        "components": [_component(field) for field in fields],
    }


def _component(field: Field) -> dict[str, Any]:
    kind = KINDS.get(field.type, "textfield")
    limits = dict(field.constraints)
    shown: dict[str, Any] = {
        "type": kind,
        "key": field.id,
        "label": field.label or field.id,
        "validate": _validation(limits),
    }
    if "readonly" in limits:
        shown["readonly"] = True
    if kind == "datetime":
        shown |= {"subtype": "date", "dateLabel": shown["label"]}
    if kind == "select":
        shown["values"] = [{"value": key, "label": text or key} for key, text in field.values]
    default = _default(kind, field.default)
    return shown if default is None else {**shown, "defaultValue": default}


def _validation(limits: Mapping[str, str]) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": True} if "required" in limits else {}
    for name, rule in LIMITS.items():
        if limits.get(name, "").lstrip("-").isdigit():
            rules[rule] = int(limits[name])
    return rules


def _default(kind: str, text: str | None) -> Any:
    if not text or text.startswith(("$", "=")):
        return None
    if kind == "checkbox":
        return text.strip().lower() == "true"
    if kind == "number":
        return int(text) if text.lstrip("-").isdigit() else None
    return text
