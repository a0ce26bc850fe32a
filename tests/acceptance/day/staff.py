"""Two hundred invented people at five companies, and the test's own book of who may do what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle

from engine.access.service import Passwords, define_roles, set_password
from engine.db import UnitOfWork
from engine.demo import rules
from engine.demo.service import load_grid
from engine.kernel.actor import SYSTEM
from engine.staff.service import NewUnit, NewUser, create_unit, create_user, grant_role, name_leader

HEADCOUNT = 200
# Headquarters, a province, a city and two counties with their stations.
COMPANIES = ("10", "20", "2001", "200101", "200102")
STATIONS = ("2001011", "2001012", "2001021", "2001022")
ADMINISTRATORS = {"SYS_ADMIN", "SEC_ADMIN", "AUDIT_ADMIN", "PROCESS_ADMIN"}
LEADERS = {"10": "GM", "20": "GM", "2001": "GM", "200101": "GM", "200102": "GM"}
PASSWORD = "correct-horse-battery"
CHEAP = Passwords(time_cost=1, memory_kib=8)


@dataclass(frozen=True)
class Person:
    """Somebody with an account and the groups `ROLE@<unit>` he belongs to."""

    id: str
    username: str
    name: str
    unit: str
    groups: frozenset[str]

    @property
    def roles(self) -> frozenset[str]:
        """Return his roles, wherever they were granted."""
        return frozenset(group.partition("@")[0] for group in self.groups)


class Staff:
    """Everybody, by id; kept by the test itself and never read back from the database."""

    def __init__(self, people: list[Person]) -> None:
        self.people: Mapping[str, Person] = {person.id: person for person in people}
        self._holders: dict[str, set[str]] = defaultdict(set)
        for person in people:
            for group in person.groups:
                self._holders[group].add(person.id)

    def holders(self, group: str) -> set[str]:
        """Return the ids of those who belong to a group."""
        return self._holders.get(group, set())

    def with_role(self, roles: set[str]) -> list[Person]:
        """Return those who hold any of the roles, in a fixed order."""
        return [one for one in self.people.values() if one.roles & roles]

    def named(self, username: str) -> Person:
        """Return somebody by the name of his account."""
        return next(one for one in self.people.values() if one.username == username)


def found_company(uow: UnitOfWork) -> Staff:
    """Create the units, the people and the grid they look after."""
    define_roles(uow)
    for row in rules.rows("units"):
        parent_id = row.pop("parent_id") or None
        create_unit(uow, SYSTEM, NewUnit(**row, parent_id=parent_id))
    staff = Staff([_employ(uow, row, number) for row, number in _headcount()])
    for company, role in LEADERS.items():
        name_leader(uow, SYSTEM, company, min(staff.holders(f"{role}@{company}")))
    load_grid(uow)
    return staff


def _headcount() -> list[tuple[dict[str, str], int]]:
    """Return the demo's people at our companies, and as many colleagues as are missing."""
    rows = [row for row in rules.rows("people") if _company(row) in (*COMPANIES, *STATIONS)]
    found = [(row, 0) for row in rows]
    plain = [row for row in rows if not set(row["roles"].split()) & (ADMINISTRATORS | {"GM"})]
    for number, row in enumerate(cycle(plain)):
        if len(found) == HEADCOUNT:
            break
        found.append((row, 1 + number // len(plain)))
    return found


def _employ(uow: UnitOfWork, row: dict[str, str], number: int) -> Person:
    username = f"{row['username']}{number or ''}"
    mail = f"{username}@example.com"
    new = NewUser(username, f"{row['name']}{number or ''}", row["org_id"], email=mail)
    user = create_user(uow, SYSTEM, new)
    company = _company(row)
    groups = frozenset(f"{role}@{company}" for role in row["roles"].split())
    for group in sorted(groups):
        grant_role(uow, SYSTEM, user.id, group.partition("@")[0], company)
    return Person(user.id, username, user.name, row["org_id"], groups)


def _company(row: dict[str, str]) -> str:
    return rules.company_of(row["org_id"])


def give_passwords(uow: UnitOfWork, people: list[Person]) -> None:
    """Let people sign in with the common password."""
    for person in people:
        set_password(uow, SYSTEM, person.id, PASSWORD, CHEAP)
