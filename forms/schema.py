"""A form as read from its file: the fields, the variables it needs, its texts in two languages."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.component import Component
from forms.localisation import localise
from forms.options import shown_value
from forms.problem import Findings, FormError, FormProblem
from forms.reading import Reader, english

MAX_BYTES = 1024 * 1024

__all__ = ["Form", "FormError", "FormProblem", "localise", "read"]


@dataclass(frozen=True)
class Form:
    """A form that can be shown and checked."""

    id: str
    title: str
    title_en: str
    file: str
    raw: Mapping[str, Any]
    components: tuple[Component, ...]

    @cached_property
    def fields(self) -> tuple[Component, ...]:
        """The components that hold values, also inside groups and lists."""
        return tuple(one for one in self.walk() if one.is_input)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The variables the form writes."""
        return frozenset(one.path[0] for one in _outermost(self.components))

    @cached_property
    def computes(self) -> bool:
        """Whether some of its fields are worked out from others."""
        return any(one.type == "expression" for one in self.walk())

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables the form writes or looks at; a browser needs no others."""
        return self.keys | frozenset(name for one in self.walk() for name in one.names)

    def walk(self) -> Iterator[Component]:
        """Yield all components."""
        for component in self.components:
            yield from component.walk()

    def localised(self, lang: str) -> dict[str, Any]:
        """Return the JSON for the viewer with its texts in a language."""
        return localise(self.raw, lang)

    def answers(self, data: Mapping[str, Any], lang: str) -> list[tuple[str, Any]]:
        """Return label and value, as people read them, of each field that has one."""
        return list(_answers(self.components, data, lang, ""))


def read(data: bytes, file: str = "") -> Form:
    """Read a form, or raise FormError with everything that is wrong with it."""
    findings = Findings(file)
    raw = _document(data, findings)
    if not isinstance(raw.get("id"), str) or not raw["id"]:
        findings.note("id", "form-missing-id", "表单没有编号", "the form has no id")
    components = Reader(findings).components(raw.get("components"), "components")
    if findings.problems:
        raise FormError(findings.problems)
    title = raw.get("title")
    return Form(
        id=raw["id"],
        title=title if isinstance(title, str) else "",
        title_en=english(raw, "title") or "",
        file=file,
        raw=raw,
        components=components,
    )


def _document(data: bytes, findings: Findings) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise findings.refuse("", "form-too-large", "文件超过 1 MB", "the file is over 1 MB")
    try:
        raw = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        zh, en = f"不是合法的 JSON：{error.msg}", f"not valid JSON: {error.msg}"
        raise findings.refuse(where, "form-bad-json", zh, en) from None
    except (ValueError, RecursionError):
        zh, en = "不是 UTF-8 编码的 JSON", "not JSON in UTF-8"
        raise findings.refuse("", "form-bad-json", zh, en) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("components"), list):
        zh, en = "不是 form-js 表单", "not a form of form-js"
        raise findings.refuse("components", "form-not-a-form", zh, en)
    return raw


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _outermost(components: tuple[Component, ...]) -> Iterator[Component]:
    """Yield the components whose values stand in the form's own data."""
    for component in components:
        if component.path:
            yield component
        else:
            yield from _outermost(component.children)


def _answers(
    components: tuple[Component, ...], data: Any, lang: str, before: str
) -> Iterator[tuple[str, Any]]:
    for component in components:
        value = within(data, component.path)
        label = before + component.title(lang)
        if component.is_input:
            if value is not None:
                yield label, shown_value(component, value, data, lang)
        elif component.is_list and isinstance(value, list):
            for number, row in enumerate(value, 1):
                yield from _answers(component.children, row, lang, f"{label} {number} · ")
        elif component.children and not component.is_list:
            yield from _answers(component.children, value, lang, before)


def within(data: Any, path: tuple[str, ...]) -> Any:
    """Return the value at the end of a path, None if there is none."""
    for key in path:
        # Asking an abstract class costs ten times what the answer for a plain dict does.
        if (type(data) is not dict and not isinstance(data, Mapping)) or key not in data:
            return None
        data = data[key]
    return data
