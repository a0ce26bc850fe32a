"""Data objects, data stores and associations (BPMN 2.0.2 §10.4)."""

from tests.acceptance.conformance.play import do, play

DRAWN = """
process P
  raw <bpmn:dataObject id="obj"/>
  raw <bpmn:dataObjectReference id="ref" name="order" dataObjectRef="obj"/>
  start s -> A
  user A -> B
  user B -> e
  end e
"""


def test_a_drawn_data_object_does_not_disturb() -> None:
    played = play(DRAWN, do("A", order=1), "B")

    assert (played.result, played.variables["order"]) == ("completed", 1)


def test_a_text_annotation_does_not_disturb() -> None:
    sketch = DRAWN.replace(
        '  raw <bpmn:dataObject id="obj"/>\n',
        '  raw <bpmn:textAnnotation id="note"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>\n'
        '  raw <bpmn:dataObject id="obj"/>\n',
    )

    assert play(sketch, "A", "B").result == "completed"


def test_a_data_store_is_refused_or_ignored_never_a_crash() -> None:
    sketch = 'raw <bpmn:dataStore id="st" name="st"/>\n' + (
        "process P\n"
        '  raw <bpmn:dataStoreReference id="sr" name="st" dataStoreRef="st"/>\n'
        "  start s -> A\n  user A -> e\n  end e"
    )
    from tests.acceptance.conformance.play import play_files
    from tests.acceptance.conformance.sketch import bpmn

    played = play_files({"p.bpmn": bpmn(sketch)}, "P", "A")

    assert played.result in ("completed", "refused")
    assert played.answer["problems"]
