"""Finding one's way in the XML of a DMN file."""

from collections.abc import Iterator

from lxml import etree

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20151101/DMN",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
_CAMUNDA = "{http://camunda.org/schema/1.0/dmn}"


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(etree.QName(element).localname)


def is_dmn(element: etree._Element) -> bool:
    """Tell whether an element belongs to a version of DMN."""
    return etree.QName(element).namespace in NAMESPACES


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the DMN children with a name."""
    for child in element:
        if isinstance(child.tag, str) and is_dmn(child) and local(child) == name:
            yield child


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first DMN child with a name."""
    return next(children(element, name), None)


def line(element: etree._Element) -> int:
    """Return the line an element begins at."""
    return int(element.sourceline or 1)


def attribute(element: etree._Element, name: str) -> str:
    """Return an attribute without spaces around it, empty if it is not there."""
    return str(element.get(name) or "").strip()


def camunda(element: etree._Element, name: str) -> str:
    """Return an attribute of Camunda's namespace, empty if it is not there."""
    return str(element.get(_CAMUNDA + name) or "").strip()


def text_of(element: etree._Element | None) -> str:
    """Return what stands in the element's text child, empty if nothing does."""
    found = None if element is None else child(element, "text")
    return "" if found is None else "".join(found.itertext())


def text_line(element: etree._Element) -> int:
    """Return the line the element's text begins at."""
    found = child(element, "text")
    return line(element if found is None else found)
