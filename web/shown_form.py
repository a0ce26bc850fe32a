"""A form as the browser gets it: in the reader's language, with just the data it needs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.approvals.visibility import HIDE, without
from engine.kernel.clock import COMPANY_ZONE
from forms.schema import Form
from web import context
from web.formats import INSTANT

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

    @property
    def shown_data(self) -> dict[str, Any]:
        """Return the data, with moments in text nobody can change as people read them.

        What a locked field sends back counts for nothing, so only its looks change.
        """
        texts = {name: self.data.get(name) for name in _locked_texts(self.schema["components"])}
        return {**self.data, **{name: _spelled(one) for name, one in texts.items() if one}}


def _locked_texts(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in components:
        if one.get("type") == "textfield" and one.get("readonly") is True:
            yield one["key"]
        elif not one.get("path"):
            yield from _locked_texts(one.get("components", ()))


def _spelled(raw: Any) -> Any:
    if not isinstance(raw, str) or not INSTANT.fullmatch(raw):
        return raw
    return datetime.fromisoformat(raw).astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M")


def shown_form(
    form: Form | None, variables: Mapping[str, Any], typed: Mapping[str, Any], key: str
) -> ShownForm:
    """Return a form for the browser, with those variables it asks for and no others."""
    if form is None:
        return ShownForm(PLAIN, {}, key)
    known = {name: value for name, value in variables.items() if name in form.names}
    return ShownForm(form.localised(context.language()), {**known, **typed}, key)


def limit(form: ShownForm, permissions: Mapping[str, str]) -> None:
    """Let a form show of single fields what a step permits: read, write, hide or required.

    What is hidden does not even reach the browser, wherever it stands in the form's data.
    """
    if not permissions:
        return
    dropped = {name for name, word in permissions.items() if word == HIDE}
    parts = form.schema.get("components", ())
    shown = _limited(parts, permissions, "", dropped)
    form.schema = {**form.schema, "components": shown}
    form.data = without(form.data, dropped)


def _limited(
    components: Iterable[dict[str, Any]],
    permissions: Mapping[str, str],
    prefix: str,
    dropped: set[str],
) -> list[dict[str, Any]]:
    """Return what is left of components; the names of what is not come to `dropped`."""
    shown = []
    for one in components:
        key = one.get("key") or one.get("path") or one.get("id") or ""
        known = (f"{prefix}{key}", key, one.get("id", ""))
        permission = next((permissions[name] for name in known if name in permissions), "")
        if permission == HIDE:
            dropped.update(_keys_of(one, prefix))
            continue
        changed = {**one, **_SETTINGS.get(permission, {})}
        if permission == "required":
            changed["validate"] = {**one.get("validate", {}), "required": True}
        if "components" in one:
            inner = f"{prefix}{one['path']}." if one.get("path") else prefix
            changed["components"] = _limited(one["components"], permissions, inner, dropped)
        shown.append(changed)
    return shown


def _keys_of(component: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """Yield the names of the values a component and all inside it hold."""
    path = component.get("key") or component.get("path")
    if path:
        yield f"{prefix}{path}"
    inner = f"{prefix}{component['path']}." if component.get("path") else prefix
    for child in component.get("components", ()):
        yield from _keys_of(child, inner)


_WRITABLE = {"readonly": False, "disabled": False}
_SETTINGS = {"read": {"readonly": True}, "write": _WRITABLE, "required": _WRITABLE}
