"""The shape of the code: layers, sizes, and what must never stand in it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "bpmn", "forms", "notifications", "web")
LONGEST_FILE = 300
# Written by a tool, one statement after the other.
GENERATED = ("engine/db/migrations/versions",)
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
ONE_DOOR = {"commit"}


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            name = str(file.relative_to(ROOT))
            if "node_modules" not in name and not name.startswith(GENERATED):
                yield file


FILES = list(_files())


def test_a_layer_imports_only_what_stands_below_it() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_no_file_is_longer_than_a_reader_likes() -> None:
    lengths = {str(f.relative_to(ROOT)): len(f.read_text("utf-8").splitlines()) for f in FILES}

    assert {name: count for name, count in lengths.items() if count > LONGEST_FILE} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_a_person_can_edit_is_run_as_python(package: str) -> None:
    calls = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in FILES
        if file.is_relative_to(ROOT / package)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FORBIDDEN_CALLS
    ]

    assert calls == []


def test_a_transaction_is_committed_at_one_place() -> None:
    places = {
        str(file.relative_to(ROOT))
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ONE_DOOR
    }

    assert places <= {"engine/db/database.py", "engine/db/unit_of_work.py", "engine/db/schema.py"}
