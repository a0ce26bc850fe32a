"""`gridflow user | unit`: accounts, roles and units from the terminal of the server."""

import argparse
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from engine.access import accounts, grants
from engine.access import service as access
from engine.db import UnitOfWork
from engine.kernel.actor import SYSTEM
from engine.kernel.clock import COMPANY_ZONE
from engine.kernel.errors import NotFound
from engine.kernel.settings import load_settings
from engine.staff import queries, service
from engine.staff.model import ACTIVE, DISABLED, OrgUnit, User
from engine.staff.rules import LANGUAGES, REGIONS, UnitType
from web.cli_setup import ask_for_administrator, asked_password
from web.parts import connect

Action = Callable[[UnitOfWork, argparse.Namespace], str]


def run(name: str, arguments: Sequence[str]) -> int:
    """Do what is asked with an account or a unit."""
    options = (_user_parser() if name == "user" else _unit_parser()).parse_args(arguments)
    parts = connect(load_settings())
    if options.action == "create-admin":
        ask_for_administrator(parts)
        return 0
    act: Action = ACTIONS[name, options.action]
    with parts.database.unit_of_work(parts.clock) as uow:
        said = act(uow, options)
    print(said)
    return 0


def _user_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("gridflow user")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("create-admin", help="create the first administrator")
    add = actions.add_parser("add", help="make an account with a temporary password")
    add.add_argument("username")
    add.add_argument("--name", required=True)
    add.add_argument("--unit", required=True, metavar="CODE")
    for more in ("--name-en", "--phone", "--email"):
        add.add_argument(more, default="")
    add.add_argument("--language", choices=LANGUAGES, default="zh")
    for action, text in (
        ("set-password", "set the password of an account"),
        ("temporary-password", "give an account a password to be changed at the next sign-in"),
        ("disable", "let nobody sign in with an account"),
        ("enable", "let its owner sign in again"),
        ("unlock", "forget failed attempts to sign in"),
        ("roles", "list the roles of an account"),
    ):
        actions.add_parser(action, help=text).add_argument("username")
    for action, text in (("grant", "grant a role at a unit"), ("revoke", "take a role away")):
        one = actions.add_parser(action, help=text)
        for field in ("username", "role", "unit"):
            one.add_argument(field)
        if action == "grant":
            one.add_argument("--from", dest="begin", type=date.fromisoformat, metavar="DAY")
            one.add_argument("--to", dest="end", type=date.fromisoformat, metavar="LAST-DAY")
    return _with_language(parser)


def _unit_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("gridflow unit")
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="add a unit below another one")
    add.add_argument("code")
    add.add_argument("--name", required=True)
    add.add_argument("--type", required=True, choices=[one.value for one in UnitType])
    add.add_argument("--parent", required=True, metavar="CODE")
    add.add_argument("--name-en", default="")
    add.add_argument("--region", choices=REGIONS, default=REGIONS[0])
    actions.add_parser("list", help="list all units")
    return _with_language(parser)


def _with_language(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--lang", choices=("zh", "en"), help="the language problems are said in")
    return parser


def _add_user(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    new = service.NewUser(
        asked.username, asked.name, _unit(uow, asked.unit).id, asked.name_en, asked.phone,
        asked.email, asked.language,
    )  # fmt: skip
    user = service.create_user(uow, SYSTEM, new)
    password = accounts.give_temporary_password(uow, SYSTEM, user.id)
    return f"{user.username} can sign in with {password} and has to change it then."


def _set_password(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    access.set_password(uow, SYSTEM, _user(uow, asked.username).id, asked_password())
    return f"The password of {asked.username} is set; open sessions were ended."


def _temporary_password(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    password = accounts.give_temporary_password(uow, SYSTEM, _user(uow, asked.username).id)
    return f"{asked.username} can sign in with {password} and has to change it then."


def _disable(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    user = _user(uow, asked.username)
    service.set_status(uow, SYSTEM, user.id, DISABLED)
    access.end_sessions_of(uow, SYSTEM, user.id, "disabled")
    return f"{user.username} is disabled; open sessions were ended."


def _enable(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    service.set_status(uow, SYSTEM, _user(uow, asked.username).id, ACTIVE)
    return f"{asked.username} is enabled."


def _unlock(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    accounts.unlock_account(uow, SYSTEM, _user(uow, asked.username).id)
    return f"{asked.username} may try to sign in again."


def _roles(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    held = queries.grants_of(uow.session, _user(uow, asked.username).id)
    return "\n".join(f"{one.role_code}@{one.org_id}" for one in held) or "no roles"


def _grant(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    new = grants.NewGrant(
        _user(uow, asked.username).id,
        asked.role,
        _unit(uow, asked.unit).id,
        _midnight(asked.begin),
        # The last day itself still counts.
        _midnight(asked.end + timedelta(days=1)) if asked.end else None,
    )
    grants.grant(uow, SYSTEM, new)
    return f"{asked.username} holds {asked.role} at {asked.unit}."


def _revoke(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    user, unit = _user(uow, asked.username), _unit(uow, asked.unit)
    held = {(one.role_code, one.org_id) for one in queries.grants_of(uow.session, user.id)}
    if (asked.role, unit.id) not in held:
        raise NotFound("grant", f"{asked.role}@{unit.code}")
    service.revoke_role(uow, SYSTEM, user.id, asked.role, unit.id)
    return f"{asked.username} no longer holds {asked.role} at {asked.unit}."


def _add_unit(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    parent = _unit(uow, asked.parent).id
    new = service.NewUnit(
        asked.code, asked.name, asked.type, parent, asked.name_en, region=asked.region
    )
    service.create_unit(uow, SYSTEM, new)
    return f"{asked.code} {asked.name} is added."


def _list_units(uow: UnitOfWork, asked: argparse.Namespace) -> str:
    units = queries.all_units(uow.session)
    return "\n".join(
        f"{'  ' * (one.path.count('/') - 2)}{one.code} {one.name} ({one.type})" for one in units
    )


ACTIONS: dict[tuple[str, str], Action] = {
    ("user", "add"): _add_user,
    ("user", "set-password"): _set_password,
    ("user", "temporary-password"): _temporary_password,
    ("user", "disable"): _disable,
    ("user", "enable"): _enable,
    ("user", "unlock"): _unlock,
    ("user", "roles"): _roles,
    ("user", "grant"): _grant,
    ("user", "revoke"): _revoke,
    ("unit", "add"): _add_unit,
    ("unit", "list"): _list_units,
}


def _user(uow: UnitOfWork, username: str) -> User:
    found = queries.user_by_username(uow.session, username)
    if found is None:
        raise NotFound("account", username)
    return found


def _unit(uow: UnitOfWork, code: str) -> OrgUnit:
    found = queries.unit_by_code(uow.session, code)
    if found is None:
        raise NotFound("unit", code)
    return found


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), COMPANY_ZONE) if day else None
