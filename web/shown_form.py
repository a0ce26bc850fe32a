"""A form as the browser gets it: in the reader's language, with just the data it needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.schema import Form
from web import context

# A step without a form still wants a button; form-js draws this as nothing.
PLAIN: dict[str, Any] = {"type": "default", "schemaVersion": 18, "components": []}


@dataclass
class ShownForm:
    """A form, its data, and where what is typed goes; read-only without an `action`."""

    schema: Any
    data: Mapping[str, Any]
    key: str
    action: str = ""
    draft_url: str = ""
    upload_url: str = ""
    saved_at: str = ""
    extras: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to fill in or to read."""
        return not self.schema.get("components")


def shown_form(
    form: Form | None, variables: Mapping[str, Any], typed: Mapping[str, Any], key: str
) -> ShownForm:
    """Return a form for the browser, with those variables it asks for and no others."""
    if form is None:
        return ShownForm(PLAIN, {}, key)
    known = {name: value for name, value in variables.items() if name in form.names}
    return ShownForm(form.localised(context.language()), {**known, **typed}, key)


def limit(form: ShownForm, permissions: Mapping[str, str]) -> None:
    """Let a form show of single fields what a step permits: read, write, hide or required."""
    if not permissions:
        return
    parts = form.schema.get("components", ())
    form.schema = {**form.schema, "components": _limited(parts, permissions, "")}
    # What is hidden does not even reach the browser; within groups and lists it is only not shown.
    form.data = {name: one for name, one in form.data.items() if permissions.get(name) != "hide"}


def _limited(
    components: Iterable[dict[str, Any]], permissions: Mapping[str, str], prefix: str
) -> list[dict[str, Any]]:
    shown = []
    for one in components:
        key = one.get("key") or one.get("id") or ""
        permission = permissions.get(f"{prefix}{key}") or permissions.get(key)
        if permission == "hide":
            continue
        changed = {**one, **_SETTINGS.get(permission or "", {})}
        if permission == "required":
            changed["validate"] = {**one.get("validate", {}), "required": True}
        if "components" in one:
            inner = f"{prefix}{one['path']}." if one.get("path") else prefix
            changed["components"] = _limited(one["components"], permissions, inner)
        shown.append(changed)
    return shown


_WRITABLE = {"readonly": False, "disabled": False}
_SETTINGS = {"read": {"readonly": True}, "write": _WRITABLE, "required": _WRITABLE}
