"""A running server with the delivered processes, and Chromium to look at it."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import Browser, Page, sync_playwright

from engine.access.service import Passwords, set_password
from engine.bootstrap import Container, install, register
from engine.db import Base, Database
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import SystemClock
from engine.kernel.settings import Settings
from engine.staff.queries import user_by_username
from engine.staff.service import change_user
from tests.companies import employ, found_company
from tests.integration.approvals.bureau import Bureau
from web.app import create_app

PASSWORD = "correct-horse-battery"
CHEAP = Passwords(time_cost=1, memory_kib=8)
CHROMIUM = os.environ.get("GRIDFLOW_TEST_CHROMIUM", "/usr/bin/chromium")
PEOPLE = {
    "wang": ("BUSINESS_CLERK", "TEAM_LEAD"),
    "li": ("SURVEYOR",),
    "mary": ("TEAM_LEAD",),
    "ana": ("BPM_ANALYST", "PROCESS_ADMIN", "BUSINESS_CLERK"),
    "anne": ("BPM_ANALYST", "PROCESS_ADMIN", "BUSINESS_CLERK"),
}
ENGLISH = ("anne",)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    folder: Path = tmp_path_factory.mktemp("browser")
    settings = Settings(data_dir=str(folder), secret_key="s" * 40)
    register()
    database = Database(f"sqlite:///{folder}/gridflow.db")
    container = Container(settings, SystemClock(), database)
    Base.metadata.create_all(database.engine)
    with database.unit_of_work(container.clock) as uow:
        found_company(uow)
        for name, roles in PEOPLE.items():
            user_id = employ(uow, name, "2001011", *roles)
            set_password(uow, SYSTEM, user_id, PASSWORD, CHEAP)
            if name in ENGLISH:
                change_user(uow, SYSTEM, user_id, {"language": "en"})
    install(container)
    yield container
    database.dispose()


@pytest.fixture
def office(parts: Container) -> Bureau:
    """Return what deploys diagrams and acts past the browser, with the people of this company."""
    with parts.database.reading(parts.clock) as uow:
        people = {name: user_by_username(uow.session, name).id for name in PEOPLE}
    return Bureau(parts.database, parts.clock, people)


@pytest.fixture(scope="session")
def address(parts: Container) -> Iterator[str]:
    server = waitress.create_server(create_app(parts), host="127.0.0.1", port=0, threads=6)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Return what opens a browser for somebody who is signed in; complaints fail the test."""
    contexts = []
    complaints: list[str] = []

    def open_page(username: str, size: dict[str, int] = DESK) -> Page:
        context = chromium.new_context(
            base_url=address, locale="zh-CN", viewport=size, timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: _keep(complaints, line))
        page.goto("/account/sign-in")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.click(".signin-form .btn-lg")
        page.wait_for_url(f"{address}/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _keep(complaints: list[str], line) -> None:
    # A refused request is what some tests are about; the browser mentions each in its console.
    if line.type in {"error", "warning"} and "Failed to load resource" not in line.text:
        complaints.append(line.text)
