"""Which candidates the delivered diagrams ask for."""

import re
from pathlib import Path

DIAGRAMS = Path(__file__).parent.parent / "bpmn"


def candidate_groups() -> list[str]:
    """Return every `ROLE@SCOPE` the delivered diagrams and decisions name."""
    found: set[str] = set()
    for file in DIAGRAMS.glob("*/*.*"):
        if file.suffix in {".bpmn", ".dmn"}:
            text = file.read_text("utf-8")
            found |= set(re.findall(r"\b[A-Z][A-Z_]+@(?:station|county|city|province|group)", text))
    return sorted(found)
