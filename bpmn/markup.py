"""Small readings of BPMN markup that every part of the reader shares."""

import re

from lxml import etree

from bpmn.elements import Expression, Unknown

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
_PREFIXED = re.compile(r"[^\W\d][\w.\-]*:([^\W\d][\w.\-]*)")


def local(element: etree._Element) -> str:
    """Return the tag without its namespace."""
    tag = str(element.tag)
    return tag[tag.rfind("}") + 1 :]


def namespace(element: etree._Element) -> str:
    """Return the namespace of the tag, empty when it has none."""
    tag = str(element.tag)
    return tag[1 : tag.index("}")] if tag.startswith("{") else ""


def is_bpmn(element: etree._Element) -> bool:
    """Say whether the element belongs to the standard."""
    return str(element.tag).startswith("{" + BPMN + "}")


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """Return the child elements of the standard with one of the names."""
    return [child for child in element if is_bpmn(child) and local(child) in names]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of the standard with that name."""
    return element.find("{" + BPMN + "}" + name)


def line(element: etree._Element) -> int:
    """Return the line the element starts at."""
    return int(element.sourceline or 0)


def content(element: etree._Element | None) -> str:
    """Return the text of the element without the blanks around it."""
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute without the blanks around it, empty when missing."""
    return (element.get(name) or "").strip()


def flag(element: etree._Element, name: str, default: bool = False) -> bool:
    """Return a truth attribute of XML Schema."""
    value = maybe_flag(element, name)
    return default if value is None else value


def maybe_flag(element: etree._Element, name: str) -> bool | None:
    """Return a truth attribute, None when missing or no truth value."""
    value = attribute(element, name)
    if value in ("true", "1"):
        return True
    return False if value in ("false", "0") else None


def unprefixed(value: str) -> str:
    """Return the local part of a qualified name; anything else stays as it is."""
    match = _PREFIXED.fullmatch(value)
    return match.group(1) if match else value


def reference(element: etree._Element, name: str) -> str | None:
    """Return the id an attribute points to, None when the attribute is missing."""
    value = element.get(name) if name else None
    return None if value is None else unprefixed(value.strip())


def references(element: etree._Element, name: str) -> tuple[str, ...]:
    """Return the ids that child elements of that name hold as text."""
    return tuple(unprefixed(content(found)) for found in children(element, name))


def child_reference(element: etree._Element, name: str) -> str | None:
    """Return the id the first child element of that name holds as text."""
    found = child(element, name)
    return None if found is None else unprefixed(content(found))


def expression(element: etree._Element | None) -> Expression | None:
    """Return the expression an element holds."""
    if element is None:
        return None
    language = attribute(element, "language") or None
    return Expression(text=content(element), language=language, line=line(element))


def child_expression(element: etree._Element, name: str) -> Expression | None:
    """Return the expression of the first child of that name."""
    return expression(child(element, name))


def unknown(element: etree._Element) -> Unknown:
    """Return the record of an element that is kept but not modelled."""
    parent = element.getparent()
    return Unknown(
        tag=local(element),
        namespace=namespace(element),
        id=attribute(element, "id"),
        line=line(element),
        parent_id="" if parent is None else attribute(parent, "id"),
    )
