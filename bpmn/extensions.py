"""What other makers add to an element, kept raw and also as one camunda view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A `camunda:inputParameter` or `outputParameter`.

    `kind` is text, list, map or script; `items` holds (key, text) of lists and maps.
    """

    name: str
    text: str = ""
    kind: str = "text"
    items: tuple[tuple[str, str], ...] = ()
    script_format: str | None = None
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class InOut:
    """A `camunda:in` or `camunda:out` of a call activity or signal."""

    direction: str
    source: str | None = None
    source_expression: str | None = None
    target: str | None = None
    variables: str | None = None
    business_key: str | None = None
    local: bool = False
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class FormField:
    """A field of a form drawn inside the diagram (`camunda:formData`)."""

    id: str
    label: str = ""
    type: str = "string"
    default: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    constraints: tuple[tuple[str, str], ...] = ()
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A foreign attribute that is understood as a camunda one."""

    dialect: str
    source: str
    target: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Extensions:
    """Foreign attributes and elements of one element, raw and understood."""

    attributes: tuple[tuple[str, str, str], ...] = ()
    elements: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    camunda: Mapping[str, str] = field(default_factory=_nothing)
    properties: Mapping[str, str] = field(default_factory=_nothing)
    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()
    in_mappings: tuple[InOut, ...] = ()
    out_mappings: tuple[InOut, ...] = ()
    form_fields: tuple[FormField, ...] = ()
    listeners: tuple[str, ...] = ()
    mapped: tuple[Mapped, ...] = ()

    def __hash__(self) -> int:
        """Hash by the raw parts, since mappings have no hash."""
        return hash((self.attributes, self.elements))


EMPTY = Extensions()
