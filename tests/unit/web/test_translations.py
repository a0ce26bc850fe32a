"""Every text of the interface exists in Chinese, with the same places for facts."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import web
from web.translations import CATALOGUE, HERE, load_catalogue

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACE = re.compile(r"%\(\w+\)\w")


def texts_in_use() -> list[str]:
    found = extract_from_dir(
        str(Path(web.__file__).parent),
        method_map=METHODS,
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name not in {"node_modules", "static"},
    )
    messages = [message for _file, _line, message, _comments, _context in found]
    return sorted({text if isinstance(text, str) else text[0] for text in messages})


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    with (HERE / "zh" / CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale="zh")
    first = [(m.id, m.string) for m in catalogue if m.id]
    return {
        key if isinstance(key, str) else key[0]: text if isinstance(text, str) else text[0]
        for key, text in first
    }


def test_every_text_is_there_in_chinese(chinese):
    missing = [text for text in texts_in_use() if not chinese.get(text)]

    assert missing == []


def test_no_chinese_text_is_left_over(chinese):
    left_over = set(chinese) - set(texts_in_use())

    assert left_over == set()


def test_a_translation_names_the_same_facts(chinese):
    differing = {
        text: said
        for text, said in chinese.items()
        if set(PLACE.findall(text)) - {"%(num)d"} != set(PLACE.findall(said)) - {"%(num)d"}
    }

    assert differing == {}


def test_the_catalogue_is_read_without_being_compiled():
    assert load_catalogue("zh").gettext("Inbox") == "待办"


def test_english_is_what_the_sources_say():
    assert load_catalogue("en").gettext("Inbox") == "Inbox"
