"""What the text of a mapping parameter means."""

from typing import Any

import pytest

from tests.integration.workflow.case import Case

MAPPED = """
process P
  start s -> A
  raw <bpmn:userTask id="A"><bpmn:extensionElements><camunda:inputOutput>
  raw <camunda:inputParameter name="x">{text}</camunda:inputParameter>
  raw </camunda:inputOutput></bpmn:extensionElements></bpmn:userTask>
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("amount", 5), ("= amount + 1", 6), ("${amount + 1}", 6), ("amount * 2", 10),
        ("order.id", "A-1"), ("true", True), ("null", None), ("12", 12), ('"quoted"', "quoted"),
        ("hello", "hello"), ("hello world", "hello world"), ("www.example.com", "www.example.com"),
        ("https://example.com/a", "https://example.com/a"), ("2026-01-01", "2026-01-01"),
        ("PT1H", "PT1H"), ("${amount} kW for ${order.id}", "5 kW for A-1"), ("", ""),
    ],
)  # fmt: skip
def test_a_parameter_is_feel_or_plain_text(text: str, value: Any) -> None:
    case = Case(MAPPED.format(text=text)).start(amount=5, order={"id": "A-1"})

    assert case.task("A").variables == {"x": value}
