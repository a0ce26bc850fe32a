"""Whoever follows every link of every page meets no dead end, no wide page, no complaint."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.browser.hands import assign

pytestmark = pytest.mark.browser

LINKS = "[...document.querySelectorAll('a[href], [data-href]')].map(a => a.dataset.href ?? a.href)"
# What is handed over as a file opens no page.
FILES = re.compile(r"\.(pdf|csv|json)$|/(export|diagram)$|/definitions/[^/]+/(bpmn|form|dmn)/")


def kind_of(path: str) -> str:
    """Return which page an address leads to, whatever case or person it shows."""
    return re.sub(r"[0-9a-f]{32}|\b\d{4,}\b|(?<=/start/)\w+", "…", path)


def walk(page: Page, address: str) -> Iterator[str]:
    """Open one page of each kind that links lead to; yield what is wrong."""
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(path)
        if answer is None or answer.status >= 400:
            yield f"{path}: {answer and answer.status}"
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{path}: wider than the screen"
        for link in page.evaluate(LINKS):
            target = link.removeprefix(address).split("?")[0].split("#")[0]
            kind = kind_of(target)
            if target.startswith("/") and kind not in known and not FILES.search(target):
                known.add(kind)
                waiting.append(target)


def test_every_link_of_a_clerk_leads_to_a_page_that_fits_the_phone(visit, parts, address):
    assign(parts, "供人查看的任务", owner="wang")

    wrong = list(walk(visit("wang", PHONE), address))

    assert wrong == []
