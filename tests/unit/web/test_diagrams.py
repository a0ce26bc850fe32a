"""Diagrams speak the reader's language."""

from importlib.resources import files

from bpmn.reader import read
from web.diagrams import in_english

DIAGRAM = (files("bpmn") / "task_assignment" / "task_assignment.bpmn").read_bytes()


def test_elements_bear_their_english_names():
    process = read(in_english(DIAGRAM), "shown.bpmn").processes[0]

    wanted = {
        node.id: node.extensions.properties["nameEn"]
        for node in process.walk_nodes()
        if "nameEn" in node.extensions.properties
    }
    assert {node.id: node.name for node in process.walk_nodes() if node.id in wanted} == wanted


def test_a_pool_bears_the_name_of_its_process():
    shown = in_english(DIAGRAM).decode()

    assert 'name="任务分配跟踪"' not in shown


def test_nothing_but_names_is_changed():
    before, after = read(DIAGRAM, "a").processes[0], read(in_english(DIAGRAM), "b").processes[0]

    assert [node.id for node in before.walk_nodes()] == [node.id for node in after.walk_nodes()]
