"""The documentation says what the code does: links, commands, settings, properties, examples."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from engine.access.rules import ROLES
from engine.kernel.settings import PREFIX, Settings
from engine.simulation.answer import simulate
from engine.simulation.documents import judge
from web.cli import COMMANDS

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
EXAMPLE = DOCS / "example"
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md"), *ROOT.glob("bpmn/*/README.md")]
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
READ_PROPERTY = re.compile(r"""properties(?:\.get\(|\[)"(\w+)"|_property\(\w+, \w+, "(\w+)"\)""")
PACKAGES = ("engine", "bpmn", "forms", "notifications", "web")
# Custom properties of form-js components, which are another thing.
NO_PROPERTIES_OF_DIAGRAMS = frozenset({"titleEn"})


def _text(*names: str) -> str:
    return "\n".join((ROOT / name).read_text("utf-8") for name in names)


def _links() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for target in LINK.findall(page.read_text("utf-8")):
            if "://" not in target:
                yield str(page.relative_to(ROOT)), target


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def _sources() -> str:
    files = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return "\n".join(path.read_text("utf-8") for path in files if "node_modules" not in path.parts)


def _documented_properties() -> set[str]:
    modelling = _text("docs/modelling.md").partition("## Our properties")[2].partition("\n## ")[0]
    rows = [line.split("|")[2] for line in modelling.splitlines() if line.startswith("| ")]
    rows += [
        line.split("|")[1]
        for line in _text("docs/deadlines.md").partition("## How time")[0].splitlines()
        if line.startswith("| `")
    ]
    return set(re.findall(r"`(\w+)`", "\n".join(rows)))


def _blocks(language: str) -> list[tuple[str, str]]:
    found = re.compile(rf"```{language}\n(.*?)```", re.DOTALL)
    return [
        (page.name, block) for page in PAGES for block in found.findall(page.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("page", "target"), sorted(set(_links())))
def test_a_link_leads_somewhere(page, target):
    file, _, anchor = target.partition("#")
    there = ((ROOT / page).parent / file).resolve() if file else ROOT / page

    assert there.exists()
    assert not anchor or anchor in _anchors(there)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_is_documented(command):
    assert re.search(rf"`{command}[ `]", _text("docs/commands.md"))


def test_documented_commands_exist():
    named = {
        word
        for _, block in _blocks("")
        for word in re.findall(r"^(?:\$ )?gridflow ([a-z][\w-]*)", block, re.MULTILINE)
    }

    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_a_setting_is_documented(setting):
    assert f"`{PREFIX}{setting.upper()}`" in _text("README.md")


def test_documented_settings_exist():
    known = {field.name.upper() for field in fields(Settings)} | {"CONFIG", "ADMIN_PASSWORD"}
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    known |= set(re.findall(rf'environ\.get\("{PREFIX}(TEST_[A-Z]+)"', sources))

    named = set(re.findall(rf"{PREFIX}([A-Z_]*[A-Z])", _text(*map(str, PAGES))))

    assert named <= known


def test_make_targets_of_the_readme_exist():
    makefile = _text("Makefile")

    named = set(re.findall(r"\bmake ([a-z]+) +#", _text("README.md")))

    assert {"run", "test", "check", "bench"} <= named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_documented_properties_are_read_by_the_code():
    sources = _sources()

    unread = {name for name in _documented_properties() if f'"{name}"' not in sources}

    assert not unread


def test_properties_the_code_reads_are_documented():
    read = {name for pair in READ_PROPERTY.findall(_sources()) for name in pair if name}

    told = set(re.findall(r"`(\w+)`", _text(*(str(page) for page in DOCS.glob("*.md")))))
    assert read - NO_PROPERTIES_OF_DIAGRAMS - told == set()


def test_every_role_is_in_the_glossary():
    glossary = _text("docs/glossary.md")

    assert [code for code in ROLES if f"| `{code}` |" not in glossary] == []


@pytest.mark.parametrize(("page", "block"), _blocks("json"))
def test_json_in_the_documentation_is_json(page, block):
    json.loads(block)


def test_the_example_is_clean_and_runs_as_documented():
    documents = (path for path in EXAMPLE.iterdir() if path.suffix in (".bpmn", ".dmn", ".form"))
    files = {path.name: path.read_bytes() for path in documents}

    reports = judge(files)
    answer = simulate(files, (EXAMPLE / "loan_of_a_week.json").read_bytes(), "en")

    told = next(block for page, block in _blocks("json") if '"trace"' in block)
    assert {one.severity for report in reports for one in report.problems} <= {"info"}
    assert answer["result"] == "completed"
    assert answer["variables"] == json.loads(told)["variables"]
    assert answer["trace"][0] == json.loads(told)["trace"][0]


def test_no_page_is_left_alone():
    linked = {
        ((ROOT / page).parent / target.partition("#")[0]).resolve() for page, target in _links()
    }

    alone = {page.name for page in PAGES if page.parent.name != "decisions"} - {
        path.name for path in linked
    }

    assert alone <= {"README.md"}
