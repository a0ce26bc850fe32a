"""The markup itself: misspelled elements and attributes, values the standard does not know."""

import difflib
import re
from collections.abc import Iterator

from lxml import etree

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.lint.rules.documents import Spot
from bpmn.lint.vocabulary import ATTRIBUTES, BOOLEANS, CHILDREN, ENUMERATIONS, INTEGERS, TAGS
from bpmn.markup import BPMN, attribute, is_bpmn, line, local, namespace

UNKNOWN_ELEMENT = error(
    "unknown-element",
    ("BPMN 中没有元素 <{tag}>。{guess_zh}", "BPMN has no element <{tag}>. {guess}"),
    ("拼错的元素会被悄悄忽略。", "A misspelled element would silently be ignored."),
    ("改正拼写，或删除它。", "Correct the spelling, or delete it."),
)
MISPLACED = error(
    "misplaced-element",
    (
        "<{tag}> 不能放在 <{parent}>（{label}）里。",
        "<{tag}> may not stand inside <{parent}> ({label}).",
    ),
    ("放错位置的元素会被悄悄忽略。", "A misplaced element would silently be ignored."),
    ("移到正确的位置，或删除它。", "Move it to where it belongs, or delete it."),
)
REPEATED = error(
    "repeated-element",
    (
        "{label} 里的 <{tag}> 出现了 {count} 次，最多一次。",
        "<{tag}> stands {count} times in {label}; once at most is allowed.",
    ),
    ("只有第一个会被执行。", "Only the first would count."),
    ("只保留一个。", "Keep one."),
)
FOREIGN = warning(
    "foreign-element",
    (
        "{label} 里的 <{tag}>（{namespace}）不在 extensionElements 中，被忽略。",
        "<{tag}> ({namespace}) in {label} stands outside extensionElements and is ignored.",
    ),
    (
        "标准只允许在 extensionElements 中扩展。",
        "The standard allows extensions only inside extensionElements.",
    ),
    ("移到 <extensionElements> 里。", "Move it into <extensionElements>."),
)
MISSPELLED = error(
    "misspelled-attribute",
    (
        "{label} 的属性 {name} 应写作 {guess}。",
        "The attribute {name} of {label} should be {guess}.",
    ),
    ("拼错的属性会被悄悄忽略。", "A misspelled attribute would silently be ignored."),
    ("改正拼写。", "Correct the spelling."),
)
UNKNOWN_ATTRIBUTE = warning(
    "unknown-attribute",
    (
        "{label} 的属性 {name} 不属于 BPMN，被忽略。",
        "The attribute {name} of {label} is not part of BPMN and is ignored.",
    ),
    ("也许写错了，或应带命名空间前缀。", "It may be a mistake, or lack its namespace prefix."),
    ("改正或删除它。", "Correct or delete it."),
)
BAD_VALUE = error(
    "invalid-value",
    (
        "{label} 的 {name}=“{value}” 不合规则，应为：{allowed}。",
        "{name}=“{value}” of {label} is not allowed; use {allowed}.",
    ),
    (
        "无法理解的值会悄悄变成默认值。",
        "A value nobody understands would silently become the default.",
    ),
    ("改成允许的值。", "Use one of the allowed values."),
)
_LONGEST_WORD = 50
_SINGLE = (
    "multiInstanceLoopCharacteristics standardLoopCharacteristics conditionExpression script"
    " ioSpecification extensionElements timeDate timeDuration timeCycle condition loopCardinality"
    " completionCondition loopCondition"
).split()


@rule
def elements(context: Context) -> Iterator[Problem]:
    """Each element of the standard is known and stands where it may."""
    for element in context.root.iter(f"{{{BPMN}}}*"):
        tag = local(element)
        spot = _spot(element)
        if tag not in TAGS:
            yield UNKNOWN_ELEMENT.at(_near(element), _guess(tag), line=spot.line, tag=tag)
            continue
        parent = element.getparent()
        if parent is not None and is_bpmn(parent) and _is_misplaced(local(parent), tag):
            place = _spot(parent)
            yield MISPLACED.at(place, line=spot.line, tag=tag, parent=local(parent))


