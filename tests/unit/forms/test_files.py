"""Files in the data of a form: where they stand and where they go."""

import pytest

from forms.files import FilesAt, files_in, place_in, put, without_files
from forms.schema import Form
from tests.unit.forms.making import make

PICKER = {"type": "filepicker", "key": "proof"}
NAME = {"type": "textfield", "key": "name"}
ROWS = {"type": "dynamiclist", "path": "rows", "label": "清单", "components": [NAME, PICKER]}
GROUP = {"type": "group", "path": "part", "components": [PICKER, ROWS]}
DATA = {
    "proof": ["a"],
    "part": {"proof": ["b"], "rows": [{"name": "x"}, {"name": "y", "proof": ["c", "d"]}]},
}
PLACE = ("part", "rows", 1, "proof")


@pytest.fixture
def papers() -> Form:
    """Return a form with fields for files at its top, in a group, and in a list in that."""
    return make(PICKER, GROUP)


def test_files_are_found_at_every_depth(papers: Form) -> None:
    assert list(files_in(papers.components, DATA, "zh")) == [
        FilesAt(("proof",), "", ("a",)),
        FilesAt(("part", "proof"), "", ("b",)),
        FilesAt(PLACE, "清单 2", ("c", "d")),
    ]


def test_data_without_files_keeps_all_else(papers: Form) -> None:
    plain = without_files(papers.components, DATA)

    assert plain == {"part": {"rows": [{"name": "x"}, {"name": "y"}]}}
    assert DATA["proof"] == ["a"]


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([{"name": "y"}, {"name": "x"}], 0),
        ([{"name": "x"}, {"name": "y", "note": None}], 1),
        ([{"name": "x"}, {"name": "changed"}], 1),
        ([{"name": "new"}, {"name": "x"}, {"name": "y"}], 2),
        ([{"name": "x"}], None),
        ([], None),
        ("no list", None),
        ([1, 2], None),
    ],
)
def test_the_files_of_a_row_go_where_the_row_went(rows: object, number: int | None) -> None:
    old = {"part": {"rows": [{"name": "x"}, {"name": "y"}]}}

    found = place_in({"part": {"rows": rows}}, PLACE, old)

    assert found == (None if number is None else ("part", "rows", number, "proof"))


@pytest.mark.parametrize("data", [{}, {"part": None}, {"part": {"proof": ["z"]}}])
def test_files_join_those_there(data: dict) -> None:
    there = (data.get("part") or {}).get("proof", [])

    put(data, ("part", "proof"), ["c"])

    assert data["part"]["proof"] == [*there, "c"]
