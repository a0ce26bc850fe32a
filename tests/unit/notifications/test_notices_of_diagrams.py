"""Every text a delivered diagram asks for exists."""

import re
from pathlib import Path

from notifications.render import known_templates

DIAGRAMS = Path(__file__).parents[3] / "bpmn"
EVENT = re.compile(r'inputParameter name="event">="([\w.]+)"<')
NOTIFY = re.compile(r'camunda:property name="notify" value="([\w.]+)"')


def test_every_text_a_delivered_diagram_asks_for_exists():
    diagrams = [path.read_text("utf-8") for path in DIAGRAMS.glob("*/*.bpmn")]

    asked = {
        name for text in diagrams for pattern in (EVENT, NOTIFY) for name in pattern.findall(text)
    }

    assert asked
    assert asked <= known_templates()
