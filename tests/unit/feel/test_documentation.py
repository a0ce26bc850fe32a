import re
from pathlib import Path

import pytest

from engine.kernel.feel import parse
from engine.kernel.feel.functions import BUILTINS

PAGE = (Path(__file__).parents[3] / "docs" / "expressions.md").read_text()
LISTED = re.split(r"[,*:]\s*", " ".join(PAGE.partition("## Functions")[2].split("\n\n")[1].split()))


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_every_function_is_documented(name):
    assert name in {word.strip(" -") for word in LISTED}


@pytest.mark.parametrize("text", re.findall(r"^\| `([^|`]+)` \|", PAGE, re.MULTILINE))
def test_what_the_page_shows_can_be_read(text):
    assert parse(text.replace("…", "x in xs satisfies x"))
