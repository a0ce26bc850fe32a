"""An application over an empty database with a small company in it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.access.service import Passwords, open_session, set_password
from engine.bootstrap import Container
from engine.db import Database
from engine.deadlines.service import load_seed
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import FixedClock
from engine.kernel.settings import Settings
from engine.staff.queries import user_by_username
from tests.companies import employ, found_company
from tests.founding import founded
from tests.serving import serve

PASSWORD = "correct-horse-battery"
CHEAP = Passwords(time_cost=1, memory_kib=8)
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
PEOPLE = {
    "wang": "CASHIER",
    "li": "SURVEYOR",
    "ana": "BPM_ANALYST",
    "boss": "TEAM_LEAD",
    "zhao": "CASHIER",
}
ELSEWHERE = {"zhao": "2001012"}


class Visitor:
    """Somebody with a browser, who sends the token of the page he sees."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def token(self) -> str:
        return self.client.get("/account/token").json["token"]

    def get(self, path: str, **more):
        return self.client.get(path, **more)

    def post(self, path: str, data=None, **more):
        fields = {"csrf_token": self.token(), **(data or {})}
        return self.client.post(path, data=fields, **more)

    def send(self, path: str, body: object):
        return self.client.post(path, json=body, headers={"X-CSRFToken": self.token()})

    def sign_in(self, username: str, password: str = PASSWORD):
        return self.post("/account/sign-in", {"username": username, "password": password})


@pytest.fixture
def app(database: Database, clock: FixedClock, tmp_path: Path) -> Flask:
    founded(database, clock, "station", lambda: _people(database, clock))
    settings = Settings(data_dir=str(tmp_path), secret_key="s" * 40)
    return serve(Container(settings, clock, database))


def _people(database: Database, clock: FixedClock) -> None:
    with database.unit_of_work(clock) as uow:
        found_company(uow)
        load_seed(uow)
        for name, role in PEOPLE.items():
            unit = ELSEWHERE.get(name, "2001011")
            set_password(uow, SYSTEM, employ(uow, name, unit, role), PASSWORD, CHEAP)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def signed_in(app: Flask, database: Database, clock: FixedClock) -> Callable[[str], Visitor]:
    """Return what opens a browser for somebody who has signed in already."""

    def visit(username: str) -> Visitor:
        client = app.test_client()
        with database.unit_of_work(clock) as uow:
            user = user_by_username(uow.session, username)
            secret = open_session(uow, user.id, "", "")
        with client.session_transaction() as session:
            session["secret"] = secret
        return Visitor(client)

    return visit


@pytest.fixture
def employed(database: Database, clock: FixedClock) -> Callable[..., str]:
    """Return what employs somebody more at the station, and gives his id."""

    def hire(name: str, role: str) -> str:
        with database.unit_of_work(clock) as uow:
            return employ(uow, name, "2001011", role)

    return hire
