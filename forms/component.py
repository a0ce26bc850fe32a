"""The parts of a form, with their expressions parsed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.kernel.feel import Expression
from engine.kernel.feel.regex import Regex

TEXTS = frozenset({"textfield", "textarea"})
ONE_OF = frozenset({"radio", "select"})
SOME_OF = frozenset({"checklist", "taglist"})
INPUTS = TEXTS | ONE_OF | SOME_OF | {"number", "datetime", "checkbox", "filepicker", "expression"}
CONTAINERS = frozenset({"group", "dynamiclist"})
SHOWN = frozenset(
    {"text", "html", "image", "table", "spacer", "separator", "button", "iframe"}
    | {"documentPreview"}
)
TYPES = INPUTS | CONTAINERS | SHOWN

Setting = Expression | bool | int | float | None
"""A setting that is written down, or worked out from the data by FEEL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A field, a container of fields, or something that is only shown.

    ``path`` leads from the container's data to the component's own value.
    """

    type: str
    id: str
    path: tuple[str, ...]
    place: str
    label: str
    label_en: str
    raw: Mapping[str, Any]
    hide: Expression | None = None
    readonly: Setting = None
    disabled: Setting = None
    limits: Mapping[str, Setting] = field(default_factory=dict)
    pattern: Regex | None = None
    expression: Expression | None = None
    options: Expression | None = None
    names: frozenset[str] = frozenset()
    children: tuple["Component", ...] = ()

    @property
    def is_input(self) -> bool:
        """Tell whether people (or an expression) give it a value."""
        return self.type in INPUTS

    @property
    def is_list(self) -> bool:
        """Tell whether it repeats its children for each row of a list."""
        return self.type == "dynamiclist"

    @property
    def key(self) -> str:
        """The path as it is written in the schema."""
        return ".".join(self.path)

    def title(self, lang: str) -> str:
        """Return the label in a language, the key if it has none."""
        english = lang.lower().startswith("en")
        return (self.label_en if english and self.label_en else self.label) or self.key

    def walk(self) -> Iterator["Component"]:
        """Yield this component and all inside it."""
        yield self
        for child in self.children:
            yield from child.walk()
