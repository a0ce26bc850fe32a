"""Every incident can be told in both languages."""

import pytest

from engine.workflow import IncidentRecord, incident_text
from engine.workflow.texts import _TEXTS


@pytest.mark.parametrize("code", [*_TEXTS, "something-new"])
def test_an_incident_names_its_element(code: str) -> None:
    facts = {name: "F" for name in ("process", "decision", "limit", "expression", "kind", "key")}
    facts["error_code"] = "F"
    record = IncidentRecord("A", code, "why", name="Check", facts=facts)

    text = incident_text(record)

    assert "{" not in text.zh + text.en
    assert "Check" in text.en or code == "limit-state-size"
