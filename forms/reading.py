"""Reading components from the JSON of form-js, and noting what cannot be used."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.kernel.feel import Expression, FeelSyntaxError, parse
from engine.kernel.feel.chinese import in_chinese
from engine.kernel.feel.regex import PatternError, Regex, compile_pattern
from forms.component import CONTAINERS, INPUTS, ONE_OF, SOME_OF, TYPES, Component, Setting
from forms.problem import Findings

MAX_COMPONENTS = 1000
MAX_DEPTH = 12
_LIMITS = ("required", "min", "max", "minLength", "maxLength")
_TEMPLATE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SHOWN_TEXTS = ("text", "content", "label", "description", "source", "url", "alt")
_KEY = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Reader:
    """Reads the components of one form."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.count = 0

    def components(self, found: Any, place: str, depth: int = 0) -> tuple[Component, ...]:
        """Read a list of components."""
        if not isinstance(found, list):
            zh, en = "components 必须是列表", "components must be a list"
            self.findings.note(place, "form-bad-components", zh, en)
            return ()
        if depth > MAX_DEPTH:
            zh, en = f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels"
            raise self.findings.refuse(place, "form-too-deep", zh, en)
        made = [self._component(one, f"{place}[{n}]", depth) for n, one in enumerate(found)]
        return tuple(one for one in made if one is not None)

    def _component(self, raw: Any, place: str, depth: int) -> Component | None:
        self.count += 1
        if self.count > MAX_COMPONENTS:
            zh, en = f"组件超过 {MAX_COMPONENTS} 个", f"more than {MAX_COMPONENTS} components"
            raise self.findings.refuse(place, "form-too-large", zh, en)
        kind = raw.get("type") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or kind not in TYPES:
            zh, en = f"未知的组件类型 {kind}", f"unknown component type {kind}"
            self.findings.note(f"{place}.type", "form-unknown-component", zh, en)
            return None
        children: tuple[Component, ...] = ()
        if kind in CONTAINERS:
            children = self.components(raw.get("components", []), f"{place}.components", depth + 1)
        return self._made(raw, place, str(kind), children)

    def _made(
        self, raw: dict[str, Any], place: str, kind: str, children: tuple[Component, ...]
    ) -> Component:
        validate = raw.get("validate") if isinstance(raw.get("validate"), dict) else {}
        limits = {
            name: self._setting(validate[name], f"{place}.validate.{name}")
            for name in _LIMITS
            if isinstance(validate, dict) and validate.get(name) not in (None, "")
        }
        conditional = raw.get("conditional")
        hide = conditional.get("hide") if isinstance(conditional, dict) else None
        settings = {
            name: self._setting(raw.get(name), f"{place}.{name}")
            for name in ("readonly", "disabled")
        }
        hidden = self._expression(hide, f"{place}.conditional.hide")
        expression = self._expression(raw.get("expression"), f"{place}.expression")
        options = self._expression(raw.get("valuesExpression"), f"{place}.valuesExpression")
        used = [hidden, expression, options, *limits.values(), *settings.values()]
        self._check_options(raw, kind, place)
        return Component(
            type=kind,
            id=str(raw.get("id") or ""),
            path=self._path(raw, kind, place),
            place=place,
            label=_label(raw),
            label_en=english(raw, "label") or english(raw, "dateLabel") or "",
            raw=raw,
            hide=hidden,
            readonly=settings["readonly"],
            disabled=settings["disabled"],
            limits=limits,
            pattern=self._pattern(validate, f"{place}.validate.pattern"),
            expression=expression,
            options=options,
            names=names_of(used) | self._shown_names(raw, kind),
            children=children,
        )

    def _path(self, raw: dict[str, Any], kind: str, place: str) -> tuple[str, ...]:
        name = "key" if kind in INPUTS else "path"
        key = raw.get(name) if kind in INPUTS | CONTAINERS else None
        if key in (None, ""):
            if kind in INPUTS or kind == "dynamiclist":
                zh, en = f"缺少 {name}", f"{name} is missing"
                self.findings.note(f"{place}.{name}", "form-missing-key", zh, en)
            return ()
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            zh, en = f"{name} 不是变量名", f"{name} is not the name of a variable"
            self.findings.note(f"{place}.{name}", "form-bad-key", zh, en)
            return ()
        return tuple(key.split("."))

    def _setting(self, value: Any, place: str) -> Setting:
        if isinstance(value, str) and value.startswith("="):
            return self._expression(value, place)
        if isinstance(value, str):
            try:
                return float(value)
            except ValueError:
                pass
        if value is None or isinstance(value, bool | int | float):
            return value
        zh, en = "应为数值、true/false 或 FEEL", "must be a number, true, false or FEEL"
        self.findings.note(place, "form-bad-setting", zh, en)
        return None

    def _expression(self, value: Any, place: str) -> Expression | None:
        if not isinstance(value, str) or not value.strip().removeprefix("="):
            return None
        try:
            return parse(value)
        except FeelSyntaxError as error:
            zh, en = f"FEEL 无法解析：{error.message_zh}", f"the FEEL cannot be read: {error}"
            self.findings.note(place, "form-bad-expression", zh, en)
            return None

    def _pattern(self, validate: Any, place: str) -> Regex | None:
        pattern = validate.get("pattern") if isinstance(validate, dict) else None
        if not isinstance(pattern, str) or not pattern:
            return None
        try:
            return compile_pattern(pattern)
        except PatternError as error:
            zh, en = (
                f"正则表达式不能使用：{in_chinese(str(error))}",
                f"the pattern cannot be used: {error}",
            )
            self.findings.note(place, "form-bad-pattern", zh, en)
            return None

    def _check_options(self, raw: dict[str, Any], kind: str, place: str) -> None:
        if kind not in ONE_OF | SOME_OF:
            return
        values = raw.get("values")
        if isinstance(values, list):
            for number, option in enumerate(values):
                if not isinstance(option, dict) or "value" not in option:
                    zh, en = "选项缺少 value", "the option has no value"
                    self.findings.note(f"{place}.values[{number}]", "form-bad-option", zh, en)
        elif not raw.get("valuesKey") and not raw.get("valuesExpression"):
            zh, en = "没有选项", "there are no options"
            self.findings.note(place, "form-no-options", zh, en)

    def _shown_names(self, raw: dict[str, Any], kind: str) -> frozenset[str]:
        """Return the variables that texts, tables and option lists show."""
        found = {str(raw["valuesKey"]).partition(".")[0]} if raw.get("valuesKey") else set()
        sources = [raw.get("dataSource"), raw.get("columnsExpression")]
        sources += [raw.get(name) for name in _SHOWN_TEXTS]
        for source in sources:
            if not isinstance(source, str):
                continue
            texts = [source] if source.startswith("=") else _TEMPLATE.findall(source)
            if kind in ("table", "documentPreview") and source == raw.get("dataSource"):
                texts = [source]
            for text in texts:
                found |= _lenient_names(text)
        return frozenset(found)


def _lenient_names(text: str) -> frozenset[str]:
    """Return the names in a template's expression, none if it is not one."""
    plain = re.sub(r"^[#/^]\s*(?:if|loop)?", "", text.strip()).strip()
    try:
        found = parse(plain)
    except FeelSyntaxError:
        return frozenset()
    return found.names | found.possible_names


def names_of(settings: Iterable[Setting]) -> frozenset[str]:
    """Return the variables that the expressions among some settings use."""
    expressions = [one for one in settings if isinstance(one, Expression)]
    return frozenset(name for one in expressions for name in one.names | one.possible_names)


def english(raw: Mapping[str, Any], name: str) -> str | None:
    """Return the English version of a text, from the properties or beside the text."""
    properties = raw.get("properties")
    found = properties.get(f"{name}En") if isinstance(properties, Mapping) else None
    found = found or raw.get(f"{name}En")
    return found if isinstance(found, str) and found else None


def _label(raw: Mapping[str, Any]) -> str:
    for name in ("label", "dateLabel", "timeLabel"):
        if isinstance(raw.get(name), str) and raw[name]:
            return str(raw[name])
    return ""
