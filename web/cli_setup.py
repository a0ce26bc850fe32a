"""`gridflow migrate | demo | calendar`: set an installation up and keep it in order."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.access import service as access
from engine.bootstrap import Container, install
from engine.db.schema import migrate
from engine.deadlines import queries as deadlines
from engine.deadlines.rules.arrangements import read_arrangement
from engine.deadlines.rules.changes import DaysChange
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import Invalid
from engine.kernel.settings import load_settings
from engine.staff import queries as staff
from engine.timekeeping.service import change_at_once
from web.parts import connect

PASSWORD_VARIABLE = "GRIDFLOW_ADMIN_PASSWORD"


def run(name: str, arguments: Sequence[str]) -> int:
    """Run one of the commands of this module."""
    commands: dict[str, Callable[[Sequence[str]], int]] = {
        "migrate": _migrate,
        "demo": _demo,
        "calendar": _calendar,
    }
    return commands[name](arguments)


def prepare(parts: Container) -> list[str]:
    """Bring the tables up to date and load what every installation starts from."""
    migrate(parts.database)
    return install(parts)


def ask_for_administrator(parts: Container) -> None:
    """Create the first administrator of an empty installation, asking on the terminal."""
    with parts.database.reading(parts.clock) as uow:
        if staff.count_users(uow.session):
            return
    print("There is no account yet. Create the first administrator.")
    username = _asked("account name", "admin")
    company = _asked("name of the company", parts.settings.company_name)
    password = asked_password()
    with parts.database.unit_of_work(parts.clock) as uow:
        access.create_first_admin(uow, username, password, company)
    print(f"The administrator {username} can sign in now.")


def _migrate(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser("gridflow migrate").parse_args(arguments)
    parts = connect(load_settings(), check=False)
    made = prepare(parts)
    print("the database is up to date")
    for key in made:
        print(f"deployed {key}")
    return 0


def _demo(arguments: Sequence[str]) -> int:
    argparse.ArgumentParser("gridflow demo").parse_args(arguments)
    from engine.demo.service import load_demo

    parts = connect(load_settings(), check=False)
    prepare(parts)
    load_demo(parts, print)
    return 0


def _calendar(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("gridflow calendar")
    actions = parser.add_subparsers(dest="action", required=True)
    show = actions.add_parser("show", help="list the special days of a year")
    show.add_argument("year", type=int)
    load = actions.add_parser("import", help="import an official list (CSV, JSON, ICS)")
    load.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    parts = connect(load_settings())
    if options.action == "show":
        with parts.database.reading(parts.clock) as uow:
            for row in deadlines.days_of(uow.session, "", options.year):
                print(f"{row.day}  {row.type:<8} {row.source:<12} {row.name}")
        return 0
    with parts.database.unit_of_work(parts.clock) as uow:
        days = read_arrangement(options.file.read_text("utf-8"), options.file.name)
        change_at_once(uow, SYSTEM, DaysChange("", days), options.file.name)
    print(f"{len(days)} days imported; open due dates are worked out again")
    return 0


def _asked(what: str, default: str) -> str:
    if not sys.stdin.isatty():
        return default
    return input(f"{what} [{default}]: ").strip() or default


def asked_password() -> str:
    """Return a new password: the one of the environment, else one typed twice."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        text = f"no terminal to ask on; set {PASSWORD_VARIABLE}"
        chinese = f"没有可以询问的终端；请设置 {PASSWORD_VARIABLE}"
        problem = {"field": "password", "code": "required"}
        raise Invalid([{**problem, "message": chinese, "message_en": text}])
    first = getpass.getpass("password (at least 10 characters): ")
    if getpass.getpass("once more: ") != first:
        said = {"message": "两次输入的密码不一致。", "message_en": "The two passwords differ."}
        raise Invalid([{"field": "password", "code": "differs", **said}])
    return first
