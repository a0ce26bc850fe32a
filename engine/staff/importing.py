"""Units and people from a file: read, checked line by line, and only then taken over.

A file that is wrong anywhere changes nothing; each problem names its line and column.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import GridFlowError, Invalid
from engine.staff import posts, queries, service, units
from engine.staff.rules import LANGUAGES, REGIONS, UnitType

UNIT_COLUMNS = (
    "code", "name", "name_en", "short_name", "type", "parent", "region", "service_tel",
)  # fmt: skip
PEOPLE_COLUMNS = (
    "username", "name", "name_en", "unit", "post", "phone", "email", "language", "manager",
)  # fmt: skip
MOST_LINES = 5000
CREATE, CHANGE = "create", "change"


@dataclass(frozen=True)
class Line:
    """A line of the file: its number, what it would do, its values, what is wrong with it."""

    number: int
    action: str
    key: str
    name: str
    values: Mapping[str, str]
    problems: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Known:
    """What lines may refer to: codes of units and posts, names of accounts, also new ones."""

    units: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)


def read_text(content: bytes) -> str:
    """Return the text of an uploaded file: UTF-8, or what a Chinese Excel writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid([{"field": "file", "code": "not_text", "message": "neither UTF-8 nor GBK"}])


def read_units(text: str, known: Known) -> list[Line]:
    """Return the lines of a file of units; a unit may stand below one of an earlier line."""
    found = []
    for number, row in _rows(text, UNIT_COLUMNS):
        action = CHANGE if row["code"] in known.units else CREATE
        problems = [*_needed(row, "code", "name", "type"), *_too_long(row)]
        problems += _known(row, "type", set(UnitType)) + _known(row, "region", set(REGIONS))
        problems += _known(row, "parent", known.units)
        if row["code"] and not (row["code"].isalnum() and row["code"].isascii()):
            problems.append(_problem("code", "letters_and_digits"))
        if not row["parent"] and known.units and action == CREATE:
            problems.append(_problem("parent", "required"))
        known.units.add(row["code"])
        found.append(Line(number, action, row["code"], row["name"], row, tuple(problems)))
    return found


def read_people(text: str, known: Known) -> list[Line]:
    """Return the lines of a file of people; a manager may come from an earlier line."""
    found, seen = [], set()
    for number, row in _rows(text, PEOPLE_COLUMNS):
        row["username"] = row["username"].lower()
        key = row["username"]
        action = CHANGE if key in known.accounts else CREATE
        problems = [*_needed(row, "username", "name", "unit"), *_too_long(row)]
        problems += _known(row, "unit", known.units) + _known(row, "post", known.posts)
        problems += _known(row, "language", set(LANGUAGES))
        problems += _known({**row, "manager": row["manager"].lower()}, "manager", known.accounts)
        if row["email"] and row["email"].count("@") != 1:
            problems.append(_problem("email", "no_address"))
        if key in seen:
            problems.append(_problem("username", "twice"))
        seen.add(key)
        known.accounts.add(key)
        found.append(Line(number, action, key, row["name"], row, tuple(problems)))
    return found


def known_things(uow: UnitOfWork) -> Known:
    """Return what lines may refer to now."""
    return Known(
        {one.code for one in queries.all_units(uow.session)},
        {one.code for one in queries.all_posts(uow.session)},
        set(queries.all_usernames(uow.session)),
    )


def take_units(uow: UnitOfWork, actor: Actor, lines: Iterable[Line]) -> list[str]:
    """Create and change the units of lines without problems; return the codes."""
    return _take(lines, lambda line: _take_unit(uow, actor, line))


def take_people(uow: UnitOfWork, actor: Actor, lines: Iterable[Line]) -> list[str]:
    """Create and change the people of lines without problems; return the ids of new ones."""
    return [one for one in _take(lines, lambda line: _take_person(uow, actor, line)) if one]


def _take(lines: Iterable[Line], one: Callable[[Line], str]) -> list[str]:
    done = []
    for line in lines:
        try:
            done.append(one(line))
        except GridFlowError as error:
            # A line that passed the check and is refused now (no reach to the unit).
            problem = {"field": f"line {line.number}", "code": error.code, "line": line.number}
            raise Invalid([{**problem, "message": error.message}]) from error
    return done


def _take_unit(uow: UnitOfWork, actor: Actor, line: Line) -> str:
    row = line.values
    region = row["region"] or "URBAN"
    if line.action == CREATE:
        new = service.NewUnit(
            row["code"], row["name"], row["type"], row["parent"] or None,
            row["name_en"], row["short_name"], region, row["service_tel"],
        )  # fmt: skip
        service.create_unit(uow, actor, new)
        uow.session.flush()
        return line.key
    names = ("name", "name_en", "short_name", "type", "service_tel")
    units.change_unit(
        uow, actor, row["code"], {**{name: row[name] for name in names}, "region": region}
    )
    if row["parent"]:
        units.move_unit(uow, actor, row["code"], row["parent"])
    return line.key


def _take_person(uow: UnitOfWork, actor: Actor, line: Line) -> str:
    row = line.values
    manager = queries.user_by_username(uow.session, row["manager"]) if row["manager"] else None
    given = {name: row[name] for name in ("name", "name_en", "phone", "email")}
    given |= {"language": row["language"] or "zh", "manager_id": manager.id if manager else ""}
    user = queries.user_by_username(uow.session, line.key)
    is_new = user is None
    if user is None:
        user = service.create_user(
            uow, actor, service.NewUser(username=line.key, org_id=row["unit"], **given)
        )
    else:
        service.change_user(uow, actor, user.id, {**given, "org_id": row["unit"]})
    if row["post"]:
        posts.change_primary_post(uow, actor, user.id, row["post"])
    return user.id if is_new else ""


def _rows(text: str, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(text.splitlines())
    titles = [title.strip().lower() for title in reader.fieldnames or ()]
    missing = [name for name in columns[:2] if name not in titles]
    unknown = [title for title in titles if title not in columns]
    if missing or unknown:
        names = ", ".join(columns)
        problem = {"field": "file", "code": "columns", "names": names, "message": names}
        raise Invalid([problem])
    reader.fieldnames = titles
    found = []
    for row in reader:
        plain = {name: (row.get(name) or "").strip().lstrip("'") for name in columns}
        if any(plain.values()):
            found.append((reader.line_num, plain))
    if not 0 < len(found) <= MOST_LINES:
        raise Invalid([{"field": "file", "code": "lines", "message": f"1 to {MOST_LINES} lines"}])
    return found


def _needed(row: Mapping[str, str], *names: str) -> list[dict[str, str]]:
    return [_problem(name, "required") for name in names if not row[name]]


def _known(row: Mapping[str, str], name: str, values: Iterable[str]) -> list[dict[str, str]]:
    if row[name] and row[name] not in values:
        return [_problem(name, "unknown", row[name])]
    return []


LONGEST = {"code": 32, "username": 64, "name": 100, "name_en": 100, "short_name": 60,
           "service_tel": 40, "phone": 40, "email": 254}  # fmt: skip


def _too_long(row: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        _problem(name, "length") for name, most in LONGEST.items() if len(row.get(name, "")) > most
    ]


def _problem(name: str, code: str, value: str = "") -> dict[str, str]:
    return {"field": name, "code": code, "message": f"{name} {code} {value}".strip()}