def _is_misplaced(parent: str, tag: str) -> bool:
    allowed = CHILDREN.get(parent)
    return allowed is not None and tag not in allowed


@rule
def repeated(context: Context) -> Iterator[Problem]:
    """What may stand once stands once."""
    for element in context.root.iter(f"{{{BPMN}}}*"):
        tags = [local(one) for one in element if is_bpmn(one)]
        for tag in _SINGLE:
            if tags.count(tag) > 1 and not (tag.startswith("time") and len(set(tags)) > 1):
                yield REPEATED.at(_near(element), tag=tag, count=tags.count(tag))


@rule
def foreigners(context: Context) -> Iterator[Problem]:
    """Extensions stand in their place."""
    for element in context.root.iter(f"{{{BPMN}}}*"):
        if local(element) in (
            "extensionElements",
            "documentation",
            "script",
            "text",
            "definitions",
        ):
            continue
        if local(element).endswith(("xpression", "Condition", "from", "to", "rendering")):
            continue
        for inner in element:
            if not is_bpmn(inner) and isinstance(inner.tag, str):
                yield FOREIGN.at(
                    _near(element), line=line(inner), tag=local(inner), namespace=namespace(inner)
                )


@rule
def attributes(context: Context) -> Iterator[Problem]:
    """Attributes are known to the standard and have values it knows."""
    for element in context.root.iter(f"{{{BPMN}}}*"):
        allowed = ATTRIBUTES.get(local(element))
        if allowed is None:
            continue
        for name in element.attrib:
            key = str(name)
            if not key.startswith("{"):
                yield from _attribute_problems(element, key, allowed)


def _attribute_problems(
    element: etree._Element, name: str, allowed: frozenset[str]
) -> Iterator[Problem]:
    place = _near(element)
    if name not in allowed:
        guess = _nearest(name, allowed)
        if guess and guess not in element.attrib:
            yield MISSPELLED.at(place, {"name": name}, line=line(element), guess=guess)
        else:
            yield UNKNOWN_ATTRIBUTE.at(place, {"name": name}, line=line(element))
        return
    value = attribute(element, name)
    wanted = _wanted(name, value)
    if wanted:
        facts = {"name": name, "value": value, "allowed": wanted}
        yield BAD_VALUE.at(place, facts, line=line(element))


def _wanted(name: str, value: str) -> str:
    if name in BOOLEANS:
        return "" if value in ("true", "false", "1", "0") else "true, false"
    if name in INTEGERS:
        return "" if re.fullmatch(r"\+?\d+", value) else "0, 1, 2 …"
    known = ENUMERATIONS.get(name)
    return ", ".join(sorted(known)) if known and value not in known else ""


def _nearest(name: str, allowed: frozenset[str]) -> str:
    if len(name) > _LONGEST_WORD:
        return ""
    for one in allowed:
        if one.lower() == name.lower():
            return one
    close = difflib.get_close_matches(name, allowed, 1, 0.85)
    return close[0] if close else ""


def _guess(tag: str) -> dict[str, str]:
    close = difflib.get_close_matches(tag[: _LONGEST_WORD + 1], TAGS, 1, 0.75)
    if not close:
        return {"guess": "", "guess_zh": ""}
    return {"guess": f"Did you mean <{close[0]}>?", "guess_zh": f"是否应为 <{close[0]}>？"}


def _spot(element: etree._Element) -> Spot:
    return Spot(attribute(element, "id"), line(element), attribute(element, "name"))


def _near(element: etree._Element) -> Spot:
    """Return the element, or the nearest one around it that has an id."""
    place: etree._Element | None = element
    while place is not None and not attribute(place, "id"):
        place = place.getparent()
    return Spot("", line(element)) if place is None else _spot(place)
