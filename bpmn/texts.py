"""A sentence for people in both languages of the house."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the sentence in the language asked for, Chinese unless English is meant."""
        return self.en if lang.lower().startswith("en") else self.zh

    def filled(self, facts: Mapping[str, object]) -> "Text":
        """Return the sentence with its named places filled in."""
        return Text(_fill(self.zh, facts), _fill(self.en, facts))


def _fill(template: str, facts: Mapping[str, object]) -> str:
    # str.format would trip over the braces of ${…} that people write in their diagrams.
    for name, value in facts.items():
        template = template.replace("{" + name + "}", str(value))
    return template
